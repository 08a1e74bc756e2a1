import type * as pulumi from "@pulumi/pulumi";
import type { ProjectedTokenSettings, WiringForm } from "../../core/wiring-form";
import type { IssuerBucket } from "../issuer-host";

/** How a workload reaches Google's APIs. */
export const GcpAccess = {
  /** Roles are granted to the ServiceAccount's own principal. Google's stated preference: nothing to impersonate, no quota of service accounts. */
  Direct: "direct",
  /** The workload becomes a Google service account: for APIs that know no federated principals, ID tokens, signed URLs, and VPC service perimeters. */
  Impersonation: "impersonation",
} as const;
export type GcpAccess = (typeof GcpAccess)[keyof typeof GcpAccess];

/** What a role can be granted on. */
export const GcpGrantTarget = {
  /** A project, by its id. */
  Project: "project",
  /** A folder, as `folders/<number>`. */
  Folder: "folder",
  /** An organization, by its number. */
  Organization: "organization",
  /** A bucket of Cloud Storage, by its name. */
  Bucket: "bucket",
  /** A secret of Secret Manager, as `projects/<project>/secrets/<secret>`. */
  Secret: "secret",
  /** A topic of Pub/Sub, as `projects/<project>/topics/<topic>`. */
  Topic: "topic",
  /** A subscription of Pub/Sub, as `projects/<project>/subscriptions/<subscription>`. */
  Subscription: "subscription",
  /** A key ring of Cloud KMS, as `projects/<project>/locations/<location>/keyRings/<ring>`. */
  KeyRing: "key-ring",
  /** A key of Cloud KMS, as `projects/<project>/locations/<location>/keyRings/<ring>/cryptoKeys/<key>`. */
  CryptoKey: "crypto-key",
  /** A dataset of BigQuery, as `projects/<project>/datasets/<dataset>`. */
  Dataset: "dataset",
  /** A repository of Artifact Registry, as `projects/<project>/locations/<location>/repositories/<repository>`. */
  Repository: "repository",
  /** A service account, as `projects/<project>/serviceAccounts/<email>`; with impersonation and no resource, the one that the workload becomes. With direct access only roles that the proof knows. */
  ServiceAccount: "service-account",
  /** Any other resource that `@pulumi/gcp` has a member type for, by `memberType` and `properties`. */
  Other: "other",
} as const;
export type GcpGrantTarget = (typeof GcpGrantTarget)[keyof typeof GcpGrantTarget];

/** An issuer as Google Cloud sees it. */
export interface GcpIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** The pool that knows the issuer. */
  gcp?: pulumi.Input<GcpRegistration>;
}

/**
 * The pool that knows an issuer. A pool of one's own has `workloadIdentityPool` and `workloadIdentityProvider`;
 * a GKE cluster has its project's pool, `gkeWorkloadPool`; a member of a fleet has the fleet's, `fleetWorkloadPool` and
 * `fleetIdentityProvider`.
 */
export interface GcpRegistration {
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>`, with the project's number. */
  workloadIdentityPool?: pulumi.Input<string>;
  /** `<workloadIdentityPool>/providers/<provider>`; it must be the pool's only one and map `google.subject=assertion.sub`. */
  workloadIdentityProvider?: pulumi.Input<string>;
  /** The audience that the provider asks for. The provider's own name as a URL by default. */
  audience?: pulumi.Input<string>;
  /** `<project>.svc.id.goog` of a GKE cluster's project. */
  gkeWorkloadPool?: pulumi.Input<string>;
  /** `<project>.svc.id.goog` of the fleet's host project, for a member of a fleet. */
  fleetWorkloadPool?: pulumi.Input<string>;
  /** `https://gkehub.googleapis.com/projects/<project>/locations/global/memberships/<membership>` of that member. */
  fleetIdentityProvider?: pulumi.Input<string>;
  /** Number of the GKE cluster's project, or of the fleet's host project; direct access names it. */
  projectNumber?: pulumi.Input<string>;
  /** What the provider maps beside `google.subject=assertion.sub`: CEL by `attribute.<name>`. Nothing by default. */
  attributeMapping?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The provider's condition in CEL; the proof counts with it. None by default. */
  attributeCondition?: pulumi.Input<string>;
}

/** One ServiceAccount that may act on Google Cloud. */
export interface GcpSubject {
  /** The issuer of its cluster. */
  issuer: pulumi.Input<GcpIssuer>;
  /** Plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
  /** Names the cluster where ServiceAccounts of several clusters have one name and the issuer URLs are outputs. The issuer URL by default. */
  key?: string;
  /**
   * Namespaces of its cluster that are trusted as a whole, on purpose: every ServiceAccount in them becomes the identity, today's and
   * tomorrow's, and so does everybody who may make one there. Outside of GKE the provider has to map `attribute.namespace`. None by default.
   */
  wholeNamespaces?: string[];
}

/** How an issuer is registered in Google Cloud. */
export interface GcpRegistrationArgs {
  /** Project of the pool. The provider's project by default. */
  project?: pulumi.Input<string>;
  /**
   * Id of the pool, 4 to 32 of `a-z 0-9 -`. By default made of the component's name and a hash of name, project and stack, and never of
   * the issuer, so that a new URL, audience or key set is an update in place.
   */
  poolId?: string;
  /**
   * Part of the default pool id, 1 to 12 of `a-z 0-9`: a new one gives a new id where Google still holds a deleted pool's. An id
   * without one stays when the registration is renamed; one with a suffix is made anew of the name. None by default.
   */
  poolSuffix?: string;
  /** Id of the provider in the pool, 4 to 32 of `a-z 0-9 -`. `kubernetes` by default. */
  providerId?: string;
  /** Display name of the pool, at most 32 characters. None by default. */
  displayName?: string;
  /** Description of the pool, at most 256 characters. None by default. */
  description?: string;
  /** The audience that tokens for Google Cloud carry, at most 256 characters. The provider's own name as a URL by default, which no other service accepts. */
  audience?: string;
  /** What the provider maps beside `google.subject=assertion.sub`: at most 50 CEL expressions by `attribute.<name>`. Nothing by default. */
  attributeMapping?: Record<string, string>;
  /** A condition in CEL on every token, at most 4096 characters. A workload that it would keep out is refused. None by default. */
  attributeCondition?: string;
  /**
   * Whether an issuer's `jwks` is uploaded. True by default, except for issuers of EKS, AKS and GKE, which rotate their keys by
   * themselves (EKS every 7 days): a key set that another cloud needs is not pinned here. False fetches the keys from the issuer.
   */
  uploadJwks?: boolean;
}

/** An issuer to register in Google Cloud, and how. */
export interface GcpIssuerRegistrationArgs extends GcpRegistrationArgs {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** The cluster's public key set as JSON, for an issuer that Google cannot reach. Fetched from the issuer by default. */
  jwks?: pulumi.Input<string>;
}

/** An IAM condition: it narrows what a role grants, never who has it. */
export interface GcpGrantCondition {
  /** Plain, because it tells grants apart. */
  title: string;
  /** A CEL expression. */
  expression: pulumi.Input<string>;
  /** None by default. */
  description?: string;
}

/** A role on one resource. */
export interface GcpResourceGrant {
  /** `project`, `folder`, `organization`, `bucket`, `secret`, `topic`, `subscription`, `key-ring`, `crypto-key`, `dataset`, `repository`, `service-account` or `other`. */
  kind: GcpGrantTarget;
  /**
   * Project id, `folders/<number>`, organization number, bucket name, or the id of any other resource, such as `projects/<project>/secrets/<secret>`.
   * Needed except for `other` and for the workload's own service account.
   */
  resource?: pulumi.Input<string>;
  /** For `other`: the type that adds one member, for example `gcp:cloudrunv2/serviceIamMember:ServiceIamMember`. None by default. */
  memberType?: string;
  /** For `other`: what that type calls the resource, for example `{ name, location, project }`. None by default. */
  properties?: Record<string, pulumi.Input<string>>;
  /** For example `roles/storage.objectViewer`. */
  role: string;
  /** None by default. */
  condition?: GcpGrantCondition;
  /** Names the resource where two grants of one role are on resources that are outputs; needed for `other`. The resource by default. */
  key?: string;
}

/** Who else becomes the identity on purpose. */
export interface GcpOthers {
  /**
   * Members of IAM that are of none of the subjects' pools, for example `serviceAccount:<email>`, `group:<email>` or the principal of another
   * pool; in lower case, but for principals. With direct access they get the same roles. None by default.
   */
  members?: pulumi.Input<string>[];
  /**
   * The same, each under a key of its own: where members are outputs, only these can be taken away one by one. To move outputs here from
   * `members`, keep their order and change nothing else in that update. None by default.
   */
  membersByKey?: Record<string, pulumi.Input<string>>;
}

/** What a workload gets on Google Cloud. */
export interface GcpWorkloadArgs {
  /** `direct` by default. */
  access?: GcpAccess;
  /** Project of `roles` and of a service account created here; it may differ from the cluster's and the pool's. The provider's project by default, except for `roles`. */
  project?: pulumi.Input<string>;
  /** Roles on `project`. None by default. */
  roles?: string[];
  /** Roles on single resources. None by default. */
  grants?: GcpResourceGrant[];
  /**
   * Whether the issuers are GKE clusters with workload identity. By default true where a literal issuer has `gkeWorkloadPool`;
   * set it where the issuer's entry is an output.
   */
  gke?: boolean;
  /**
   * Whether the issuers are members of a fleet: clusters of EKS or AKS, or on premises, that are attached to it. By default true where a
   * literal issuer has `fleetWorkloadPool`; set it where the issuer's entry is an output.
   */
  fleet?: boolean;
  /** Whether the GKE cluster is in Autopilot mode, which refuses the node selector that Standard clusters need. False by default. */
  autopilot?: boolean;
  /** Number of the project of the GKE cluster or fleet, for direct access where the issuer's entry has none. */
  projectNumber?: pulumi.Input<string>;
  /** Id of the service account, 6 to 30 characters. By default chosen by autonaming; where the component's name is too long for that, made of the name and a hash. */
  accountId?: string;
  /** Display name of the service account, at most 100 characters. None by default. */
  displayName?: string;
  /** Email of an existing service account to impersonate, in any project; it gets the grants, and is otherwise left alone. None by default. */
  serviceAccountEmail?: pulumi.Input<string>;
  /**
   * The allow policy of the existing service account as JSON, as its owner stores it (`gcloud iam service-accounts get-iam-policy --format=json`):
   * it is proved together with what is added, never changed. Not known by default.
   */
  serviceAccountPolicy?: pulumi.Input<string>;
  /** Who else becomes the identity on purpose; everybody else stays refused. None by default. */
  others?: GcpOthers;
  /** Lifetime of access tokens of the service account outside of GKE, from 600 to 43200 seconds; more than 3600 needs an organization policy. 3600 by default. */
  accessTokenLifetimeSeconds?: number;
  /** Domain of the APIs. `googleapis.com` by default. */
  universeDomain?: string;
  /**
   * How pods outside of GKE get their credential. `projected` by default; `webhook` writes the annotations of
   * gcp-workload-identity-federation-webhook, which can only impersonate. On GKE the metadata server answers.
   */
  wiring?: WiringForm;
  /** Path and lifetime (600 to 86400 seconds) of the token outside of GKE. */
  token?: ProjectedTokenSettings;
  /**
   * Whether gcloud runs in the pods, outside of GKE: it reads `CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE`, and writes to `CLOUDSDK_CONFIG`,
   * which is `/tmp/gcloud` where a container does not set it. Client libraries need neither. False by default.
   */
  gcloud?: boolean;
}

/** ServiceAccounts and what they become on Google Cloud. */
export interface GcpWorkloadIdentityArgs extends GcpWorkloadArgs {
  /** The ServiceAccounts that may act: of one cluster or several. */
  subjects: GcpSubject[];
  /** Where the pod mounts its tokens. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
}

/** The identity of a workload on Google Cloud. */
export interface GcpIdentity {
  /** The members to name in any other grant: the service account, or with direct access one principal per ServiceAccount and whole namespace, and the others. */
  members: string[];
  /** The principals of the ServiceAccounts, as the trust names them, and those of whole namespaces. */
  principals: string[];
  /** Email of the service account; empty with direct access. */
  serviceAccountEmail: string;
  /** The `external_account` credential configuration of the first issuer's pods, as JSON; empty on GKE. */
  credentialConfiguration: string;
  /** What is proved about the trust, and under which assumptions. */
  proof: string;
}

/** A bucket of Google Cloud Storage that everybody reads, with a cluster's issuer in it. */
export interface GcpStorageIssuerHostArgs {
  /** Where the bucket is stored, such as `EU` or `europe-west1`; needed for a new one. */
  location?: string;
  /** Name of the bucket. Made up by Pulumi by default. */
  bucketName?: string;
  /**
   * What follows the bucket in the issuer's URL, such as `clusters/blue`; a slash at its end belongs to the issuer. Nothing by default.
   */
  path?: string;
  /** Project of the bucket. That of the provider by default. */
  project?: pulumi.Input<string>;
  /** None by default. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * A bucket that exists and that everybody reads, such as the output `bucket` of the issuer of another cluster. A new one by default.
   */
  existingBucket?: pulumi.Input<IssuerBucket>;
}
