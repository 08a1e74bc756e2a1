import type { FindingTable } from "../../core/finding";

const CONSIDERATIONS = "Entra, considerations for workload identity federation, 2026-08";

/** The known misconfigurations of the federated identity credentials of an identity. */
export const AZURE_FINDINGS = {
  Z1: {
    title: "Almost the issuer",
    severity: "medium",
    effect: "under",
    wrong:
      "the issuer of a credential differs from the intended one by a slash at its end, by letter case or by white space",
    fix: "take the issuer from the cluster as it is; the issuers of AKS end in `/`",
    source: "azure-workload-identity, troubleshooting, 1.6.0, 2026-06",
  },
  Z2: {
    title: "Almost the subject",
    severity: "medium",
    effect: "under",
    wrong: "the subject of a credential differs from the intended one by letter case or white space",
    fix: "write the exact subject",
    source: "Entra, AADSTS7002138: subjects are compared with their letter case since 2024",
  },
  Z3: {
    title: "Wildcard in a subject",
    severity: "medium",
    effect: "under",
    wrong: "Azure knows no wildcards: `*` and `?` are ordinary characters in `subject`, so no token matches",
    fix: "write one credential per ServiceAccount",
    source: CONSIDERATIONS,
  },
  Z4: {
    title: "Claims matching expression",
    severity: "high",
    effect: "over",
    wrong: "a credential has an expression in place of a subject, which is not documented for Kubernetes issuers",
    fix: "use `subject`",
    source: "Entra, flexible federated identity credentials, preview",
  },
  Z5: {
    title: "Unintended credential",
    severity: "high",
    effect: "over",
    wrong: "a credential is for an issuer or subject that is not intended, which is an easy way to keep access",
    fix: "compare all credentials of the identity, and remove this one",
    source: "cloud-architekt.net, abuse of federated credentials of managed identities",
  },
  Z6: {
    title: "Wrong audience",
    severity: "medium",
    effect: "over or under",
    wrong: "a credential has another audience than the intended one, or not exactly one",
    fix: "write the one intended audience",
    source: CONSIDERATIONS,
  },
  Z7: {
    title: "Several environments on one identity",
    severity: "high",
    effect: "over",
    wrong: "the credentials are for several issuers, and one of them is not intended",
    fix: "use an identity per environment",
    source: CONSIDERATIONS,
  },
  Z8: {
    title: "Credential that cannot be stored",
    severity: "medium",
    effect: "under",
    wrong:
      "Azure stores no credential beyond the 20th, none without an audience, and none for a pair of issuer and subject that is there already",
    fix: "split the identity, and write one credential per pair",
    source: CONSIDERATIONS,
  },
  Z9: {
    title: "Issuer that Azure cannot reach",
    severity: "medium",
    effect: "under",
    wrong:
      "Entra fetches the keys of an issuer over the internet, and finds none at this URL: it has a private name, or it is of AKS or Arc and lost the `/` at its end",
    fix: "give the cluster an issuer with a public name, and take it from the cluster as it is",
    source: "Entra, AADSTS50166; AKS, use of the OIDC issuer, 2026-11",
  },
} satisfies FindingTable;
