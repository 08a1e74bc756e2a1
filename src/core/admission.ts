import type { Language } from "./language/language";
import type { Token } from "./token";

/**
 * What a trust admits, in the one form that all clouds share: for tokens of an issuer with an audience, the language of their `sub`.
 * Tokens have a single audience; those of a cluster are such as an honest API server signs.
 */
export interface Admission {
  /** Every issuer whose tokens the trust could admit. Tokens of other issuers are refused. */
  readonly issuers: readonly string[];
  /** The audience sets that the trust tells apart; together they decide which audiences have to be tried. */
  readonly audiences: readonly Language[];
  /** The `sub` claims that are admitted from this issuer with this audience. */
  subjects(issuer: string, audience: string): Language;
  /** The same for an issuer that is no cluster: it signs any `sub`, with any other claims. `subjects` says it where this is absent. */
  foreign?(issuer: string, audience: string): ForeignAdmission;
  /** The signing keys that the cloud stores for an issuer (a JSON Web Key Set), where it stores keys instead of fetching them. */
  keys?(issuer: string): object | undefined;
  /** Why the cloud cannot fetch the keys of an issuer, so that none of its tokens is good; absent where it need not fetch any. */
  unreachable?(issuer: string): string | undefined;
  /** Other spellings of an audience that the cloud takes for the same: whoever intends one intends all. */
  sameAudiences?(audience: string): readonly string[];
  /**
   * Bytes of the longest `sub` that the cloud takes by its own rules, where names of Kubernetes can be longer. An intent for a whole
   * namespace does not ask for more; one that names a longer subject does.
   */
  readonly subjectMaxBytes?: number;
  /** A counterexample of a cluster, with what its tokens carry besides where the trust reads that. */
  complete?(token: Token): Token;
  /** What about the whole document is not decided, in words. The proof is then never `equal`. */
  readonly doubts?: readonly string[];
  readonly otherWaysIn?: readonly OtherWayIn[];
}

/** Which tokens of an issuer are admitted that signs whatever it likes. */
export interface ForeignAdmission {
  readonly subjects: Language;
  /** Claims beside issuer, subject and audience that a token with this `sub` needs to be admitted; none by default. */
  claimsOf?(sub: string): Readonly<Record<string, unknown>>;
}

/** A way in that no ServiceAccount token describes: a user, a service, an anonymous caller. */
export interface OtherWayIn {
  /** Who comes in, in the vendor's words, for example `Service cs.aliyuncs.com`. */
  readonly who: string;
  /** Where the trust says so, for example `statement 2`. */
  readonly where: string;
  /** Its conditions, as a person reads them; absent where there are none. */
  readonly under?: string;
  /** Equal for equal ways, however they are written: what a way that the intent names is compared by. */
  readonly key: string;
  /** Why it is not known whether they come in; absent where they do. */
  readonly doubt?: string;
  /** What may refuse them, for example `statement 3`; absent where nothing does. */
  readonly mayBeRefusedBy?: string;
}

/** A token that shall get in although it is no ServiceAccount's of the intent. */
interface NamedSubject {
  readonly issuer: string;
  readonly subject: string;
  /** The audiences of the intent by default. */
  readonly audience?: string;
}

/** Tokens of an issuer that shall get in by a pattern of their `sub`. */
interface NamedPattern {
  readonly issuer: string;
  readonly subjects: Language;
  /** The audiences of the intent by default. */
  readonly audience?: string;
}

/** Who else shall become the identity, on purpose. */
export interface NamedOthers {
  readonly subjects: readonly NamedSubject[];
  /** None by default. */
  readonly patterns?: readonly NamedPattern[];
  readonly ways: readonly Pick<OtherWayIn, "who" | "key">[];
}
