import { parseRegex } from "../../../core/language/regex";
import type { CEL_USES } from "./check-types";
import { celFault } from "./check-types";
import type { CelExpr } from "./expr";
import { parseCel } from "./parse";
import { celChildren, compileCel, GCP_CONDITION_MAX_LENGTH, GCP_MAPPING_MAX_LENGTH, runCel, textConstant } from "./run";

/** What an expression is written for. */
export type CelUse = keyof typeof CEL_USES;

/** The faults of a parsed expression by its use: a text is parsed once, and then it is looked at once. */
const known = new WeakMap<CelExpr, Map<CelUse, string | undefined>>();

/** Why Google would not store an expression; `undefined` where it would. What cannot be parsed or is too long is `unknown` by itself. */
export function storedCelFault(source: string, use: CelUse): string | undefined {
  const program = compileCel(source, use === "condition" ? GCP_CONDITION_MAX_LENGTH : GCP_MAPPING_MAX_LENGTH);
  if ("unknown" in program) return undefined;
  const faults = known.get(program.expr) ?? new Map<CelUse, string | undefined>();
  known.set(program.expr, faults);
  if (!faults.has(use)) faults.set(use, celFault(program.expr, use) ?? regexFault(program.expr));
  return faults.get(use);
}

/** The regular expressions that are written out have to be of RE2, whatever stands around them. */
function regexFault(root: CelExpr): string | undefined {
  const open = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    const { exprKind } = expr;
    open.push(...celChildren(expr));
    if (exprKind.case !== "callExpr" || exprKind.value.function !== "matches") continue;
    const expression = textConstant(exprKind.value.args.at(-1));
    // What is parsed here is good; of the rest only a whole implementation knows.
    if (expression === undefined || !("unsupported" in parseRegex(expression))) continue;
    const outcome = runCel(parseCel("''.matches(expression)"), { expression });
    if ("error" in outcome) return `matches(${JSON.stringify(expression)}): ${outcome.error}`;
  }
  return undefined;
}
