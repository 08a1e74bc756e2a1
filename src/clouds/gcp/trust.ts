import { subjectClaim } from "../../core/subject";

/**
 * What Google Cloud stores: the providers of a workload identity pool, and the bindings that name its principals. Deny policies and
 * principal access boundaries are no part of it: they take away only, and keep the intended out as well.
 */
export interface GcpTrust {
  cloud: "gcp";
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>`, or `<project>.svc.id.goog` for the pool of GKE and fleets. */
  pool: string;
  /** Every provider of the pool: principals do not name one. For the pool of GKE: its clusters. */
  providers: GcpProvider[];
  bindings: GcpBinding[];
  /**
   * The email of the service account that the trust is about. Of the bindings then only those count that let somebody become it: on itself, or on
   * what it is in. By default every binding counts.
   */
  serviceAccount?: string;
  /**
   * What the service account is in, nearest first: `projects/<id>`, `folders/<number>`, up to `organizations/<number>`. Whether a folder or
   * organization that is not among them holds it is not known, unless an organization is. By default the project that its email names.
   */
  ancestors?: string[];
  /** Grants that could not be read, in words: they may let in anybody, which leaves the proof open. None by default. */
  unseen?: string[];
  /** A disabled pool takes no tokens, and nobody becomes a disabled service account. False by default. */
  disabled?: boolean;
}

/** One OIDC provider of a pool; the fields have the names of Google's API. */
export interface GcpProvider {
  /** The resource name, or its last segment. */
  name: string;
  issuer: string;
  /** None means the provider's own resource name. */
  allowedAudiences?: string[];
  /** CEL expressions by attribute, for example `google.subject`: `assertion.sub`. */
  attributeMapping?: Record<string, string>;
  /** A CEL condition; none admits every token of the issuer. */
  attributeCondition?: string;
  /** A disabled provider takes no tokens. False by default. */
  disabled?: boolean;
  /** In a pool of GKE: the UIDs of ServiceAccounts of the cluster by `<namespace>/<name>`, as far as they are known; members may be for one. */
  uids?: Record<string, string>;
  /** A JSON Web Key Set that was uploaded instead of fetching the issuer's. */
  jwksJson?: string;
}

/** Members of one role on one resource. */
export interface GcpBinding {
  role: string;
  members: string[];
  /** What the role is granted on, for example `projects/-/serviceAccounts/<email>`. */
  resource?: string;
  condition?: { expression: string };
  /** What a custom role holds, as far as it is known; a role of Google's own is known by its name. */
  permissions?: string[];
}

/** A project's pool for GKE and fleets, which Google manages: the identity namespace, and the number of its project. */
export interface GcpManagedPool {
  /** `<project>.svc.id.goog` */
  workloadPool: string;
  projectNumber: string;
}

/** The attribute mapping under which a principal of the pool is the token's `sub`. */
export const GCP_ATTRIBUTE_MAPPING: Readonly<Record<string, string>> = { "google.subject": "assertion.sub" };

type Names = { namespace: string; serviceAccount: string };

/** The attribute that tells namespaces apart, for members that name a whole one (Google's guide for Kubernetes, 2026-08). */
export const GCP_NAMESPACE_ATTRIBUTE = "attribute.namespace";
export const GCP_NAMESPACE_MAPPING: Readonly<Record<string, string>> = {
  [GCP_NAMESPACE_ATTRIBUTE]: "assertion['kubernetes.io']['namespace']",
};

/** The principal of a ServiceAccount in a pool of one's own, whose providers map `google.subject=assertion.sub`. */
export function gcpPrincipal(pool: string, subject: Names): string {
  return `principal://iam.googleapis.com/${pool}/subject/${subjectClaim(subject)}`;
}

/** The principal of a ServiceAccount in the pool of GKE: the same in every cluster of the project. */
export function gcpManagedPrincipal({ workloadPool, projectNumber }: GcpManagedPool, subject: Names): string {
  const pool = `projects/${projectNumber}/locations/global/workloadIdentityPools/${workloadPool}`;
  return `principal://iam.googleapis.com/${pool}/subject/${gcpManagedSubject(subject)}`;
}

/** Everybody of a namespace in a pool of one's own, whose providers map `GCP_NAMESPACE_MAPPING`. */
export function gcpNamespacePrincipals(pool: string, namespace: string): string {
  return `principalSet://iam.googleapis.com/${pool}/${GCP_NAMESPACE_ATTRIBUTE}/${namespace}`;
}

/** Everybody of a namespace in the pool of GKE: in every cluster of the project. */
export function gcpManagedNamespacePrincipals(
  { workloadPool, projectNumber }: GcpManagedPool,
  namespace: string,
): string {
  const pool = `projects/${projectNumber}/locations/global/workloadIdentityPools/${workloadPool}`;
  return `principalSet://iam.googleapis.com/${pool}/namespace/${namespace}`;
}

/** What Google makes `google.subject` of a token in the pool of GKE. */
export function gcpManagedSubject({ namespace, serviceAccount }: Names): string {
  return `ns/${namespace}/sa/${serviceAccount}`;
}

/** The older member of a ServiceAccount in the pool of GKE, which needs no project number. */
export function gcpLegacyMember(workloadPool: string, { namespace, serviceAccount }: Names): string {
  return `serviceAccount:${workloadPool}[${namespace}/${serviceAccount}]`;
}
