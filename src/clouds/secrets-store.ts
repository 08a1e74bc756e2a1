import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import type { Read } from "../core/shape";

/**
 * A cloud's provider of the Secrets Store CSI driver: what a mount of its secrets needs. `Mount` is what a program writes of one mount,
 * `Workload` what it asks for on this cloud.
 */
export interface SecretsStore<
  Mount extends object = object,
  Workload extends object = object,
  Identity extends object = object,
> {
  /** The cloud's name: the key of its arguments. */
  readonly name: string;
  /** `spec.provider` of its classes. */
  readonly provider: string;
  readonly read: Read<Mount>;
  /** Faults of a mount, as far as its values are known; paths are below the mount's argument for this cloud. */
  check(mount: Mount, workload: Workload): Issue[];
  /** Faults of the tokens that the provider takes: the trust has to admit their audience. Paths are those of the whole arguments. */
  checkToken(workload: Workload, cluster: SecretsStoreCluster): Issue[];
  /** Faults of what a workload grants itself where the rights of its mounts go. Paths are those of the whole arguments. */
  checkGrants?(workload: Workload, mounts: readonly NamedMount<Mount>[]): Issue[];
  /** The workload's arguments with the right to read what is mounted. */
  grant(workload: Workload, mounts: readonly NamedMount<Mount>[]): Workload;
  /** The files of a mount, in its order. */
  files(mount: Mount): string[];
  /** `spec.parameters` of the class, with everything known. */
  parameters(
    mount: pulumi.Unwrap<Mount>,
    workload: pulumi.Unwrap<Workload>,
    identity: Identity,
  ): Record<string, string>;
  /** The token that the provider takes of the driver. */
  token(workload: Workload, registration: object | undefined): SecretsStoreToken;
}

/** A mount with its name among those of a pod. */
export interface NamedMount<Mount extends object = object> {
  readonly name: string;
  readonly mount: Mount;
}

/** What is known of a cluster in a cloud: how its issuer is registered, and how it shall be. */
interface SecretsStoreCluster {
  /** The entry of a literal issuer, or of one that is registered; absent where nothing is known. */
  readonly registration?: object;
  /** How a program asks to have it registered. */
  readonly settings?: { audience?: string };
}

/** A token of the pod's ServiceAccount, which the kubelet hands to the driver and the driver to the provider. */
export interface SecretsStoreToken {
  readonly audience: string;
  /** Whether the provider gets a token by itself where the driver has none at all; with any other token it does not. */
  readonly getsItself: boolean;
}
