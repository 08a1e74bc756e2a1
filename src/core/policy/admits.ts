import type { Admission } from "../admission";
import type { Language } from "../language/language";
import { ALL, and, literals, NONE, not, or, unknown } from "../language/language";
import type { Membership } from "../language/member";
import { contains, fold, negate } from "../language/member";
import { absentLanguage, claimLanguage, notModelled } from "./claim-language";
import type { PolicyDocument, PolicyStatement } from "./document";
import type { FederatedProviders, FederatedTrust, FederationDialect } from "./federation";
import { isFederatedPrincipal } from "./federation";
import { actionsMatch } from "./request";

/** One statement as the tokens of one issuer see it: it applies to these subjects where the audience is in every one of these sets. */
interface Rule {
  readonly subjects: Language;
  readonly audiences: readonly Language[];
}

/** All statements as the tokens of one issuer see them. */
interface IssuerRules {
  /** `undefined` where the provider is not among the given ones. */
  readonly clientIds: readonly string[] | undefined;
  readonly allow: readonly Rule[];
  readonly deny: readonly Rule[];
}

/** Which tokens a trust policy admits: read as sets, without running it on any token. */
export function admitsFederation({ document, providers }: FederatedTrust, dialect: FederationDialect): Admission {
  const index = indexed(document, providers, dialect);
  const compiled = new Map<string, IssuerRules>();
  const rulesOf = (issuer: string): IssuerRules => {
    let rules = compiled.get(issuer);
    if (rules === undefined) {
      const rule = (statement: PolicyStatement) =>
        index.nameless.has(issuer)
          ? namelessRule(statement, issuer, dialect)
          : ruleOf(statement, issuer, document, providers, dialect);
      const statements = [...new Set([...index.general, ...(index.byIssuer.get(issuer) ?? [])])];
      const byEffect = (effect: string) => statements.filter((one) => one.effect === effect).flatMap(rule);
      const clientIds = providers.byIssuer.get(issuer)?.clientIds;
      rules = { clientIds, allow: byEffect("Allow"), deny: byEffect("Deny") };
      compiled.set(issuer, rules);
    }
    return rules;
  };
  const issuers = [...index.byIssuer.keys()];
  return {
    issuers,
    audiences: issuers.flatMap((issuer) => {
      const { clientIds, allow, deny } = rulesOf(issuer);
      const tested = [...allow, ...deny].flatMap(({ audiences }) => audiences);
      return clientIds === undefined ? tested : [literals(clientIds), ...tested];
    }),
    subjects: (issuer, audience) => subjects(rulesOf(issuer), audience),
    otherWaysIn: otherWaysIn(document, dialect),
  };
}

function subjects(rules: IssuerRules, audience: string): Language {
  if (rules.clientIds === undefined) {
    const admitted = admittedWith(rules, audience);
    return admitted === NONE
      ? NONE
      : and(admitted, unknown("client ids of a provider that is not among the given ones"));
  }
  if (rules.clientIds.includes(audience)) return admittedWith(rules, audience);
  return onlyWithSeveralAudiences(rules, rules.clientIds, audience);
}

function admittedWith({ allow, deny }: IssuerRules, audience: string): Language {
  const allowed = union(allow, audience);
  const denied = union(deny, audience);
  return denied === NONE || allowed === NONE ? allowed : and(allowed, not(denied));
}

function union(rules: readonly Rule[], audience: string): Language {
  const languages: Language[] = [];
  for (const { subjects, audiences } of rules) {
    const accepted = isAccepted(audience, audiences);
    if (accepted === false) continue;
    languages.push(accepted === true ? subjects : and(subjects, unknown("a condition on the audience")));
  }
  return languages.length === 0 ? NONE : or(...languages);
}

function isAccepted(audience: string, tests: readonly Language[]): Membership {
  return fold(tests, false, (test) => contains(test, audience));
}

/**
 * Tokens have one audience here, but an API server also signs several into one. Such a token adds nobody as long as every Allow
 * takes some client id on its own and no Deny looks at the audience: who may ask for both audiences may ask for that one alone.
 * Elsewhere, subjects that come in only with several audiences are not modelled; they are shown under an audience of nobody's own.
 */
function onlyWithSeveralAudiences(rules: IssuerRules, clientIds: readonly string[], audience: string): Language {
  const { allow, deny } = rules;
  const alone = ({ audiences }: Rule) => clientIds.some((clientId) => isAccepted(clientId, audiences) === true);
  const denyOnAudience = deny.some(({ audiences }) => audiences.length > 0);
  const doubtful = denyOnAudience ? allow : allow.filter((rule) => rule.audiences.length > 0 && !alone(rule));
  if (clientIds.length === 0 || doubtful.length === 0) return NONE;
  if ([...allow, ...deny].some(({ audiences }) => audiences.some((one) => isListed(one, audience)))) return NONE;
  const denied = deny.filter(({ audiences }) => audiences.length === 0).map((rule) => rule.subjects);
  return and(
    or(...doubtful.map((rule) => rule.subjects)),
    not(or(...denied, ...clientIds.map((clientId) => admittedWith(rules, clientId)))),
    unknown("tokens with several audiences"),
  );
}

function isListed(language: Language, audience: string): boolean {
  switch (language.kind) {
    case "literals":
      return language.values.has(audience);
    case "not":
      return isListed(language.of, audience);
    case "and":
    case "or":
      return language.of.some((part) => isListed(part, audience));
    default:
      return false;
  }
}

/** The statements that an issuer has to be looked up in, so that many issuers do not read many statements each. */
interface StatementIndex {
  readonly byIssuer: ReadonlyMap<string, Set<PolicyStatement>>;
  /** Statements that may be about any issuer. */
  readonly general: ReadonlySet<PolicyStatement>;
  /** Principals whose issuer cannot be known. They go by their own name, so that a proof cannot overlook them. */
  readonly nameless: ReadonlySet<string>;
}

function indexed(document: PolicyDocument, providers: FederatedProviders, dialect: FederationDialect): StatementIndex {
  const byIssuer = new Map<string, Set<PolicyStatement>>();
  const general = new Set<PolicyStatement>();
  const nameless = new Set<string>();
  const put = (issuer: string, statement: PolicyStatement) => {
    const statements = byIssuer.get(issuer);
    if (statements === undefined) byIssuer.set(issuer, new Set([statement]));
    else statements.add(statement);
  };
  for (const statement of document.statements) {
    if (statement.notPrincipal) general.add(statement);
    for (const principal of statement.principals) {
      const whom = dialect.standsFor(principal);
      if (whom === "anyone") general.add(statement);
      if (whom !== "provider" && whom !== "unknown") continue;
      const given = providers.byReference.get(principal.value)?.issuer;
      const issuer = whom === "unknown" ? undefined : (given ?? dialect.issuerOf(principal.value));
      if (issuer === undefined) {
        general.add(statement);
        nameless.add(principal.value);
      }
      put(issuer ?? principal.value, statement);
    }
  }
  if (general.size > 0) {
    for (const issuer of providers.byIssuer.keys()) if (!byIssuer.has(issuer)) byIssuer.set(issuer, new Set());
  }
  return { byIssuer, general, nameless };
}

function namelessRule(statement: PolicyStatement, principal: string, dialect: FederationDialect): Rule[] {
  if (actionsMatch(statement, dialect.action, dialect) === false) return [];
  return [{ subjects: unknown(`${statement.label}: whose tokens principal ${principal} stands for`), audiences: [] }];
}

/** None where the statement never applies to a token of this issuer. */
function ruleOf(
  statement: PolicyStatement,
  issuer: string,
  document: PolicyDocument,
  providers: FederatedProviders,
  dialect: FederationDialect,
): Rule[] {
  const subjects: Language[] = [];
  const audiences: Language[] = [];
  const require = (holds: Membership, construct: () => string): boolean => {
    if (holds === "unknown") subjects.push(unknown(`${statement.label}: ${construct()}`));
    return holds !== false;
  };
  if (!require(principalOf(statement, issuer, providers, dialect), () => "principal")) return [];
  if (!require(actionsMatch(statement, dialect.action, dialect), () => "action")) return [];
  const escapes = dialect.escapes.includes(document.version);
  for (const condition of statement.conditions) {
    const claim = dialect.claimOf(condition, issuer);
    // What hangs on the request (an address, a time) may hold always, sometimes or never. A token would show neither, so a trust that
    // depends on it is not proved; an Allow without it is, as far as no such Deny touches it.
    if (claim === "request") subjects.push(notModelled(condition));
    else if (claim === "aud") audiences.push(claimLanguage(condition, escapes));
    else if (claim === "sub") subjects.push(claimLanguage(condition, escapes));
    else if (claim === "absent") subjects.push(absentLanguage(condition, dialect));
    else if (
      !require(contains(claimLanguage(condition, escapes), issuer), () => `${condition.operator} ${condition.key}`)
    ) {
      return [];
    }
  }
  if (subjects.includes(NONE)) return [];
  const restricting = subjects.filter((language) => language !== ALL);
  return [{ subjects: restricting.length === 0 ? ALL : and(...restricting), audiences }];
}

function principalOf(
  statement: PolicyStatement,
  issuer: string,
  providers: FederatedProviders,
  dialect: FederationDialect,
): Membership {
  const matches = fold(statement.principals, true, (one) => isFederatedPrincipal(one, issuer, providers, dialect));
  return statement.notPrincipal ? negate(matches) : matches;
}

/** Allow statements for callers that have no token. Conditions are not read: they cannot be about a ServiceAccount. */
function otherWaysIn(document: PolicyDocument, dialect: FederationDialect): string[] {
  return document.statements.flatMap((statement) => {
    const ways = callersWithoutToken(statement, dialect);
    const opens = () => dialect.entryActions.some((action) => actionsMatch(statement, action, dialect) !== false);
    return ways.length > 0 && statement.effect === "Allow" && opens() ? ways : [];
  });
}

function callersWithoutToken(statement: PolicyStatement, dialect: FederationDialect): string[] {
  if (statement.notPrincipal) return [`${statement.label}: everyone except its NotPrincipal`];
  return statement.principals.flatMap((principal) => {
    const whom = dialect.standsFor(principal);
    if (whom === "anyone") return [`${statement.label}: anyone`];
    return whom === "others" ? [`${statement.label}: ${principal.kind} ${principal.value}`] : [];
  });
}
