/** Secrets of clouds as files of pods, by the Secrets Store CSI driver. */
export type { AwsSecretObject, AwsSecretsMountArgs, AwsSecretValue } from "../clouds/aws/secrets-store/args";
export { AwsSecretService } from "../clouds/aws/secrets-store/args";
export type { AzureSecretsMountArgs, AzureVaultObject } from "../clouds/azure/secrets-store/args";
export { AzureVaultObjectType } from "../clouds/azure/secrets-store/args";
export type { GcpSecretObject, GcpSecretsMountArgs } from "../clouds/gcp/secrets-store/args";
export type { SecretsStoreToken } from "../clouds/secrets-store";
export type { SecretsStorePodTemplateArgs } from "../secrets-store-pod-template/args";
export { SecretsStorePodTemplate } from "../secrets-store-pod-template/secrets-store-pod-template";
export type {
  SecretsMount,
  SecretsStoreDriverArgs,
  SecretsStoreMountArgs,
  SecretsStoreVolume,
  SecretsStoreVolumeSource,
  SyncedSecret,
} from "./args";
export type { CsiDriverSpec } from "./csi-driver";
export { CSI_DRIVER, checkCsiDriver, mergedCsiDriver } from "./csi-driver";
export { SecretsStoreMount } from "./secrets-store-mount";
