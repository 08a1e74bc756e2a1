import { show } from "../show";
import { parseSubjectClaim } from "../subject";
import type { Token } from "../token";
import { kubernetesToken } from "../token";

/** A verdict before the catalogue of misconfigurations has been looked through. */
export type Proof =
  | { verdict: "equal" }
  | { verdict: "over" | "under"; token: Token; otherWay?: string; why: string }
  | { verdict: "unknown"; reason: string };

export type Difference = Exclude<Proof, { verdict: "equal" }>;

/** The lifetime of counterexample tokens: any hour does, the same one in every run. */
const ISSUED_AT = 1_767_225_600;
const LIFETIME = 3600;

export function counterexample(issuer: string, sub: string, audience: string): Token {
  return { ...kubernetesToken(issuer, sub, audience), iat: ISSUED_AT, exp: ISSUED_AT + LIFETIME };
}

/** A subject as a reader knows it. */
export function inWords(sub: string): string {
  const parsed = parseSubjectClaim(sub);
  return parsed === undefined ? `subject ${show(sub)}` : `ServiceAccount ${parsed.namespace}/${parsed.serviceAccount}`;
}
