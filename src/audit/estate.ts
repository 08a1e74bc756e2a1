import type { DeployedResource } from "../clouds/deployed";

/** One text to audit: a state, a plan, what a command printed, or manifests. */
export interface AuditInput {
  /** How the text is called in answers: its file. */
  readonly source: string;
  readonly text: string;
  /** The cluster that its Kubernetes objects are of. With one cluster alone it need not be said. */
  readonly cluster?: string;
}

/** What was not understood, or not looked at: nothing is left out in silence. */
export interface Unread {
  readonly source: string;
  /** What it is, for example the address of a resource. */
  readonly what: string;
  readonly why: string;
}

/** A Kubernetes object as the API server or a manifest has it. */
export interface KubernetesObject {
  readonly source: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for objects of the whole cluster. */
  readonly namespace: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** One cluster: all objects that the inputs have of it, also those that the audit itself does not ask. */
export interface ClusterObjects {
  readonly name: string;
  /** The issuer of its tokens; absent where no input says it. */
  readonly issuer?: string;
  /** Public keys that it signs with, where an input has them. */
  readonly jwks?: object;
  readonly objects: readonly KubernetesObject[];
}

/** A resource of an input. */
export interface ReadResource extends DeployedResource {
  /** The document that it was read from; absent where nobody read it from one. */
  readonly source?: string;
}

/** Everything that was read, in one form whatever it came from. */
export interface Estate {
  /** The vendors' resources, as Pulumi's providers have them. */
  readonly resources: readonly ReadResource[];
  readonly clusters: readonly ClusterObjects[];
  readonly unread: readonly Unread[];
  /** Resources of kinds that hold no trust, counted by type. */
  readonly passedOver: ReadonlyMap<string, number>;
}
