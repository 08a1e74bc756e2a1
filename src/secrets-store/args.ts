import type * as pulumi from "@pulumi/pulumi";
import type { AwsSecretsMountArgs } from "../clouds/aws/secrets-store/args";
import type { AzureSecretsMountArgs } from "../clouds/azure/secrets-store/args";
import type { GcpSecretsMountArgs } from "../clouds/gcp/secrets-store/args";
import type { FederatedWorkloadArgs } from "../federated-workload/args";

/** A Secret of Kubernetes that the driver keeps like mounted files, while a pod mounts them. Whoever reads Secrets of the namespace reads it. */
export interface SyncedSecret {
  /** Its name. */
  name: string;
  /** Its type. `Opaque` by default. */
  type?: string;
  /** Files of the mount by the Secret's keys. */
  files: Record<string, string>;
  /** None by default. */
  labels?: Record<string, string>;
  /** None by default. */
  annotations?: Record<string, string>;
}

/** Secrets of one cloud, as files below one path: a SecretProviderClass and a volume. Exactly one cloud is needed. */
export interface SecretsMount {
  /** Names the volume, 1 to 40 of `a-z 0-9 -`. */
  name: string;
  /** Where containers see the files, an absolute path. */
  mountPath: string;
  /** Name of the SecretProviderClass. Chosen by autonaming by default. */
  className?: string;
  /** Secrets Manager and Parameter Store of AWS. */
  aws?: AwsSecretsMountArgs;
  /** A Key Vault of Azure. */
  azure?: AzureSecretsMountArgs;
  /** Secret Manager of Google Cloud. */
  gcp?: GcpSecretsMountArgs;
  /** Secrets of Kubernetes with the same content; the driver has to be installed with `syncSecret.enabled`. None by default. */
  syncedSecrets?: SyncedSecret[];
}

/** The driver, which is one object of the whole cluster. */
export interface SecretsStoreDriverArgs {
  /** Its name, which waits for its chart where that is of the same program. `secrets-store.csi.k8s.io` by default. */
  name?: pulumi.Input<string>;
  /**
   * Adds the audiences that are missing to those that it requests tokens for, and has the kubelet renew them; what is there stays, and stays
   * when the workload goes. One component of a program does that for all, with `moreAudiences`. False by default: a driver that lacks any is
   * refused.
   */
  patch?: boolean;
  /** Further audiences that the driver has to request, such as the output `audiences` of others that mount secrets. None by default. */
  moreAudiences?: pulumi.Input<pulumi.Input<string>[]>;
}

/** A workload whose pods mount secrets of clouds as files, by the Secrets Store CSI driver and with no stored key. */
export interface SecretsStoreMountArgs extends FederatedWorkloadArgs {
  /** What its pods mount, at least one. */
  mounts: SecretsMount[];
  /** Looks at the driver of the cluster, which has to be installed. Not looked at by default. */
  csiDriver?: SecretsStoreDriverArgs;
}

/** A volume of the driver as the spec of a pod has it. */
export interface SecretsStoreVolume {
  /** The name that mounts refer to. */
  name: string;
  /** Who fills it, and with what. */
  csi: SecretsStoreVolumeSource;
}

/** Who fills a volume, and with what. */
export interface SecretsStoreVolumeSource {
  /** The driver. */
  driver: string;
  /** Always true: the driver takes no other. */
  readOnly: boolean;
  /** Names the SecretProviderClass. */
  volumeAttributes: Record<string, string>;
}
