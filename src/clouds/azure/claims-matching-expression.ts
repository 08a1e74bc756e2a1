import type { Language } from "../../core/language/language";
import { globOf, literals } from "../../core/language/language";

/** One comparison of a flexible credential's expression; all of them have to hold. */
export interface AzureClaimClause {
  claim: string;
  operator: "eq" | "matches";
  value: string;
}

/** The value may stand without quotes, as it does in Microsoft's own API example for a Kubernetes issuer. */
const CLAUSE = /\s*claims\['([^'\]]+)'\]\s+(eq|matches)\s+(?:'([^']*)'|([^\s']+))(?=\s|$)/y;

/** Far above what a flexible credential needs, so that hostile input ends early. */
const MAX_LENGTH = 10_000;

/** Claims that every token has: what they are is not for an expression to decide. */
const EVERY_TOKEN_HAS: ReadonlySet<string> = new Set(["iss", "sub", "aud", "exp", "iat", "nbf"]);

/** Whether an issuer that is no cluster may put anything into this claim. */
export function isFreeClaim(claim: string): boolean {
  return !EVERY_TOKEN_HAS.has(claim);
}

/** The values that a comparison accepts. */
export function azureClauseLanguage({ operator, value }: AzureClaimClause): Language {
  return operator === "eq" ? literals([value]) : globOf(value);
}

const AND = /\s+and(?=\s)/y;

/** The comparisons of `claimsMatchingExpression` (language version 1), or `undefined` for anything else than `eq`, `matches` and `and`. */
export function parseClaimsMatchingExpression(expression: string): AzureClaimClause[] | undefined {
  if (expression.length > MAX_LENGTH) return undefined;
  const clauses: AzureClaimClause[] = [];
  const text = expression.trim();
  for (let at = 0; ; ) {
    CLAUSE.lastIndex = at;
    const clause = CLAUSE.exec(text);
    if (clause === null) return undefined;
    const [, claim = "", operator, quoted, bare] = clause;
    clauses.push({ claim, operator: operator === "eq" ? "eq" : "matches", value: quoted ?? bare ?? "" });
    if (CLAUSE.lastIndex === text.length) return clauses;
    AND.lastIndex = CLAUSE.lastIndex;
    if (AND.exec(text) === null) return undefined;
    at = AND.lastIndex;
  }
}
