import type { FindingTable } from "../../core/finding";

const OPERATORS = "AWS IAM user guide, condition operators, 2023-06";
const FEDERATION_KEYS = "AWS IAM user guide, condition keys for OIDC federation, 2023-06";
const EKS_BEST_PRACTICES = "EKS best practices guide, scope the trust policy of IRSA roles, 2026-05";
const POD_IDENTITY_ROLE =
  "EKS user guide, create an IAM role with the trust policy that EKS Pod Identity requires, 2026-11";
const SIMULATED = "evaluated with iam-simulate 0.1.173";

/** The known misconfigurations of a role's trust policy and its OIDC providers. */
export const AWS_FINDINGS = {
  A1: {
    title: "No condition",
    severity: "critical",
    effect: "over",
    wrong: "an `Allow` for an OIDC provider has no `Condition`, so every token of the issuer gets in",
    fix: "compare `sub` and `aud` with `StringEquals`",
    source: EKS_BEST_PRACTICES,
  },
  A2: {
    title: "Subject not compared",
    severity: "critical",
    effect: "over",
    wrong: "none of the conditions compares `sub`, so every token of the issuer gets in",
    fix: "compare `sub` with `StringEquals`",
    source: EKS_BEST_PRACTICES,
  },
  A3: {
    title: "Wildcard for everybody",
    severity: "critical",
    effect: "over",
    wrong: "a wildcard for `sub` matches every ServiceAccount, such as `*` or `system:serviceaccount:*`",
    fix: "write the literal subject",
    source: EKS_BEST_PRACTICES,
  },
  A4: {
    title: "Wildcard for the namespace",
    severity: "critical",
    effect: "over",
    wrong: "a wildcard stands in place of the namespace, so whoever may create a namespace gets in",
    fix: "write the literal namespace",
    source: EKS_BEST_PRACTICES,
  },
  A5: {
    title: "Wildcard for the name",
    severity: "high",
    effect: "over",
    wrong:
      "a wildcard stands in place of the name and admits the whole namespace, its ServiceAccount `default` included",
    fix: "list the ServiceAccounts, or intend the namespace",
    source: EKS_BEST_PRACTICES,
  },
  A6: {
    title: "Wildcard within a name",
    severity: "high",
    effect: "over",
    wrong:
      "a wildcard inside of a namespace or name, such as `shop:app*`, or in the subject of a CI system matches names that somebody else may choose",
    fix: "write the literal subject",
    source: "BIPI, EKS IRSA misconfigurations, 2025-02",
  },
  A7: {
    title: "`ForAllValues` on a claim",
    severity: "low",
    effect: "over together with A11 or A15; else none",
    wrong: "`ForAllValues:` on `sub` or `aud` is true as well where the key is missing",
    fix: "use the plain operator",
    source: OPERATORS,
  },
  A8: {
    title: "`IfExists` on a claim",
    severity: "low",
    effect: "over together with A11 or A15; else none",
    wrong: "`...IfExists` on `sub` or `aud` is true as well where the key is missing",
    fix: "use the plain operator",
    source: OPERATORS,
  },
  A9: {
    title: "Subjects only excluded",
    severity: "critical",
    effect: "over",
    wrong: "`sub` is only excluded (`StringNotEquals`, `StringNotLike`), so everybody else gets in",
    fix: "require the subjects with `StringEquals`",
    source: OPERATORS,
  },
  A10: {
    title: "Letter case ignored",
    severity: "low",
    effect: "none, because names in Kubernetes are lower case",
    wrong: "`sub` is compared without regard to letter case",
    fix: "use `StringEquals`",
    source: OPERATORS,
  },
  A11: {
    title: "Condition keys of another issuer",
    severity: "high",
    effect: "under; over together with A7, A8 or A9",
    wrong:
      "the condition keys are no claims of the provider: without the issuer's path or without `:sub`, with `https://`, or of another cluster",
    fix: "make the keys and the provider from one issuer URL",
    source: FEDERATION_KEYS,
  },
  A12: {
    title: "Wildcard under `StringEquals`",
    severity: "medium",
    effect: "under",
    wrong: "`*` and `?` are ordinary characters under `StringEquals`, so no token matches",
    fix: "write the literal subject",
    source: OPERATORS,
  },
  A13: {
    title: "Audience not compared",
    severity: "medium",
    effect: "over",
    wrong: "no condition compares `aud`, so any client id of the provider is enough",
    fix: "compare `aud` with `StringEquals`",
    source: "STS API, AssumeRoleWithWebIdentity",
  },
  A14: {
    title: "Audience of the API server",
    severity: "high",
    effect: "over",
    wrong: "tokens for the API server are accepted, and one of them is mounted in every pod by default",
    fix: "use an audience for AWS alone, such as `sts.amazonaws.com`",
    source: "Kubernetes, TokenRequest: without audiences it is the API server's",
  },
  A15: {
    title: "Several providers in one statement",
    severity: "high",
    effect: "under; over together with A7, A8 or A9",
    wrong:
      "condition keys carry one issuer's name, so tokens of the other providers are checked by keys that they lack",
    fix: "write one statement per provider",
    source: FEDERATION_KEYS,
  },
  A16: {
    title: "Any principal",
    severity: "critical",
    effect: "over",
    wrong: '`Principal: "*"` or `{"AWS": "*"}` lets in anybody, whichever statement it stands in',
    fix: "name the ARN of the provider",
    source: SIMULATED,
  },
  A17: {
    title: "Another way in",
    severity: "high",
    effect: "over",
    wrong: "another statement lets in other principals, or an issuer that is not intended",
    fix: "remove that statement, or name whom it lets in on purpose (`others`)",
    source: "AWS IAM user guide, policy evaluation logic: one `Allow` is enough",
  },
  A18: {
    title: "More actions than needed",
    severity: "medium",
    effect: "none by token",
    wrong: "the action is a wildcard, or more than `sts:AssumeRoleWithWebIdentity` and `sts:TagSession`",
    fix: "name the exact action",
    source: "AWS IAM user guide, create a role for OIDC federation",
  },
  A19: {
    title: "Unintended subject",
    severity: "high",
    effect: "over",
    wrong: "the list has a subject that is not intended, often one that is left over",
    fix: "remove that subject",
    source: OPERATORS,
  },
  A20: {
    title: "Policy variable",
    severity: "medium",
    effect: "unknown",
    wrong:
      "a value of `sub` or `aud` has a policy variable, such as `aws:PrincipalTag/ns`, whose value depends on the request",
    fix: "write the literal value",
    source: SIMULATED,
  },
  A21: {
    title: "`NotPrincipal` or `NotAction`",
    severity: "high",
    effect: "over; `NotAction` alone admits nobody else",
    wrong: "the statement is about every principal, or every action, but the ones it names",
    fix: "use `Principal` and `Action`",
    source: "AWS IAM user guide, NotPrincipal, 2023-06",
  },
  A22: {
    title: "Wildcard in the provider's ARN",
    severity: "low",
    effect: "under",
    wrong: "`*` and `?` are ordinary characters in the ARN of a provider, so no token matches",
    fix: "write the exact ARN",
    source: SIMULATED,
  },
  A23: {
    title: "`Deny` by the request",
    severity: "medium",
    effect: "unknown",
    wrong: "a `Deny` depends on the request, such as its address, and not on the token",
    fix: "decide by the token here, and limit requests in the role's permissions",
    source: "AWS IAM user guide, global condition keys, 2023-06",
  },
  A24: {
    title: "Provider of another account",
    severity: "medium",
    effect: "under",
    wrong: "the provider stands in another account or partition than the role, which takes no tokens through it",
    fix: "register the issuer in the role's account, and name that provider",
    source: "AWS IAM user guide, create a role for OpenID Connect federation, 2026-11",
  },
  A25: {
    title: "Issuer out of the cloud's reach",
    severity: "medium",
    effect: "under",
    wrong:
      "IAM fetches the issuer's keys over the internet, and its name is one of a cluster or a private network, or an address",
    fix: "give the cluster an issuer with a public name (`--service-account-issuer`), and trust that one",
    source: "AWS IAM user guide, create an OpenID Connect identity provider, 2026-11",
  },
  A26: {
    title: "Pod Identity for anybody",
    severity: "high",
    effect: "over",
    wrong:
      "the statement for `pods.eks.amazonaws.com` does not compare both tags, namespace and ServiceAccount, with literal values: without tags every association of the account gets in, with `aws:SourceArn` alone every one of the cluster",
    fix: "compare `aws:RequestTag/kubernetes-namespace` and `aws:RequestTag/kubernetes-service-account` with `StringEquals`",
    source: POD_IDENTITY_ROLE,
  },
  A27: {
    title: "Pod Identity of every cluster",
    severity: "medium",
    effect: "over",
    wrong:
      "the statement for `pods.eks.amazonaws.com` names namespace and ServiceAccount but no cluster, so the same names in another cluster of the account get in",
    fix: "compare `aws:RequestTag/eks-cluster-arn` with `StringEquals`, or `aws:SourceArn` with `ArnEquals`",
    source: POD_IDENTITY_ROLE,
  },
  A28: {
    title: "Lists of session tags",
    severity: "high",
    effect: "over",
    wrong:
      "the statement for `pods.eks.amazonaws.com` lists several values of more than one of cluster, namespace and ServiceAccount, and each goes with each: namespaces `a`, `b` with names `x`, `y` let `b/x` in",
    fix: "write one statement per cluster and namespace",
    source: OPERATORS,
  },
  A29: {
    title: "Session tags that nobody sends",
    severity: "medium",
    effect: "under",
    wrong:
      "the statement for `pods.eks.amazonaws.com` asks for a tag that EKS does not send, or for any tag of associations that have `disableSessionTags`; or it lacks `sts:TagSession`, without which EKS cannot send any",
    fix: "allow `sts:TagSession` and compare EKS's own tags; with `disableSessionTags` compare `aws:SourceArn`",
    source: POD_IDENTITY_ROLE,
  },
} satisfies FindingTable;
