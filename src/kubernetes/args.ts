import type * as pulumi from "@pulumi/pulumi";

/** Who owns the ServiceAccount object. */
export const ServiceAccountOwnership = {
  /** The component creates it, and deletes it. */
  Create: "create",
  /** It exists; the component adds its annotations by server-side apply and takes them away again. Going to `create` and back keeps the object. */
  Patch: "patch",
  /** It is written elsewhere, for example by a Helm chart; the annotations to write are an output. */
  External: "external",
} as const;
export type ServiceAccountOwnership = (typeof ServiceAccountOwnership)[keyof typeof ServiceAccountOwnership];

/** The Kubernetes objects of one ServiceAccount. */
export interface SubjectKubernetesArgs {
  /** `create` by default. */
  serviceAccount?: ServiceAccountOwnership;
  /**
   * Creates the namespace too, or takes over one that exists. It stays when the workload goes or no longer asks for it, with all that
   * others put into it. False by default: the namespace exists.
   */
  createNamespace?: boolean;
  /** Deletes a created namespace with the workload, and everything that is in it. False by default. */
  deleteNamespace?: boolean;
  /** Whether pods get the API server's own token mounted. Left to the cluster by default; set false where the workload calls no Kubernetes API. */
  automountServiceAccountToken?: boolean;
  /** More annotations of the ServiceAccount. None by default. */
  annotations?: Record<string, pulumi.Input<string>>;
  /**
   * Annotations of the ServiceAccount that stay on purpose though its pods become something else by them, for example those that an
   * earlier wiring left on one that is patched. None by default.
   */
  keep?: string[];
  /** Labels of the ServiceAccount. None by default. */
  labels?: Record<string, pulumi.Input<string>>;
}

/** The Kubernetes objects of a workload. */
export interface WorkloadKubernetesArgs extends SubjectKubernetesArgs {
  /** Where pods mount tokens and files. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
}

/** A token for any audience, with no cloud at all. */
export interface WorkloadTokenArgs {
  /** Whom the token is for. */
  audience: pulumi.Input<string>;
  /** Path below the mount, for example `vault/token`. */
  path: string;
  /** Lifetime in seconds, from 600 to 86400. 3600 by default. */
  expirationSeconds?: number;
}
