import { contains } from "../language/member";
import type { Work } from "../language/work";
import { anyClaimLanguage, claimLanguage, valueLanguage } from "./claim-language";
import type { PolicyCondition } from "./document";
import type { FederatedTrust, FederationDialect } from "./federation";
import type { OtherClaims } from "./rules";

/** A kind of token that is looked at because a statement asks for it. */
export interface ClaimedToken {
  /** What it carries beside issuer, subject and audience. */
  readonly claims: Readonly<Record<string, string>>;
  /** What conditions on further claims say of it. */
  readonly meets: OtherClaims;
}

/** Statements that are looked at for one issuer. */
const MAX_TOKENS = 20;

/**
 * For each statement on claims that the vendor documents as keys for this issuer, the tokens that carry what lets them in: what an Allow
 * asks for, and what a Deny does not.
 */
export function claimedTokens(
  { document }: FederatedTrust,
  dialect: FederationDialect,
  issuer: string,
  work: Work,
): ClaimedToken[] {
  if (!dialect.documentedClaims?.has(issuer)) return [];
  const escapes = dialect.escapes.includes(document.version);
  return document.statements
    .map(({ effect, conditions }) => ({
      isAsked: effect === "Allow",
      conditions: conditions.filter((one) => dialect.claimOf(one, issuer) === "documented"),
    }))
    .filter(({ conditions }) => conditions.length > 0)
    .slice(0, MAX_TOKENS)
    .map(({ conditions, isAsked }) => claimedToken(conditions, isAsked, escapes, work));
}

function claimedToken(
  conditions: readonly PolicyCondition[],
  isAsked: boolean,
  escapes: boolean,
  work: Work,
): ClaimedToken {
  const byKey = new Map<string, string>();
  for (const name of new Set(conditions.map(({ key }) => key.toLowerCase()))) {
    const about = conditions.filter(({ key }) => key.toLowerCase() === name);
    const value = valueFor(about, isAsked, escapes, work);
    if (value !== undefined) byKey.set(name, value);
  }
  return {
    claims: Object.fromEntries([...byKey].map(([key, value]) => [claimName(key), value])),
    meets: (condition, dialect, effect) => {
      const value = byKey.get(condition.key.toLowerCase());
      return value === undefined
        ? anyClaimLanguage(condition, dialect, effect)
        : valueLanguage(condition, value, escapes, work);
    },
  };
}

/** A value that meets all conditions, or none of them; nothing where it is not found: some conditions hold without it. */
function valueFor(
  conditions: readonly PolicyCondition[],
  isAsked: boolean,
  escapes: boolean,
  work: Work,
): string | undefined {
  const languages = conditions.map((condition) => claimLanguage(condition, escapes));
  const listed = conditions.filter(({ test }) => test?.compare !== "presence").flatMap(({ values }) => values);
  const fitting = listed.flatMap((value) => [value.replace(/[*?]/g, "a"), value]);
  const unlisted = ["a", `${listed.join("-")}-a`];
  return [...fitting, ...unlisted].find((value) =>
    languages.every((language) => contains(language, value, work) === isAsked),
  );
}

/** The claim that a condition key is named after. */
export function claimName(key: string): string {
  return key.slice(key.lastIndexOf(":") + 1).toLowerCase();
}
