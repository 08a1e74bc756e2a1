import type { CommonFindingId, Finders } from "../../core/catalogue";
import type { AskedRows } from "../../core/finding";
import { foundBy } from "../../core/finding";
import { clusterIssuers, isIntendedWhole } from "../../core/intended";
import { subjectClaim } from "../../core/subject";
import type { Intent } from "../../core/trust-intent";
import type { WantedSubjects } from "../../core/trust-policy/cross-cutting";
import {
  acceptsApiAudience,
  isForeign,
  isNamedIssuer,
  namesDefaultServiceAccount,
  namesNobody,
  namesProviderElsewhere,
  namesUnintended,
  trustsSharedIssuer,
  trustsUnreachableIssuer,
} from "../../core/trust-policy/cross-cutting";
import type { StatementFacts, WildcardReach } from "../../core/trust-policy/facts";
import { hasVariable, isPositive, letsInNamedOthers, statementFacts } from "../../core/trust-policy/facts";
import { NO_OTHERS } from "../../core/trust-policy/others";
import type { AWS_FINDINGS } from "./catalogue";
import { AWS_DIALECT, readAwsFederation } from "./document";
import { awsOthers } from "./others";
import type { PodIdentityScope } from "./pod-identity/scope";
import { podIdentityScope } from "./pod-identity/scope";
import type { AwsPodIdentityAssociation, AwsTrust } from "./trust";

/** The intent as findings ask for it. */
interface Wanted extends WantedSubjects {
  readonly roleArn: string | undefined;
  readonly associations: readonly AwsPodIdentityAssociation[];
}

type Shows = (facts: StatementFacts, wanted: Wanted) => boolean;

const allow =
  (shows: Shows): Shows =>
  (facts, wanted) =>
    facts.statement.effect === "Allow" && shows(facts, wanted);

/** An Allow that is meant for tokens. */
const entry = (shows: Shows): Shows =>
  allow((facts, wanted) => (facts.providers.length > 0 || (facts.anyone && facts.takesTokens)) && shows(facts, wanted));

/** One that lets some token in. */
const open = (shows: Shows): Shows => entry((facts, wanted) => !facts.isDead && shows(facts, wanted));

/** An Allow for EKS Pod Identity. */
function podIdentity(shows: (scope: PodIdentityScope) => boolean): Shows {
  return allow(({ statement }, { associations }) => {
    const scope = podIdentityScope(statement, associations);
    return scope !== undefined && shows(scope);
  });
}

/** A wildcard that reaches further than the intent. Subjects of other issuers have no namespaces. */
const reaches = (reach: WildcardReach): Shows =>
  open((facts, wanted) => {
    const further = facts.wildcards.filter(({ pattern }) => !wanted.isWhole(pattern));
    if (!isForeign(facts, wanted)) return further.some((each) => each.reach === reach);
    const isNamed = facts.issuers.some((issuer) => isNamedIssuer(issuer, wanted));
    return reach === "some" && isNamed && further.length > 0;
  });

const claims = ({ sub, aud, absent }: StatementFacts) => [...sub, ...aud, ...absent.filter(isClaimKey)];
/** A claim of some issuer, also where the claim is left out. */
const isClaimKey = ({ key }: { key: string }) => /^[^:]+$|:(sub|aud)$/i.test(key);

/** How to see each misconfiguration of the catalogue in a statement. */
const FINDERS: Finders<typeof AWS_FINDINGS, CommonFindingId, Shows> = {
  A1: entry(({ statement }) => statement.conditions.length === 0),
  A2: open(
    ({ statement, sub }) => statement.conditions.length > 0 && !sub.some((one) => isPositive(one) || one.test?.negated),
  ),
  A3: reaches("everything"),
  A4: reaches("namespaces"),
  A5: reaches("namespace"),
  A6: reaches("some"),
  A7: entry((facts) => claims(facts).some(({ test }) => test?.set === "every")),
  A8: entry((facts) => claims(facts).some(({ test }) => test?.ifExists)),
  A9: open(({ sub }) => !sub.some(isPositive) && sub.some(({ test }) => test?.negated)),
  A10: entry(({ sub }) => sub.some((one) => isPositive(one) && one.test?.compare === "ignore-case")),
  A11: entry(({ absent }) => absent.some(isClaimKey)),
  A12: entry(({ sub, aud }) =>
    [...sub, ...aud].some(
      (one) =>
        one.test?.compare === "exact" &&
        isPositive(one) &&
        one.values.some((value) => /[*?]/.test(value.replace(/\$\{[*?$]\}/g, ""))),
    ),
  ),
  A13: open(({ statement, aud }) => statement.conditions.length > 0 && aud.length === 0),
  A14: open(acceptsApiAudience),
  A15: allow(({ providers }) => providers.length > 1),
  A16: allow(({ anyone }) => anyone),
  A17: allow(({ others, issuers }, wanted) => others || issuers.some((issuer) => !isNamedIssuer(issuer, wanted))),
  A18: entry(({ statement }) => statement.actions.some((action) => !EXPECTED_ACTIONS.includes(action.toLowerCase()))),
  A19: open(namesUnintended),
  A20: entry((facts) => [...facts.sub, ...facts.aud].some(({ values }) => values.some(hasVariable))),
  A21: ({ statement }) => statement.notPrincipal || statement.notAction,
  A22: allow(({ statement }) =>
    statement.principals.some(({ kind, value }) => kind === "Federated" && /[*?]/.test(value)),
  ),
  A23: ({ statement, request }) => statement.effect === "Deny" && request.length > 0,
  A24: entry((facts, { roleArn }) => namesProviderElsewhere(facts, roleArn, AWS_DIALECT)),
  A25: entry(trustsUnreachableIssuer(AWS_DIALECT)),
  A26: podIdentity(({ namespaces, names }) => namespaces === undefined || names === undefined),
  A27: podIdentity(
    ({ namespaces, names, clusters }) => namespaces !== undefined && names !== undefined && clusters === undefined,
  ),
  A28: podIdentity(({ namespaces, names, clusters }) => {
    return [namespaces, names, clusters].filter((listed = []) => listed.length > 1).length > 1;
  }),
  A29: podIdentity(({ isRefused }) => isRefused),
  K1: entry(namesNobody),
  K2: entry(namesDefaultServiceAccount),
  K3: entry(trustsSharedIssuer),
};

const EXPECTED_ACTIONS = ["sts:assumerolewithwebidentity", "sts:tagsession"];

/** Identifiers of the known misconfigurations that the trust policy shows. */
export function awsFindings(trust: AwsTrust, intent: Intent, asked?: AskedRows): string[] {
  const named = awsOthers((intent.others as { aws?: unknown } | undefined)?.aws ?? NO_OTHERS);
  const wanted: Wanted = {
    issuers: clusterIssuers(intent),
    subjects: new Set(intent.subjects.map(subjectClaim)),
    isWhole: isIntendedWhole(intent),
    others: named.subjects,
    roleArn: trust.roleArn,
    associations: trust.podIdentityAssociations ?? [],
  };
  const facts = statementFacts(readAwsFederation(trust), AWS_DIALECT).filter(
    (one) => !letsInNamedOthers(one, named, AWS_DIALECT),
  );
  return foundBy(FINDERS, (shows) => facts.some((one) => shows(one, wanted)), asked);
}
