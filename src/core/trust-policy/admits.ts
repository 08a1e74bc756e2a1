import type { Admission, OtherWayIn } from "../admission";
import type { Language } from "../language/language";
import { and, literals, NONE, not, or, unknown } from "../language/language";
import type { Membership } from "../language/member";
import { contains, fold } from "../language/member";
import { absentLanguage, anyClaimLanguage } from "./claim-language";
import type { PolicyDocument, PolicyPrincipal, PolicyStatement } from "./document";
import type { FederatedTrust, FederationDialect } from "./federation";
import { wayKey } from "./others";
import { actionsMatch } from "./request";
import type { IssuerRules, StatementRule } from "./rules";
import { rulesByIssuer } from "./rules";

/** Which tokens a trust policy admits: read as sets, without running it on any token. */
export function admitsFederation(trust: FederatedTrust, dialect: FederationDialect): Admission {
  const { issuers, rulesOf } = rulesByIssuer(trust, dialect, absentLanguage);
  const ofAnyIssuer = rulesByIssuer(trust, dialect, anyClaimLanguage);
  return {
    issuers,
    audiences: audiencesToldApart(issuers.map(rulesOf)),
    subjects: (issuer, audience) => subjects(rulesOf(issuer), audience),
    foreign: (issuer, audience) => ({ subjects: subjects(ofAnyIssuer.rulesOf(issuer), audience) }),
    doubts: notStored(trust.document, dialect),
    otherWaysIn: otherWaysIn(trust.document, dialect),
    ...(dialect.unreachable === undefined ? {} : { unreachable: dialect.unreachable }),
  };
}

/** Statements that the vendor would not store: what it would make of them nobody says. */
function notStored({ statements }: PolicyDocument, { refuses }: FederationDialect): string[] {
  return statements.flatMap((statement) => {
    const why = refuses?.(statement);
    return why === undefined ? [] : [`${statement.label} would not be stored: ${why}`];
  });
}

function audiencesToldApart(rules: readonly IssuerRules[]): Language[] {
  const told = new Set<Language>();
  const clientIds = new Set<string>();
  for (const { clientIds: accepted = [], allow, deny } of rules) {
    for (const clientId of accepted) clientIds.add(clientId);
    for (const { audiences } of [...allow, ...deny]) for (const audience of audiences) told.add(audience);
  }
  return [literals(clientIds), ...told];
}

function subjects(rules: IssuerRules, audience: string): Language {
  if (rules.clientIds === undefined) {
    const admitted = admittedWith(rules, audience);
    return admitted === NONE
      ? NONE
      : and(admitted, unknown("client ids of a provider that is not among the given ones: give it with the trust"));
  }
  if (rules.clientIds.includes(audience)) return admittedWith(rules, audience);
  return onlyWithSeveralAudiences(rules, rules.clientIds, audience);
}

function admittedWith({ allow, deny }: IssuerRules, audience: string): Language {
  const allowed = union(allow, audience);
  const denied = union(deny, audience);
  return denied === NONE || allowed === NONE ? allowed : and(allowed, not(denied));
}

function union(rules: readonly StatementRule[], audience: string): Language {
  const languages: Language[] = [];
  for (const { subjects, audiences } of rules) {
    const accepted = isAccepted(audience, audiences);
    if (accepted === false) continue;
    languages.push(
      accepted === true
        ? subjects
        : and(subjects, unknown("a condition on the audience: write StringEquals with the literal audience")),
    );
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
  const alone = ({ audiences }: StatementRule) =>
    clientIds.some((clientId) => isAccepted(clientId, audiences) === true);
  const denyOnAudience = deny.some(({ audiences }) => audiences.length > 0);
  const doubtful = denyOnAudience ? allow : allow.filter((rule) => rule.audiences.length > 0 && !alone(rule));
  if (clientIds.length === 0 || doubtful.length === 0) return NONE;
  if ([...allow, ...deny].some(({ audiences }) => audiences.some((one) => isListed(one, audience)))) return NONE;
  const denied = deny.filter(({ audiences }) => audiences.length === 0).map((rule) => rule.subjects);
  return and(
    or(...doubtful.map((rule) => rule.subjects)),
    not(or(...denied, ...clientIds.map((clientId) => admittedWith(rules, clientId)))),
    unknown("tokens with several audiences: write StringEquals on the audience"),
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

/**
 * Allow statements for callers that have no token. What their conditions say is not decided: they cannot be about a ServiceAccount. A
 * caller whom an unconditioned Deny takes every way of the statement away is none.
 */
function otherWaysIn(document: PolicyDocument, dialect: FederationDialect): OtherWayIn[] {
  const denials = document.statements.filter(
    ({ effect, conditions, notPrincipal }) => effect === "Deny" && conditions.length === 0 && !notPrincipal,
  );
  return document.statements.flatMap((statement) => {
    if (statement.effect !== "Allow") return [];
    const ways = callersWithoutToken(statement, dialect);
    if (ways.length === 0) return [];
    const actions = dialect.entryActions.filter((action) => actionsMatch(statement, action, dialect) !== false);
    return ways.filter(({ principal }) =>
      actions.some((action) => !denials.some((denial) => denies(denial, principal, action, dialect))),
    );
  });
}

/** Whether a Deny is certain to be about this very principal or about everybody. Of an account's root it is about all of the account. */
function denies(
  denial: PolicyStatement,
  principal: PolicyPrincipal | undefined,
  action: string,
  dialect: FederationDialect,
): boolean {
  if (principal === undefined || actionsMatch(denial, action, dialect) !== true) return false;
  const name = dialect.names?.oneSpelling ?? ((value: string) => value);
  return denial.principals.some(
    (one) =>
      (dialect.standsFor(one) === "anyone" && (one.kind === "*" || one.kind === principal.kind)) ||
      (one.kind === principal.kind && name(one.value) === name(principal.value)) ||
      (dialect.names?.isWithin?.(principal, one) ?? false),
  );
}

/** Who may become the identity by this statement without a token, each with the principal that says so. */
export function callersWithoutToken(
  statement: PolicyStatement,
  dialect: FederationDialect,
): (OtherWayIn & { principal: PolicyPrincipal | undefined })[] {
  const way = (who: string, principal: PolicyPrincipal) => {
    return { who, where: statement.label, key: wayKey(principal, statement.conditions, dialect.names), principal };
  };
  if (statement.notPrincipal) {
    const everyone = way("everyone except its NotPrincipal", { kind: "NotPrincipal", value: statement.label });
    return [{ ...everyone, principal: undefined }];
  }
  return statement.principals.flatMap((principal) => {
    const whom = dialect.standsFor(principal);
    if (whom === "anyone") return [way("anyone", principal)];
    return whom === "others" ? [way(`${principal.kind} ${principal.value}`, principal)] : [];
  });
}
