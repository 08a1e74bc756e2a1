import type { FindingTable } from "../../core/finding";

const RULES = "Huawei Cloud IAM user guide, syntax of conversion rules, 2026-08";
const CCE = "Huawei Cloud CCE best practices, workload identities";

/** The known misconfigurations of an identity provider, its keys and conversion rules. */
export const HUAWEI_FINDINGS = {
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
