import type { CredentialsRequest } from "../clouds/openshift-cloud";

/** A CredentialsRequest as it was read: what a cloud needs of it, and where it came from. */
export interface OpenShiftRequest<Spec extends object = object> extends CredentialsRequest<Spec> {
  /** The cloud that it is for, for example by `AWSProviderSpec`. */
  readonly cloud: string;
  /** The file, with the number of the document where it has several, and the item of a list. */
  readonly source: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** The object as it was written. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** A document that becomes no identity, and why. */
export interface SkippedRequest {
  /** `metadata.name`, where it has one. */
  readonly name: string;
  /** The file and the place in it. */
  readonly source: string;
  /** Stable identifier of the kind of reason, for example `openshift-deleted`. */
  readonly code: string;
  /** The reason, as the rest of a sentence on the request. */
  readonly reason: string;
}

/** What was found in manifests. */
export interface CredentialsRequests {
  readonly requests: readonly OpenShiftRequest[];
  readonly skipped: readonly SkippedRequest[];
}
