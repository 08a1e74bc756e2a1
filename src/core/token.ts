import { WorkloadIdentityError } from "./errors";
import type { Issue } from "./issue";
import { issue } from "./issue";
import { show } from "./show";
import { parseSubjectClaim } from "./subject";

/** The claims of a ServiceAccount token. */
export interface Token {
  iss: string;
  sub: string;
  aud: string | string[];
  /** Seconds since the epoch. */
  exp?: number;
  /** Seconds since the epoch. */
  iat?: number;
  "kubernetes.io"?: object;
  [claim: string]: unknown;
}

export function tokenAudiences(token: Token): string[] {
  return typeof token.aud === "string" ? [token.aud] : token.aud;
}

/** The claims an honest API server signs for this ServiceAccount: `kubernetes.io` always repeats what `sub` says. */
export function kubernetesToken(iss: string, sub: string, aud: string): Token {
  const parsed = parseSubjectClaim(sub);
  const token: Token = { iss, sub, aud: [aud] };
  if (parsed !== undefined) {
    token["kubernetes.io"] = { namespace: parsed.namespace, serviceaccount: { name: parsed.serviceAccount } };
  }
  return token;
}

/** Audiences of one token that are looked at; API servers mint tokens with one. */
const MAX_AUDIENCES = 100;

/** Characters of a claim that trusts are compared with; API servers sign subjects of at most 339. */
const MAX_CLAIM_LENGTH = 2048;

function isClaim(value: unknown): boolean {
  return typeof value === "string" && value.length <= MAX_CLAIM_LENGTH;
}

/** Reads the claims of a token that came from outside; throws `WorkloadIdentityError` (`token-invalid`) with every fault. */
export function readToken(value: unknown): Token {
  const issues: Issue[] = [];
  const fault = (path: string, expected: string, seen: unknown) =>
    issues.push(issue("token-invalid", path, `expected ${expected}, got ${show(seen)}`));
  const claims = (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}) as Partial<Token>;
  for (const claim of ["iss", "sub"] as const) {
    if (!Object.hasOwn(claims, claim) || !isClaim(claims[claim]))
      fault(claim, `a string of at most ${MAX_CLAIM_LENGTH} characters`, claims[claim]);
  }
  const aud: unknown = Object.hasOwn(claims, "aud") ? claims.aud : undefined;
  const audiences = typeof aud === "string" ? [aud] : aud;
  if (!Array.isArray(audiences) || audiences.length > MAX_AUDIENCES || !audiences.every(isClaim)) {
    fault("aud", `a string or a list of at most ${MAX_AUDIENCES} strings`, aud);
  }
  if (issues.length > 0) throw new WorkloadIdentityError("token-invalid", "Cannot read the token:", issues);
  return claims as Token;
}
