import type { FindingTable } from "../../core/finding";

const IDENTIFIERS = "Google Cloud IAM documentation, principal identifiers";
const BEST_PRACTICES = "Google Cloud IAM documentation, best practices for workload identity federation";
const PROVIDER_API = "WorkloadIdentityPoolProvider API, 2026-08";
const WITH_KUBERNETES = "Google Cloud IAM documentation, workload identity federation with Kubernetes, 2026-04";
const CEL = "measured with @bufbuild/cel 0.6.1";

/** The known misconfigurations of a workload identity pool, its providers and the bindings of its members. */
export const GCP_FINDINGS = {
  G1: {
    title: "Whole pool as a member",
    severity: "critical",
    effect: "over",
    wrong: "the member `principalSet://…/*` is everybody who gets into the pool",
    fix: "name `principal://…/subject/<subject>`",
    source: IDENTIFIERS,
  },
  G2: {
    title: "Member for a group of subjects",
    severity: "high",
    effect: "over",
    wrong: "a member is for an attribute, group, namespace or cluster, where single ServiceAccounts are intended",
    fix: "name the members by subject",
    source: IDENTIFIERS,
  },
  G3: {
    title: "Mapping that mixes subjects up",
    severity: "critical",
    effect: "over",
    wrong:
      "`google.subject` is mapped from something that several ServiceAccounts share, such as the name without the namespace",
    fix: "map it from `assertion.sub`",
    source: BEST_PRACTICES,
  },
  G4: {
    title: "Several providers in one pool",
    severity: "high",
    effect: "over",
    wrong: "a member does not say which provider, and so which cluster, its subject came from",
    fix: "use one pool per cluster",
    source: IDENTIFIERS,
  },
  G5: {
    title: "Namespace left open at its end",
    severity: "high",
    effect: "over",
    wrong: "`startsWith` has a namespace without `:` behind it, so other namespaces that begin the same get in",
    fix: "end the text with `:`, or compare with `==`",
    source: BEST_PRACTICES,
  },
  G6: {
    title: "Condition that matches a part",
    severity: "high",
    effect: "over",
    wrong:
      "`contains`, `endsWith`, or `matches` without `^` and `$` or with `.*` accepts names that somebody else may choose",
    fix: "compare with `==` or `in [...]`",
    source: CEL,
  },
  G7: {
    title: "Condition that is always true",
    severity: "high",
    effect: "over",
    wrong: "the condition is true of every token, such as `has(assertion.sub)`",
    fix: "make the condition about the value",
    source: CEL,
  },
  G8: {
    title: "No attribute condition",
    severity: "low",
    effect: "none alone; nothing stands behind G1 and G3 then",
    wrong: "the provider accepts every token of its issuer",
    fix: "add a condition that names the subjects",
    source: PROVIDER_API,
  },
  G9: {
    title: "Unintended audience",
    severity: "high",
    effect: "over",
    wrong: "the provider accepts an audience that is not intended, such as the API server's",
    fix: "leave the list empty, which is the provider's own name, or list the intended audience alone",
    source: PROVIDER_API,
  },
  G10: {
    title: "Subject too long",
    severity: "medium",
    effect: "under",
    wrong: "the mapped subject can be longer than 127 bytes, which Google refuses",
    fix: "use shorter names; cutting them in the mapping brings back G3",
    source: PROVIDER_API,
  },
  G11: {
    title: "Claim that may be missing",
    severity: "medium",
    effect: "under",
    wrong: "an expression reads a claim that not every token has, and the error refuses the token",
    fix: "ask with `has(...)` first",
    source: CEL,
  },
  G12: {
    title: "Audience compared as a text",
    severity: "medium",
    effect: "under",
    wrong: "`aud` is compared as a text, and is a list in tokens of Kubernetes",
    fix: 'write `"x" in assertion.aud`',
    source: WITH_KUBERNETES,
  },
  G13: {
    title: "Binding above the service account",
    severity: "critical",
    effect: "over",
    wrong: "a binding on the project or folder lets a member use every service account there",
    fix: "bind on the one service account",
    source: BEST_PRACTICES,
  },
  G14: {
    title: "Several clusters in one pool of GKE",
    severity: "high",
    effect: "over",
    wrong: "a namespace and name is one and the same principal on all clusters of the pool",
    fix: "use a project per set of clusters that trust each other",
    source: "GKE documentation, workload identity federation for GKE: identity sameness, 2026-04",
  },
  G15: {
    title: "Unintended member",
    severity: "medium",
    effect: "over",
    wrong: "other members of the identity are not intended",
    fix: "compare the whole policy, and remove them",
    source: IDENTIFIERS,
  },
  G16: {
    title: "Attribute that is not mapped",
    severity: "medium",
    effect: "under",
    wrong: "a member is for an attribute or group that no provider maps, so nobody is that member",
    fix: "map it, or name `principal://…/subject/<subject>`",
    source: PROVIDER_API,
  },
  G17: {
    title: "Subject in another pool's form",
    severity: "medium",
    effect: "under",
    wrong:
      "a member has a subject as pools of GKE have them in a pool of one's own, or the other way round, so nobody is that member",
    fix: "in a pool of one's own write `subject/system:serviceaccount:<namespace>:<name>`, in one of GKE `subject/ns/<namespace>/sa/<name>`",
    source: IDENTIFIERS,
  },
} satisfies FindingTable;
