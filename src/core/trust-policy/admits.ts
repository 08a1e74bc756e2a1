import type { Admission, ForeignAdmission } from "../admission";
import type { Language } from "../language/language";
import { and, literals, NONE, not, or, unknown } from "../language/language";
import type { Membership } from "../language/member";
import { contains, fold } from "../language/member";
import type { Work } from "../language/work";
import { Undecided } from "../language/work";
import { absentLanguage, anyClaimLanguage } from "./claim-language";
import { claimedTokens } from "./documented-claims";
import type { FederatedTrust, FederationDialect } from "./federation";
import { otherWaysIn } from "./other-ways";
import type { IssuerRules, StatementRule } from "./rules";
import { rulesByIssuer } from "./rules";
import { notStored } from "./storable";

/**
 * Which tokens a trust policy admits: read as sets, without running it on any token. What a hostile policy would make too long to read is
 * not decided.
 */
export function admitsFederation(trust: FederatedTrust, dialect: FederationDialect, work: Work): Admission {
  try {
    return admitted(trust, dialect, work);
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    const { unreachable } = dialect;
    return { issuers: [], audiences: [], subjects: () => unknown(error.message), unreachable };
  }
}

function admitted(trust: FederatedTrust, dialect: FederationDialect, work: Work): Admission {
  const { issuers, rulesOf } = rulesByIssuer(trust, dialect, absentLanguage, work);
  let ofAnyIssuer: ReturnType<typeof rulesByIssuer> | undefined;
  return {
    issuers,
    audiences: audiencesToldApart(issuers.map(rulesOf)),
    subjects: (issuer, audience) => subjects(rulesOf(issuer), audience, work),
    foreign: (issuer, audience) => {
      ofAnyIssuer ??= rulesByIssuer(trust, dialect, anyClaimLanguage, work);
      const open = subjects(ofAnyIssuer.rulesOf(issuer), audience, work);
      return withDocumentedClaims(open, trust, dialect, issuer, audience, work);
    },
    unreachable: dialect.unreachable,
    doubts: notStored(trust, dialect),
    otherWaysIn: otherWaysIn(trust.document, dialect, work),
  };
}

/** Beside what is said of tokens with any claims, those who come in for certain with claims that statements ask for. */
function withDocumentedClaims(
  open: Language,
  trust: FederatedTrust,
  dialect: FederationDialect,
  issuer: string,
  audience: string,
  work: Work,
): ForeignAdmission {
  const tokens = claimedTokens(trust, dialect, issuer, work).map(({ claims, meets }) => {
    const { rulesOf } = rulesByIssuer(trust, dialect, meets, work);
    return { claims, subjects: subjects(rulesOf(issuer), audience, work) };
  });
  if (tokens.length === 0) return { subjects: open };
  return {
    subjects: or(...tokens.map((token) => token.subjects), open),
    claimsOf: (sub) => tokens.find((token) => contains(token.subjects, sub, work) === true)?.claims ?? {},
  };
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

function subjects(rules: IssuerRules, audience: string, work: Work): Language {
  if (rules.clientIds === undefined) {
    const admitted = admittedWith(rules, audience, work);
    return admitted === NONE
      ? NONE
      : and(admitted, unknown("client ids of a provider that is not among the given ones: give it with the trust"));
  }
  if (rules.clientIds.includes(audience)) return admittedWith(rules, audience, work);
  return onlyWithSeveralAudiences(rules, rules.clientIds, audience, work);
}

function admittedWith({ allow, deny }: IssuerRules, audience: string, work: Work): Language {
  const allowed = union(allow, audience, work);
  const denied = union(deny, audience, work);
  return denied === NONE || allowed === NONE ? allowed : and(allowed, not(denied));
}

function union(rules: readonly StatementRule[], audience: string, work: Work): Language {
  const languages: Language[] = [];
  for (const { subjects, audiences } of rules) {
    const accepted = isAccepted(audience, audiences, work);
    if (accepted === false) continue;
    languages.push(
      accepted === true
        ? subjects
        : and(subjects, unknown("a condition on the audience: write StringEquals with the literal audience")),
    );
  }
  return languages.length === 0 ? NONE : or(...languages);
}

function isAccepted(audience: string, tests: readonly Language[], work: Work): Membership {
  work.spend(1);
  return fold(tests, false, (test) => contains(test, audience, work));
}

/**
 * Tokens have one audience here, but an API server also signs several into one. Such a token adds nobody as long as every Allow
 * takes some client id on its own and no Deny looks at the audience: who may ask for both audiences may ask for that one alone.
 * Elsewhere, subjects that come in only with several audiences are not modelled; they are shown under an audience of nobody's own.
 */
function onlyWithSeveralAudiences(
  rules: IssuerRules,
  clientIds: readonly string[],
  audience: string,
  work: Work,
): Language {
  const { allow, deny } = rules;
  const alone = ({ audiences }: StatementRule) =>
    clientIds.some((clientId) => isAccepted(clientId, audiences, work) === true);
  const denyOnAudience = deny.some(({ audiences }) => audiences.length > 0);
  const doubtful = denyOnAudience ? allow : allow.filter((rule) => rule.audiences.length > 0 && !alone(rule));
  if (clientIds.length === 0 || doubtful.length === 0) return NONE;
  if ([...allow, ...deny].some(({ audiences }) => audiences.some((one) => isListed(one, audience)))) return NONE;
  const denied = deny.filter(({ audiences }) => audiences.length === 0).map((rule) => rule.subjects);
  return and(
    or(...doubtful.map((rule) => rule.subjects)),
    not(or(...denied, ...clientIds.map((clientId) => admittedWith(rules, clientId, work)))),
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
