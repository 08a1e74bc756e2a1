import type { Language } from "../language/language";
import { ALL, and, NONE, unknown } from "../language/language";
import type { Membership } from "../language/member";
import { contains, negate } from "../language/member";
import type { Work } from "../language/work";
import { show } from "../show";
import { absentLanguage, claimLanguage, comparesWithItself, conditionOnRequest } from "./claim-language";
import type { PolicyCondition, PolicyDocument, PolicyStatement } from "./document";
import type { FederatedProviders, FederatedTrust, FederationDialect } from "./federation";
import { actionsMatch } from "./request";

/** One statement as the tokens of one issuer see it: it applies to these subjects where the audience is in every one of these sets. */
export interface StatementRule {
  readonly subjects: Language;
  readonly audiences: readonly Language[];
}

/** All statements as the tokens of one issuer see them. */
export interface IssuerRules {
  /** `undefined` where the provider is not among the given ones. */
  readonly clientIds: readonly string[] | undefined;
  readonly allow: readonly StatementRule[];
  readonly deny: readonly StatementRule[];
}

/** What a condition on a further claim than issuer, subject and audience says about the tokens of whoever signs them. */
export type OtherClaims = (
  condition: PolicyCondition,
  dialect: FederationDialect,
  effect: "Allow" | "Deny",
) => Language;

/** Reads every statement once, and compiles it for an issuer when that issuer is asked about. */
export function rulesByIssuer(
  { document, providers }: FederatedTrust,
  dialect: FederationDialect,
  otherClaims: OtherClaims,
  work: Work,
): { issuers: string[]; rulesOf(issuer: string): IssuerRules } {
  const readings = document.statements.map((statement) => readStatement(statement, providers, dialect, work));
  const relevant = readings.filter(({ action }) => action !== false);
  const general = relevant.filter(isAboutAnyIssuer);
  const byIssuer = new Map<string, Set<StatementReading>>();
  const put = (issuer: string, reading?: StatementReading) => {
    const known = byIssuer.get(issuer) ?? new Set(general);
    byIssuer.set(issuer, reading === undefined ? known : known.add(reading));
  };
  // Whose tokens these are cannot be known. They go by their own name, so that a proof cannot overlook them.
  const nameless = new Set<string>();
  for (const reading of relevant) {
    for (const issuer of reading.issuers.keys()) put(issuer, reading);
    for (const principal of reading.nameless) nameless.add(principal);
  }
  if (general.length > 0) for (const issuer of providers.byIssuer.keys()) put(issuer);

  const compile = compiler(document, dialect, otherClaims, work);
  const compiled = new Map<string, IssuerRules>();
  return {
    issuers: [...byIssuer.keys(), ...nameless],
    rulesOf: (issuer) => {
      const known = compiled.get(issuer);
      if (known !== undefined) return known;
      const provider = providers.byIssuer.get(issuer);
      const asked = nameless.has(issuer) ? relevant : [...(byIssuer.get(issuer) ?? general)];
      const allow: StatementRule[] = [];
      const deny: StatementRule[] = [];
      for (const reading of asked) {
        const rule = nameless.has(issuer)
          ? namelessRule(reading, issuer)
          : compile(reading, issuer, provider !== undefined);
        if (rule !== undefined) (reading.statement.effect === "Allow" ? allow : deny).push(rule);
      }
      const result = { clientIds: provider?.clientIds, allow, deny };
      compiled.set(issuer, result);
      return result;
    },
  };
}

/** What a statement says before an issuer is asked about. */
interface StatementReading {
  readonly statement: PolicyStatement;
  readonly action: Membership;
  /** The issuers that its principals stand for; `unknown` for a provider that is not among the given ones. */
  readonly issuers: ReadonlyMap<string, Membership>;
  readonly anyone: boolean;
  /** Principals that stand for an issuer that cannot be known. */
  readonly nameless: readonly string[];
  /** Whether one of those may be a provider of the given issuers as well. */
  readonly mayBeGiven: boolean;
}

function readStatement(
  statement: PolicyStatement,
  providers: FederatedProviders,
  dialect: FederationDialect,
  work: Work,
): StatementReading {
  const issuers = new Map<string, Membership>();
  const nameless: string[] = [];
  let [anyone, mayBeGiven] = [false, false];
  work.spend(statement.principals.length);
  for (const principal of statement.principals) {
    const whom = dialect.standsFor(principal);
    if (whom === "anyone") anyone = true;
    if (whom === "unknown") mayBeGiven = true;
    if (whom !== "provider" && whom !== "unknown") continue;
    const given = whom === "provider" ? providers.byReference.get(principal.value) : undefined;
    if (given !== undefined) {
      issuers.set(given.issuer, true);
      continue;
    }
    const named = whom === "provider" ? dialect.issuerOf(principal.value) : undefined;
    if (named === undefined) nameless.push(principal.value);
    else if (!issuers.has(named)) issuers.set(named, "unknown");
  }
  return {
    statement,
    action: actionsMatch(statement, dialect.action, dialect, work),
    issuers,
    anyone,
    nameless,
    mayBeGiven,
  };
}

function isAboutAnyIssuer({ statement, anyone, nameless }: StatementReading): boolean {
  return statement.notPrincipal || anyone || nameless.length > 0;
}

function principalIs(reading: StatementReading, issuer: string, isGiven: boolean): Membership {
  const { issuers, anyone, nameless, mayBeGiven, statement } = reading;
  const mayBe = mayBeGiven || (nameless.length > 0 && !isGiven);
  const matches = anyone || issuers.get(issuer) === true ? true : mayBe || issuers.has(issuer) ? "unknown" : false;
  return statement.notPrincipal ? negate(matches) : matches;
}

function namelessRule({ statement, nameless }: StatementReading, principal: string): StatementRule | undefined {
  if (!nameless.includes(principal)) return undefined;
  return {
    subjects: unknown(
      `${statement.label}: whose tokens principal ${principal} stands for; write the name of one provider, and give it with the trust`,
    ),
    audiences: [],
  };
}

/** Turns a statement into a rule for one issuer; none where it never applies. Conditions are compiled once, for all issuers. */
function compiler(document: PolicyDocument, dialect: FederationDialect, otherClaims: OtherClaims, work: Work) {
  const escapes = dialect.escapes.includes(document.version);
  const languages = new Map<PolicyCondition, Language>();
  const languageOf = (condition: PolicyCondition): Language => {
    const known = languages.get(condition);
    if (known !== undefined) return known;
    const language = claimLanguage(condition, escapes);
    languages.set(condition, language);
    return language;
  };

  return (reading: StatementReading, issuer: string, isGiven: boolean): StatementRule | undefined => {
    const { statement, action } = reading;
    work.spend(1 + statement.conditions.length);
    const subjects: Language[] = [];
    const audiences: Language[] = [];
    const require = (holds: Membership, what: () => string): boolean => {
      if (holds === "unknown") subjects.push(unknown(`${statement.label}: ${what()}`));
      return holds !== false;
    };
    const whom = () =>
      `whom its principal ${principalsIn(statement)} stands for; write the name of one provider, and give it with the trust`;
    if (!require(principalIs(reading, issuer, isGiven), whom) || !require(action, () => "action")) return undefined;
    for (const condition of statement.conditions) {
      const claim = dialect.claimOf(condition, issuer);
      // What hangs on the request (an address, a time) may hold always, sometimes or never. A token would show neither, so a trust
      // that depends on it is not proved; an Allow without it is, as far as no such Deny touches it.
      if (claim === "request") subjects.push(conditionOnRequest(condition));
      else if (claim === "aud") audiences.push(languageOf(condition));
      else if (claim === "sub") {
        const isAnybody = statement.effect === "Allow" && comparesWithItself(condition, escapes);
        subjects.push(isAnybody ? ALL : languageOf(condition));
      } else if (claim === "other" || claim === "documented")
        subjects.push(otherClaims(condition, dialect, statement.effect));
      else if (claim === "absent") subjects.push(absentLanguage(condition, dialect));
      else if (!require(contains(languageOf(condition), issuer, work), () => condition.key)) return undefined;
    }
    if (subjects.includes(NONE)) return undefined;
    const restricting = subjects.filter((language) => language !== ALL);
    return { subjects: restricting.length === 0 ? ALL : and(...restricting), audiences };
  };
}

/** The first few of many. */
function principalsIn({ principals }: PolicyStatement): string {
  const named = principals.slice(0, 3).map(({ value }) => value);
  return show(principals.length > named.length ? `${named.join(", ")}, ...` : named.join(", "));
}
