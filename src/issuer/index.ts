/** The issuer of a cluster that no vendor hosts: its documents, where they are published, and the rotation of its keys. */
export type { AlicloudOssIssuerHostArgs } from "../clouds/alicloud/args";
export type { AwsCloudFrontIssuerHostArgs, AwsS3IssuerHostArgs } from "../clouds/aws/args";
export type { AzureBlobIssuerHostArgs, AzureStaticWebsiteIssuerHostArgs } from "../clouds/azure/args";
export type { GcpStorageIssuerHostArgs } from "../clouds/gcp/args";
export type { IssuerBucket } from "../clouds/issuer-host";
export type {
  ExternalIssuerHostArgs,
  IssuerDocumentOutput,
  IssuerRotationWaits,
  PublishedIssuer,
  ServiceAccountIssuerArgs,
  ServiceAccountKey,
} from "../service-account-issuer/args";
export { ServiceAccountIssuer } from "../service-account-issuer/service-account-issuer";
export type { ClusterSettings } from "./cluster-settings/cluster-settings";
export { KeyPhase } from "./rotation";
