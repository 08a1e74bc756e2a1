import { ALL } from "../../../core/language/language";
import type { CelExpr } from "./expr";
import { evaluateSymbolic } from "./interpret";
import { celChildren, celPathOf, compileCel, GCP_CONDITION_MAX_LENGTH } from "./run";
import { asBool } from "./symbolic";

/** Whether the condition of a grant holds, where that hangs on nothing but itself; else what it reads, in words that go on behind it. */
export function gcpConditionHolds(expression: string): boolean | string {
  const program = compileCel(expression, GCP_CONDITION_MAX_LENGTH);
  if ("unknown" in program) return `: ${program.unknown}`;
  const { yes, no } = asBool(evaluateSymbolic(program.expr, new Map()));
  if (yes === ALL) return true;
  if (no === ALL) return false;
  const read = readBy(program.expr);
  return read.length === 0 ? "" : `, which reads ${read.join(", ")}`;
}

/** What an expression reads, such as `request.time`. */
function readBy(root: CelExpr): string[] {
  const read = new Set<string>();
  const open = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    const path = celPathOf(expr);
    if (path === undefined) open.push(...celChildren(expr));
    else read.add(path.join("."));
  }
  return [...read].sort();
}
