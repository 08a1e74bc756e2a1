import type { FindingTable } from "../../core/finding";

const TRUSTED_IDP = "RAM documentation, create a RAM role for a trusted identity provider";
const ACK_RAM_TOOL = "ack-ram-tool, pkg/types/ram.go, 2026-03";

/** The known misconfigurations of a RAM role's trust policy and its OIDC providers. */
export const ALICLOUD_FINDINGS = {
  B1: {
    title: "Subject not required",
    severity: "critical",
    effect: "over",
    wrong: "no condition requires `oidc:sub`, so every ServiceAccount of the cluster gets in",
    fix: "compare `oidc:sub` with `StringEquals`",
    source: TRUSTED_IDP,
  },
  B2: {
    title: "Wildcard in the subject",
    severity: "critical",
    effect: "over",
    wrong: "a wildcard in `oidc:sub` matches more than an intended namespace",
    fix: "write the literal subject",
    source: ACK_RAM_TOOL,
  },
  B3: {
    title: "Wildcard under `StringEquals`",
    severity: "medium",
    effect: "under",
    wrong: "`*` and `?` are ordinary characters under `StringEquals`, so no token matches",
    fix: "write the literal subject",
    source: ACK_RAM_TOOL,
  },
  B4: {
    title: "Cluster not pinned",
    severity: "critical",
    effect: "over",
    wrong: "a statement has several providers or no `oidc:iss`, and the keys do not say which cluster they are of",
    fix: "write one statement per provider, each with `oidc:iss`",
    source: TRUSTED_IDP,
  },
  B5: {
    title: "Audience too wide",
    severity: "medium",
    effect: "over",
    wrong:
      "no condition compares `oidc:aud`, or it is the API server's, or the provider has more client ids than intended",
    fix: "compare `oidc:aud` with the intended audience, and register that one client id",
    source: "IMS API, CreateOIDCProvider, 2026-01",
  },
  B6: {
    title: "Old tokens accepted",
    severity: "low",
    effect: "none on who gets in",
    wrong: "the provider accepts tokens for much longer than they live (`IssuanceLimitTime`)",
    fix: "set `issuanceLimitTime` to about the lifetime of the tokens",
    source: "IMS API, IssuanceLimitTime, 2026-01",
    elsewhere: "the component that registers the provider checks `issuanceLimitTime` against its bounds",
  },
  B7: {
    title: "Action of the wrong name",
    severity: "high",
    effect: "under",
    wrong: "the action is `sts:AssumeRoleWithOIDC`, and trust policies are about `sts:AssumeRole`",
    fix: "allow `sts:AssumeRole`",
    source: ACK_RAM_TOOL,
  },
  B8: {
    title: "Other principals",
    severity: "high",
    effect: "over",
    wrong: "a service, an account, a user, a role or a SAML provider may become the role as well",
    fix: "remove its statement, or name it on purpose (`others.principals`)",
    source: TRUSTED_IDP,
  },
  B9: {
    title: "Wrong issuer",
    severity: "high",
    effect: "over; under where the provider is not that of `oidc:iss`",
    wrong:
      "the provider or `oidc:iss` is of an issuer that nobody intends, or `oidc:iss` differs from the provider's issuer",
    fix: "name the provider of the cluster's issuer, and compare `oidc:iss` with that issuer, byte for byte",
    source: TRUSTED_IDP,
  },
  B10: {
    title: "Provider of another account",
    severity: "medium",
    effect: "under",
    wrong: "the provider stands in another account than the role, which takes no tokens through it",
    fix: "register the issuer in the role's account, and name that provider",
    source: TRUSTED_IDP,
  },
  B11: {
    title: "Issuer out of the cloud's reach",
    severity: "medium",
    effect: "under",
    wrong:
      "RAM fetches the issuer's keys over the internet, and its name is one of a cluster or a private network, or an address",
    fix: "give the cluster an issuer with a public name (`--service-account-issuer`), and trust that one",
    source: "IMS API, CreateOIDCProvider, 2026-01",
  },
  B12: {
    title: "Unintended subject",
    severity: "high",
    effect: "over",
    wrong: "`oidc:sub` lists a subject that is not intended, often one that another tool added or that is left over",
    fix: "remove that subject",
    source: ACK_RAM_TOOL,
  },
} satisfies FindingTable;
