import type { Decision, TraceStep } from "../../core/decision";
import { LOOK_COST, Undecided, Work } from "../../core/language/work";
import { show } from "../../core/show";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import type { AzureClaimClause } from "./claims-matching-expression";
import { isFreeClaim, parseClaimsMatchingExpression } from "./claims-matching-expression";
import { azureStoredCredentials, mayIgnoreCase } from "./document";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

type Passed = TraceStep["passed"];

/** What Entra answers to a token: it looks for one credential that the token fits in issuer, subject and audience. */
export function azureEvaluate(trust: AzureTrust, token: Token, work = Work.for(trust)): Decision {
  const trace: TraceStep[] = [];
  let open = false;
  for (const { credential, refusal, fault } of azureStoredCredentials(trust)) {
    const step = (what: string, passed: Passed, detail: string): Passed => {
      trace.push({ step: `credential ${credential.name}: ${what}`, passed, detail });
      return passed;
    };
    if (refusal !== undefined) {
      step("stored", false, refusal);
      continue;
    }
    if (fault?.dead === true) {
      step("issuer", false, fault.message);
      continue;
    }
    const result = checkCredential(credential, token, step, mayIgnoreCase(trust), work);
    if (result === true) return { decision: "allow", trace };
    if (result === "unknown") open = true;
  }
  if (trace.length === 0) trace.push({ step: "credentials", passed: false, detail: "the identity has none" });
  return { decision: open ? "unknown" : "deny", trace };
}

function checkCredential(
  credential: AzureFederatedIdentityCredential,
  token: Token,
  step: (what: string, passed: Passed, detail: string) => Passed,
  ignoresCase: boolean,
  work: Work,
): Passed {
  const { issuer, subject, audiences, claimsMatchingExpression = "" } = credential;
  if (!step("issuer", token.iss === issuer, compared(issuer, token.iss))) return false;
  const fits =
    subject === undefined
      ? checkExpression(claimsMatchingExpression, token, step, work)
      : step("subject", isSubject(subject, token.sub, ignoresCase), compared(subject, token.sub));
  if (fits === false) return false;
  const seen = tokenAudiences(token);
  const shared = seen.some((audience) => audiences.includes(audience));
  const several = shared && seen.length > 1;
  const detail = compared(audiences.join(" or "), seen.join(", "));
  const audience = several
    ? step("audience", "unknown", `${detail}; how further audiences count is not documented`)
    : step("audience", shared, detail);
  return audience === true ? fits : audience;
}

/** API servers sign lower case only, so capital letters are the credential's alone. */
function isSubject(subject: string, sub: string, mayIgnore: boolean): Passed {
  if (sub === subject) return true;
  return mayIgnore && sub === subject.toLowerCase() ? "unknown" : false;
}

function checkExpression(
  expression: string,
  token: Token,
  step: (what: string, passed: Passed, detail: string) => Passed,
  work: Work,
): Passed {
  const clauses = parseClaimsMatchingExpression(expression);
  if (clauses === undefined) return step("expression", "unknown", `${show(expression)} does not parse`);
  let result: Passed = true;
  for (const clause of clauses) {
    const passed = step(
      `claims['${clause.claim}'] ${clause.operator}`,
      checkClause(clause, token, work),
      compared(clause.value, token[clause.claim]),
    );
    if (passed === false) return false;
    if (passed === "unknown") result = "unknown";
  }
  return result;
}

function checkClause({ claim, operator, value }: AzureClaimClause, token: Token, work: Work): Passed {
  const seen = token[claim];
  if (typeof seen !== "string" || !(claim === "sub" || isFreeClaim(claim))) return "unknown";
  if (operator === "eq") return seen === value;
  try {
    return fitsPattern(value, seen, work);
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return "unknown";
  }
}

/** `*` is any run and `?` one character. Only the last `*` is ever taken back, and every step is paid for. */
function fitsPattern(pattern: string, value: string, work: Work): boolean {
  let star = -1;
  let taken = 0;
  let p = 0;
  for (let v = 0; v < value.length; ) {
    work.spend(LOOK_COST);
    if (pattern[p] === "*") {
      star = p++;
      taken = v;
    } else if (pattern[p] === "?" || pattern[p] === value[v]) {
      p++;
      v++;
    } else if (star >= 0) {
      p = star + 1;
      v = ++taken;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

function compared(expected: string, seen: unknown): string {
  return `expected ${show(expected)}, seen ${show(seen)}`;
}
