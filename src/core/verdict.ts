import type { Token } from "./token";

/**
 * Whether a trust equals its intent. `over` admits a token outside of the intent, `under` refuses an intended token; both carry
 * that token; where somebody comes in without a token of an issuer, `otherWay` says who. `findings` are the identifiers of the known misconfigurations that the trust shows, the most severe first.
 * `unknown` names what could not be decided and is never a proof.
 */
export type Verdict =
  | { verdict: "equal" }
  | { verdict: "over" | "under"; token: Token; otherWay?: string; findings: string[]; why: string }
  | { verdict: "unknown"; reason: string };
