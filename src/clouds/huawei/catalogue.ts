import type { FindingTable } from "../../core/finding";

const RULES = "Huawei Cloud IAM user guide, syntax of conversion rules, 2026-08";
const CCE = "Huawei Cloud CCE best practices, workload identities";

const AGENCIES = "Huawei Cloud IAM v5, AssumeAgencyWithOIDC and JSON elements of trust policies, 2026-06";

/** The known misconfigurations of an identity provider, its keys and conversion rules. */
export const HUAWEI_RULE_FINDINGS = {
  H1: {
    title: "Subject not compared",
    severity: "critical",
    effect: "over",
    wrong: "a rule asks only whether `sub` is there, which it is in every token",
    fix: "use `any_one_of` with the subjects",
    source: RULES,
  },
  H2: {
    title: "Subjects only excluded",
    severity: "critical",
    effect: "over",
    wrong: "a rule only excludes subjects (`not_any_of`), so everybody else gets in",
    fix: "use `any_one_of` with the subjects",
    source: RULES,
  },
  H3: {
    title: "Keys of another cluster",
    severity: "high",
    effect: "over",
    wrong:
      "the stored keys are not all the cluster's; the clusters of CCE share one issuer, so only the keys tell them apart",
    fix: "store the key set of this cluster alone, and use one provider per cluster",
    source: CCE,
  },
  H4: {
    title: "Audience of the API server",
    severity: "high",
    effect: "over",
    wrong: "the client id is an audience of the API server, and a token for it is mounted in every pod by default",
    fix: "use a client id for this provider alone",
    source: "Huawei Cloud CCE API, cluster parameter api-audiences",
  },
  H5: {
    title: "Wildcard in a list",
    severity: "medium",
    effect: "under",
    wrong: "`*` and `?` are ordinary characters in `any_one_of`, so no token matches",
    fix: "write the literal subjects",
    source: RULES,
  },
  H6: {
    title: "Several rules for one group",
    severity: "high",
    effect: "over",
    wrong: "the rules that give the group admit more together than is intended",
    fix: "compare all rules of the group",
    source: RULES,
  },
  H7: {
    title: "Stale keys",
    severity: "medium",
    effect: "over or under",
    wrong: "the stored keys are not those of today: a retired one was kept, or a new one is missing",
    fix: "store the current key set; during a rotation, both keys",
    source: CCE,
  },
} satisfies FindingTable;

/** Those that rules and the trust policy of an agency share. */
export const HUAWEI_SHARED_FINDINGS = {
  H9: {
    title: "Wrong issuer",
    severity: "high",
    effect: "over or under",
    wrong:
      "the provider is of an issuer that is not intended, or `oidc:iss` is not the issuer of the provider that the statement names",
    fix: "name the provider of the intended issuer, and take the issuer from the cluster as it is",
    source: AGENCIES,
  },
} satisfies FindingTable;

/** Those of the trust policy of an agency. */
export const HUAWEI_AGENCY_FINDINGS = {
  H8: {
    title: "Somebody without a token",
    severity: "high",
    effect: "over",
    wrong: "a statement lets in an account, a service or everybody, who need no token of any issuer",
    fix: "remove the statement, or name the principal with its conditions in `others`",
    source: AGENCIES,
  },
  H10: {
    title: "Subject not compared by an agency",
    severity: "critical",
    effect: "over",
    wrong: "a statement lists no `oidc:sub`, so every ServiceAccount of the issuer gets in",
    fix: "add `oidc:sub` under `StringEquals`",
    source: AGENCIES,
  },
  H11: {
    title: "Wildcard in a subject of an agency",
    severity: "high",
    effect: "over",
    wrong: "`oidc:sub` is compared with a pattern that is no intended namespace",
    fix: "list the subjects under `StringEquals`",
    source: AGENCIES,
  },
  H12: {
    title: "Issuer or audience not compared by an agency",
    severity: "medium",
    effect: "over",
    wrong:
      "a statement lists no `oidc:iss` or no `oidc:aud`, so every provider that it names counts, and every client id of theirs",
    fix: "add both under `StringEquals`, with one provider in each statement",
    source: AGENCIES,
  },
} satisfies FindingTable;

/** All of them, in the order of their numbers. */
export const HUAWEI_FINDINGS: FindingTable = Object.fromEntries(
  Object.entries({ ...HUAWEI_RULE_FINDINGS, ...HUAWEI_SHARED_FINDINGS, ...HUAWEI_AGENCY_FINDINGS }).sort(
    ([one], [other]) => Number(one.slice(1)) - Number(other.slice(1)),
  ),
);
