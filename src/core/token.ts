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
