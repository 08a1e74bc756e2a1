import type { IssuerHost } from "./issuer-host";

/*
 * The places that issuers can be published at, by the argument that asks for each. Loaded when a program asks for one; the literal
 * `require` is seen by bundlers.
 */
const LOADERS: Readonly<Record<string, () => unknown>> = {
  awsS3: () => (require("./aws/issuer-host") as typeof import("./aws/issuer-host")).awsS3IssuerHost,
  awsCloudFront: () => (require("./aws/issuer-host") as typeof import("./aws/issuer-host")).awsCloudFrontIssuerHost,
  azureBlob: () => (require("./azure/issuer-host") as typeof import("./azure/issuer-host")).azureBlobIssuerHost,
  azureStaticWebsite: () =>
    (require("./azure/issuer-host") as typeof import("./azure/issuer-host")).azureStaticWebsiteIssuerHost,
  gcpStorage: () => (require("./gcp/issuer-host") as typeof import("./gcp/issuer-host")).gcpStorageIssuerHost,
  alicloudOss: () =>
    (require("./alicloud/issuer-host") as typeof import("./alicloud/issuer-host")).alicloudOssIssuerHost,
};

/** The arguments that ask for a vendor's place. */
export const ISSUER_HOSTS: readonly string[] = Object.keys(LOADERS);

/** The place that an argument asks for. */
export function issuerHost(argument: string): IssuerHost {
  return LOADERS[argument]!() as IssuerHost;
}
