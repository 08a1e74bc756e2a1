import type { Language } from "./language/language";

/**
 * What a trust admits, in the one form that all clouds share: for tokens of an issuer with an audience, the language of their `sub`.
 * Tokens are those an honest API server signs, with a single audience.
 */
export interface Admission {
  /** Every issuer whose tokens the trust could admit. Tokens of other issuers are refused. */
  readonly issuers: readonly string[];
  /** The audience sets that the trust tells apart; together they decide which audiences have to be tried. */
  readonly audiences: readonly Language[];
  /** The `sub` claims that are admitted from this issuer with this audience. */
  subjects(issuer: string, audience: string): Language;
  /** The signing keys that the cloud stores for an issuer (a JSON Web Key Set), where it stores keys instead of fetching them. */
  keys?(issuer: string): object | undefined;
  /** Other spellings of an audience that the cloud takes for the same: whoever intends one intends all. */
  sameAudiences?(audience: string): readonly string[];
  /** What about the whole document is not decided, in words. The proof is then never `equal`. */
  readonly doubts?: readonly string[];
  /** Another way in that no ServiceAccount token describes (a user, a service, an anonymous caller), in words. */
  readonly otherWaysIn?: readonly string[];
}
