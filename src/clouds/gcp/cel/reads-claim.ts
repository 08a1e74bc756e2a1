import type { CelExpr } from "./expr";
import { celChildren, celPathOf } from "./run";

/** Whether an expression may look at a claim of the token: by its name, by one that is computed, or at all claims together. */
export function readsClaim(expr: CelExpr, claim: string): boolean {
  const [root, first] = celPathOf(expr) ?? [];
  if (root !== undefined && first !== undefined) return root === "assertion" && first === claim;
  return root === "assertion" || celChildren(expr).some((child) => readsClaim(child, claim));
}
