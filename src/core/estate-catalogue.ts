import type { FindingTable } from "./finding";
import { findingRows } from "./finding";

const ELSEWHERE = "an audit sees it, which looks at identities, clusters and pods together";

/** Misconfigurations that no trust shows alone: they lie between identities, registrations, clusters and pods. */
const ESTATE_FINDINGS = {
  E1: {
    title: "Named by a ServiceAccount that it refuses",
    severity: "medium",
    effect: "under",
    wrong:
      "a ServiceAccount or pod names an identity whose trust does not let it in, so the pod starts and gets no credentials",
    fix: "trust the ServiceAccount's exact issuer, namespace and name, or take the annotation away",
    source: "Design of this library, 2026-11",
    elsewhere: ELSEWHERE,
  },
  E2: {
    title: "Identity that is not there",
    severity: "medium",
    effect: "under",
    wrong: "a ServiceAccount or pod names an identity that is none of those among the inputs",
    fix: "create the identity, correct its name, or take the annotation away; where it is in another account, add that account's export",
    source: "Design of this library, 2026-11",
    elsewhere: ELSEWHERE,
  },
  E3: {
    title: "Trusted ServiceAccount that does not exist",
    severity: "medium",
    effect: "over",
    wrong: "whoever may create a ServiceAccount of that name in the namespace becomes the identity",
    fix: "remove the subject from the trust, or create the ServiceAccount",
    source: "Astrix, Sub:jugation (the same trap with CI issuers)",
    elsewhere: ELSEWHERE,
  },
  E4: {
    title: "Trusted namespace that does not exist",
    severity: "medium",
    effect: "over",
    wrong: "whoever may create a namespace of that name becomes the identity",
    fix: "remove the subject from the trust, or create the namespace",
    source: "Astrix, Sub:jugation (the same trap with CI issuers)",
    elsewhere: ELSEWHERE,
  },
  E5: {
    title: "Trusted issuer of no known cluster",
    severity: "high",
    effect: "over",
    wrong:
      "the trust is for ServiceAccounts of an issuer that is none of the clusters' among the inputs; where that cluster is gone, whoever takes its issuer over becomes the identity",
    fix: "add the cluster to the inputs, or remove the issuer from the trust",
    source: "Kubernetes, ServiceAccount issuer discovery (KEP-1393)",
    elsewhere: ELSEWHERE,
  },
  E6: {
    title: "Registration that no identity uses",
    severity: "low",
    effect: "over once an identity trusts it by mistake",
    wrong: "an issuer is registered, and no identity lets any of its tokens in",
    fix: "remove the registration",
    source: "Design of this library, 2026-11",
    elsewhere: ELSEWHERE,
  },
  E7: {
    title: "Registration of an issuer that is gone",
    severity: "high",
    effect: "over once somebody takes the issuer's address over",
    wrong: "an issuer is registered that is none of the clusters' among the inputs, and that no identity uses",
    fix: "remove the registration; where the cluster still exists, add it to the inputs",
    source: "Kubernetes, ServiceAccount issuer discovery (KEP-1393)",
    elsewhere: ELSEWHERE,
  },
  E8: {
    title: "Clusters with one issuer",
    severity: "high",
    effect: "over",
    wrong:
      "two clusters call themselves by one issuer, so ServiceAccounts of the same name are the same identity in both",
    fix: "give each cluster an issuer URL of its own",
    source: "Kubernetes, kube-apiserver flag `--service-account-issuer`",
    elsewhere: ELSEWHERE,
  },
  E9: {
    title: "Clusters with one signing key",
    severity: "high",
    effect: "over",
    wrong: "two clusters sign with one key, so whoever runs one of them can sign tokens of the other",
    fix: "give each cluster a signing key of its own, by a rotation",
    source: "Kubernetes, kube-apiserver flag `--service-account-signing-key-file`",
    elsewhere: ELSEWHERE,
  },
  E10: {
    title: "Pod that does not get its identity",
    severity: "medium",
    effect: "under",
    wrong: "the ServiceAccount names an identity, and nothing brings a token into the pod",
    fix: "give the pod what the vendor's webhook looks for, or the projected token and its variables",
    source: "The vendors' webhooks, 2026-11",
    elsewhere: ELSEWHERE,
  },
  E11: {
    title: "Keys beside the identity",
    severity: "high",
    effect: "neither: the pod has stored credentials, and clients take them first",
    wrong: "a pod that has an identity also carries credentials that its clients take before it",
    fix: "remove them from the pod, then revoke them",
    source: "The vendors' SDKs, 2026-11",
    elsewhere: ELSEWHERE,
  },
  E12: {
    title: "Token that never expires",
    severity: "medium",
    effect: "neither: the token is a stored credential of the cluster",
    wrong: "a Secret of type `kubernetes.io/service-account-token` holds a token without an end",
    fix: "delete the Secret once nobody uses it; take tokens from TokenRequest or a projected volume",
    source: "Kubernetes, managing ServiceAccounts",
    elsewhere: ELSEWHERE,
  },
  E13: {
    title: "Weak signing key",
    severity: "high",
    effect: "over for whoever finds the private key",
    wrong: "an RSA key of fewer than 2048 bits signs tokens, or may sign them",
    fix: "rotate to an RSA key of 2048 bits or more",
    source: "NIST SP 800-131A revision 2",
    elsewhere: ELSEWHERE,
  },
  E14: {
    title: "More than it lists",
    severity: "high",
    effect: "over",
    wrong: "the trust admits somebody beyond the ServiceAccounts that it lists and that name it",
    fix: "compare issuer, subject and audience with exact values",
    source: "Design of this library, 2026-11",
    elsewhere: ELSEWHERE,
  },
  E15: {
    title: "Trust that cannot be decided",
    severity: "medium",
    effect: "unknown",
    wrong:
      "the trust has a construct that is not modelled, or hangs on something that no input says, so it does not count as safe",
    fix: "write it without that construct, or add the input that says it",
    source: "Design of this library, 2026-11",
    elsewhere: ELSEWHERE,
  },
  E16: {
    title: "OpenShift with stored keys",
    severity: "high",
    effect: "neither: operators of the cluster have stored credentials",
    wrong: "the install does not do without stored keys",
    fix: "see `openshift check`, which says it for each object",
    source: "OpenShift, short-term credentials for components",
    elsewhere: ELSEWHERE,
  },
  E17: {
    title: "Everybody can act as it",
    severity: "critical",
    effect: "over: the trust is exact, and the cluster lets anybody be the ServiceAccount",
    wrong:
      "a binding for everybody, or for every ServiceAccount, lets them act as ServiceAccounts with a cloud identity",
    fix: "bind the role to those who need it, in their namespaces",
    source: "Kubernetes, RBAC good practices",
    elsewhere: ELSEWHERE,
  },
  E18: {
    title: "Another workload can act as it",
    severity: "medium",
    effect: "over: whoever gets into that workload has this identity too",
    wrong: "the roles of a ServiceAccount let its pods act as another ServiceAccount, which has a cloud identity",
    fix: "give it less, or a namespace of its own; where it is a deployer, treat it as having every identity that it can act as",
    source: "Kubernetes, RBAC good practices",
    elsewhere: ELSEWHERE,
  },
  E19: {
    title: "Rights that somebody can raise himself to",
    severity: "medium",
    effect: "over: nobody gave him the identity, and he can take it",
    wrong:
      "`bind`, `escalate`, or `escalate` on what an aggregated role takes over lets somebody act as a ServiceAccount with a cloud identity",
    fix: "take the verb away, or limit it by `resourceNames` to roles that do not lead there",
    source: "Kubernetes, RBAC good practices",
    elsewhere: ELSEWHERE,
  },
  E20: {
    title: "Signing key with a certificate that ends",
    severity: "low",
    effect: "under for verifiers that look at certificates; the vendors of this library do not say that they do",
    wrong: "the certificate of a signing key (`x5c`) has ended, or ends within thirty days",
    fix: "rotate to a new key, or publish the key without a certificate: tokens are checked against the key",
    source: "RFC 7517, section 4.7",
    elsewhere: ELSEWHERE,
  },
  E21: {
    title: "Keys in place of an identity",
    severity: "medium",
    effect: "neither: the pod has stored credentials",
    wrong:
      "a pod carries stored credentials of a cloud, and none of the cloud's identities among the inputs is its ServiceAccount's",
    fix: "give the workload an identity, then remove the credentials from the pod and revoke them",
    source: "The vendors' SDKs, 2026-11",
    elsewhere: ELSEWHERE,
  },
} satisfies FindingTable;

export type EstateFindingId = keyof typeof ESTATE_FINDINGS;

/** Rows that say that something is not there: they need to have seen everything. */
export const ABOUT_ABSENCE: readonly string[] = ["E2", "E3", "E4", "E5", "E6", "E7", "E21"] satisfies EstateFindingId[];

/** The rows about a whole estate; only an audit finds them. */
export const estateCatalogue = findingRows("every", ESTATE_FINDINGS);
