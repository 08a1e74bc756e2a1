import { unknown } from "../../../core/language/language";
import type { GcpProvider } from "../trust";
import type { CelExpr } from "./expr";
import { celPathOf, compileCel, GCP_CONDITION_MAX_LENGTH, GCP_MAPPING_MAX_LENGTH, textConstant } from "./run";
import type { Symbolic } from "./symbolic";

/**
 * What a condition asks of single claims of every token: to be one of some texts, or to begin with one. Whether a claim is that is left
 * open, so it is never more than a reason why somebody cannot come in.
 */
export function askedClaims({ attributeMapping = {}, attributeCondition = "" }: GcpProvider): Map<string, Symbolic> {
  const asked = new Map<string, Symbolic>();
  const condition = parsed(attributeCondition, GCP_CONDITION_MAX_LENGTH);
  if (condition === undefined) return asked;
  const claimOf = (expr: CelExpr | undefined): string | undefined => {
    const [root, claim, ...more] = (expr && celPathOf(expr)) ?? [];
    if (root === "assertion" && more.length === 0) return claim;
    // An attribute that is a claim as it stands.
    const source = Object.hasOwn(attributeMapping, `${root}.${claim}`)
      ? attributeMapping[`${root}.${claim}`]
      : undefined;
    const mapped = source === undefined ? undefined : parsed(source, GCP_MAPPING_MAX_LENGTH);
    const [of, name, ...rest] = (mapped && celPathOf(mapped)) ?? [];
    return more.length === 0 && of === "assertion" && rest.length === 0 ? name : undefined;
  };
  for (const conjunct of conjunctsOf(condition)) {
    const found = question(conjunct, claimOf);
    if (found !== undefined && !asked.has(found[0])) asked.set(...found);
  }
  return asked;
}

function parsed(source: string, maxLength: number): CelExpr | undefined {
  const program = compileCel(source, maxLength);
  return "unknown" in program ? undefined : program.expr;
}

/** The parts of which each one has to hold. */
function conjunctsOf(expr: CelExpr): CelExpr[] {
  const { exprKind } = expr;
  const isAnd = exprKind.case === "callExpr" && exprKind.value.function === "_&&_";
  return isAnd ? exprKind.value.args.flatMap(conjunctsOf) : [expr];
}

function question(
  { exprKind }: CelExpr,
  claimOf: (expr: CelExpr | undefined) => string | undefined,
): [claim: string, value: Symbolic] | undefined {
  if (exprKind.case !== "callExpr") return undefined;
  const { function: name, target, args } = exprKind.value;
  const [left, right] = target === undefined ? args : [target, ...args];
  const [claim, other] = claimOf(left) === undefined ? [claimOf(right), left] : [claimOf(left), right];
  if (claim === undefined || other === undefined) return undefined;
  const construct = `the claim assertion.${claim}`;
  const text = textConstant(other);
  const oneOf = (texts: readonly string[]): [string, Symbolic] => [
    claim,
    { kind: "text", cases: texts.map((each) => ({ when: unknown(construct), text: [each] })) },
  ];
  if (name === "_==_" && text !== undefined) return oneOf([text]);
  if (name === "startsWith" && text !== undefined && other === right) {
    return [claim, { kind: "unknown", construct, prefix: text }];
  }
  if (name !== "@in" || other !== right || other.exprKind.case !== "listExpr") return undefined;
  const texts = other.exprKind.value.elements.map(textConstant);
  return texts.every((each) => each !== undefined) ? oneOf(texts) : undefined;
}
