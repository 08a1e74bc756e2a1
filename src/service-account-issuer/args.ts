import type * as pulumi from "@pulumi/pulumi";
import type { AlicloudOssIssuerHostArgs } from "../clouds/alicloud/args";
import type { AwsCloudFrontIssuerHostArgs, AwsS3IssuerHostArgs } from "../clouds/aws/args";
import type { AzureBlobIssuerHostArgs, AzureStaticWebsiteIssuerHostArgs } from "../clouds/azure/args";
import type { GcpStorageIssuerHostArgs } from "../clouds/gcp/args";
import type { AdoptedObject } from "../core/adopted-object";
import type { KeyPhase } from "../issuer/rotation";

/** One public key of a cluster. */
export interface ServiceAccountKey {
  /** The public key: PEM, a JSON Web Key, or a key set with one key. A private key is refused. */
  publicKey: string;
  /** What the cluster does with it. */
  phase: KeyPhase;
  /** When that began, as RFC 3339 text with a time zone; `pulumi-workload-identity issuer rotate` prints it. */
  since: string;
}

/** A server of the user's own, which answers with the documents in the component's outputs. */
export interface ExternalIssuerHostArgs {
  /** The issuer: what the cluster's tokens name, unchanged. */
  url: pulumi.Input<string>;
}

/** How long each step of a rotation has to last. */
export interface IssuerRotationWaits {
  /** Seconds for which clients may keep an old key set. 3600 by default. */
  publicationSeconds?: number;
  /** Seconds for which a token may be used that was signed before the switch. 86400 by default. */
  tokenLifetimeSeconds?: number;
}

/** The keys of a cluster, and exactly one place that publishes them. */
export interface ServiceAccountIssuerArgs {
  /** The public keys of the cluster; exactly one is active. */
  keys: ServiceAccountKey[];
  /** A bucket of S3 that everybody reads. Not there by default. */
  awsS3?: AwsS3IssuerHostArgs;
  /** A bucket of S3 behind CloudFront, for accounts that forbid public buckets. Not there by default. */
  awsCloudFront?: AwsCloudFrontIssuerHostArgs;
  /** A blob container of Azure. Not there by default. */
  azureBlob?: AzureBlobIssuerHostArgs;
  /** The static website of a storage account of Azure. Not there by default. */
  azureStaticWebsite?: AzureStaticWebsiteIssuerHostArgs;
  /** A bucket of Google Cloud Storage. Not there by default. */
  gcpStorage?: GcpStorageIssuerHostArgs;
  /** A bucket of Alibaba Cloud's OSS. Not there by default. */
  alicloudOss?: AlicloudOssIssuerHostArgs;
  /** A server of your own, or none where every cloud stores the keys. Not there by default. */
  external?: ExternalIssuerHostArgs;
  /** Path of the key set below the issuer. `/openid/v1/jwks` by default. */
  jwksPath?: string;
  /** Further members of the discovery document, as the text of a JSON object such as `{"claims_supported":["sub","iss"]}`. None by default. */
  discoveryMembers?: string;
  /** Issuers that the cluster signed as before and still accepts; they are in the cluster's settings only. None by default. */
  acceptedIssuers?: pulumi.Input<string>[];
  /** For how many seconds clients may keep the documents. 300 by default. On Google Cloud the first value stays. */
  cacheSeconds?: number;
  /**
   * What ccoctl published and this program takes over by import: `objects` of `openshift adopt --json`. On Azure the account, the container
   * and the blobs keep their settings for as long as it is given. Nothing by default.
   */
  adopt?: AdoptedObject[];
  /** How long each step of a rotation has to last. */
  waits?: IssuerRotationWaits;
  /** The `kid` of a key whose next step is taken although tokens may be refused for it. None by default. */
  acceptUnsafeRotation?: string;
}

/** A document that an issuer publishes. */
export interface IssuerDocumentOutput {
  /** Where it is read. */
  url: string;
  /** Path below the issuer, without a slash at its start. */
  path: string;
  /** The document, byte for byte. */
  content: string;
  /** The header `Content-Type`. */
  contentType: string;
  /** The header `Cache-Control`. */
  cacheControl: string;
}

/** An issuer whose documents are published. */
export interface PublishedIssuer {
  /** The `iss` of the cluster's tokens. */
  url: string;
  /** The cluster's public key set as JSON. */
  jwks: string;
}
