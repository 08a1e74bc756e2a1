import type { Work } from "../language/work";
import type { PolicyDialect } from "./dialect";
import type { PolicyCondition, PolicyPrincipal, PolicyStatement } from "./document";
import { isLiteral, matchesPattern, patternParts } from "./pattern";
import type { Ternary } from "./ternary";
import { opposite } from "./ternary";

/** What a request says about a condition key: its values, that it is not there, or nothing that can be known beforehand. */
export type KeyValue = readonly string[] | "absent" | "unknown";

/** A request as a trust policy sees it. */
export interface PolicyRequest {
  /** Each of them has to be allowed. */
  readonly actions: readonly string[];
  /** Whether the caller is this principal. */
  isPrincipal(principal: PolicyPrincipal): Ternary;
  valueOf(condition: Pick<PolicyCondition, "key" | "operator">): KeyValue;
}

export function principalsMatch(statement: PolicyStatement, isPrincipal: PolicyRequest["isPrincipal"]): Ternary {
  let matches: Ternary = false;
  for (const principal of statement.principals) {
    const one = isPrincipal(principal);
    if (one === true) return !statement.notPrincipal;
    if (one === "unknown") matches = one;
  }
  return statement.notPrincipal ? opposite(matches) : matches;
}

export function actionsMatch(statement: PolicyStatement, action: string, dialect: PolicyDialect, work?: Work): Ternary {
  let matches: Ternary = false;
  for (const pattern of statement.actions) {
    const one = actionMatches(pattern, action, dialect, work);
    if (one === true) return !statement.notAction;
    if (one === "unknown") matches = one;
  }
  return statement.notAction ? opposite(matches) : matches;
}

function actionMatches(pattern: string, action: string, dialect: PolicyDialect, work?: Work): Ternary {
  work?.spend(1);
  if (pattern === action) return true;
  if (pattern.includes("${")) return "unknown";
  const fits = (text: string, name: string) =>
    isLiteral(text, true) ? text === name : matchesPattern(patternParts(text, true, false), name, work);
  if (fits(pattern, action)) return true;
  if (!fits(pattern.toLowerCase(), action.toLowerCase())) return false;
  return dialect.actionCase === "ignored" ? true : "unknown";
}
