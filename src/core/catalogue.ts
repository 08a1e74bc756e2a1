import type { FindingTable, ShownIn } from "./finding";
import { findingRows } from "./finding";

/** Misconfigurations that have nothing to do with how one vendor writes its trust. */
const COMMON_FINDINGS = {
  K1: {
    title: "Names that Kubernetes refuses",
    severity: "critical",
    effect: "under; worse once a wildcard in it is read as a pattern",
    wrong: "a subject has a namespace or name that no API server accepts, often a wildcard or variable on its way in",
    fix: "use the exact names; the components refuse others before they render anything (`subject-namespace-invalid`, `subject-service-account-invalid`)",
    source: "Kubernetes, object names and IDs",
  },
  K2: {
    title: "ServiceAccount `default`",
    severity: "high",
    effect: "over",
    wrong: "pods that name no ServiceAccount run as `default`, so every one of them in the namespace gets in",
    fix: "give the workload a ServiceAccount of its own",
    source: "Kubernetes, configure ServiceAccounts for pods",
  },
  K3: {
    title: "Issuer shared by clusters",
    severity: "high",
    effect: "over",
    wrong:
      "many clusters call this issuer their own, such as `https://kubernetes.default.svc`, so a subject does not say which cluster it is from",
    fix: "give each cluster an issuer URL of its own, or store the keys of this cluster alone where the vendor stores keys",
    source: "Kubernetes, kube-apiserver flag `--service-account-issuer`",
  },
  K4: {
    title: "Keys of the issuer in other hands",
    severity: "critical",
    effect: "over",
    wrong:
      "others can write to the place that the issuer's keys are read from, or take it over after the cluster is gone",
    fix: "protect that place, and remove the registration before it",
    source: "Kubernetes, ServiceAccount issuer discovery (KEP-1393)",
    elsewhere: "the proof assumes that the issuer is honest",
  },
  K5: {
    title: "Recycled ServiceAccount",
    severity: "medium",
    effect: "over",
    wrong: "a ServiceAccount that is deleted and made again by somebody else has the same subject",
    fix: "remove the trust together with the ServiceAccount",
    source: "Astrix, Sub:jugation (the same trap with CI issuers)",
    elsewhere: "a component removes the trust together with its subject",
  },
  K6: {
    title: "Right to create pods",
    severity: "low",
    effect: "over",
    wrong: "whoever may create pods in the namespace, or tokens of the ServiceAccount, is the identity",
    fix: "limit both in the cluster, by RBAC",
    source: "Kubernetes, RBAC good practices",
    elsewhere: "it is a question to the cluster's RBAC, not to the trust",
  },
} satisfies FindingTable;

/** The rows that are about every cloud. */
export const commonCatalogue = findingRows("every", COMMON_FINDINGS);

/** Rows for every cloud that a trust can show. */
export type CommonFindingId = ShownIn<typeof COMMON_FINDINGS>;

/**
 * What sees each row: all of the cloud's own that a trust can show, and those for every cloud that its form of trust can show.
 * Neither a row without a finder nor a finder without a row compiles.
 */
export type Finders<Own extends FindingTable, Common extends CommonFindingId, Finder> = Readonly<
  Record<ShownIn<Own> | Common, Finder>
>;
