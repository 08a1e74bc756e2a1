import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { AlicloudOssIssuerHostArgs } from "../../../src/clouds/alicloud/args";
import type { AwsCloudFrontIssuerHostArgs, AwsS3IssuerHostArgs } from "../../../src/clouds/aws/args";
import type { AzureBlobIssuerHostArgs, AzureStaticWebsiteIssuerHostArgs } from "../../../src/clouds/azure/args";
import type { GcpStorageIssuerHostArgs } from "../../../src/clouds/gcp/args";
import type { IssuerBucket } from "../../../src/clouds/issuer-host";
import type {
  ExternalIssuerHostArgs,
  IssuerRotationWaits,
  ServiceAccountIssuerArgs,
  ServiceAccountKey,
} from "../../../src/issuer";
import { KeyPhase, ServiceAccountIssuer } from "../../../src/issuer";
import type { Said } from "../../support/effects";
import { at, silentArguments } from "../../support/effects";

const OTHER = "https://issuer.example.com/other";
const tags = { team: "shop" };

const generatedKey = () =>
  generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }) as string;
const KEY = {
  publicKey: generatedKey(),
  phase: KeyPhase.Active,
  since: "2026-11-01T00:00:00Z",
};

type Hosts = "awsS3" | "awsCloudFront" | "azureBlob" | "azureStaticWebsite" | "gcpStorage" | "alicloudOss" | "external";

const ACCOUNT = {
  resourceGroupName: "other",
  accountName: "otherissuers",
  path: "green",
  location: "northeurope",
  tags,
  existingBucket: { name: "mine", url: "https://mine.example.com" },
};
const bucketed = { bucketName: "other", path: "green", tags };
const ISSUER: Said[] = [
  ...at<Omit<ServiceAccountIssuerArgs, Hosts | "keys">>("", {
    jwksPath: "/keys.json",
    discoveryMembers: '{"claims_supported":["sub","iss"]}',
    acceptedIssuers: [OTHER],
    cacheSeconds: 600,
    adopt: [{ component: "issuer", type: "aws:s3/bucket:Bucket", name: "", id: "issuers" }],
    waits: { publicationSeconds: 7200, tokenLifetimeSeconds: 7200 },
    acceptUnsafeRotation: "own",
  }),
  ...at<AwsS3IssuerHostArgs>("awsS3", {
    ...bucketed,
    region: "eu-central-1",
    existingBucket: { name: "mine", url: "https://mine.example.com" },
  }),
  ...at<AwsCloudFrontIssuerHostArgs>("awsCloudFront", {
    ...bucketed,
    region: "eu-central-1",
    originAccessIdentityComment: "prod",
  }),
  ...at<AzureStaticWebsiteIssuerHostArgs>("azureStaticWebsite", ACCOUNT),
  ...at<AzureBlobIssuerHostArgs>("azureBlob", { ...ACCOUNT, containerName: "keys" }),
  ...at<GcpStorageIssuerHostArgs>("gcpStorage", {
    location: "US",
    bucketName: "other",
    path: "green",
    project: "other",
    labels: tags,
    existingBucket: { name: "mine", url: "https://mine.example.com" },
  }),
  ...at<AlicloudOssIssuerHostArgs>("alicloudOss", {
    ...bucketed,
    existingBucket: { name: "mine", url: "https://mine.example.com" },
  }),
  ...at<ExternalIssuerHostArgs>("external", { url: OTHER }),
  ...["awsS3", "azureBlob", "gcpStorage", "alicloudOss"].flatMap((host) =>
    at<IssuerBucket>(`${host}.existingBucket`, { name: "other", url: "https://other.example.com" }),
  ),
  ...at<ServiceAccountKey>("keys.0", {
    publicKey: generatedKey(),
    phase: KeyPhase.Pending,
    since: "2026-10-01T00:00:00Z",
  }),
  ...at<IssuerRotationWaits>("waits", { publicationSeconds: 7200, tokenLifetimeSeconds: 7200 }),
];

const HOSTS: [string, Partial<ServiceAccountIssuerArgs>][] = [
  ["S3", { awsS3: { bucketName: "issuers", path: "blue", region: "eu-west-1" } }],
  [
    "a bucket of S3 that exists",
    { awsS3: { existingBucket: { name: "issuers", url: "https://issuers.s3.eu-west-1.amazonaws.com" }, path: "blue" } },
  ],
  [
    "a container of Azure that exists",
    {
      azureBlob: {
        resourceGroupName: "g",
        existingBucket: { name: "keys", url: "https://issuers.blob.core.windows.net/keys" },
      },
    },
  ],
  [
    "a bucket of Google Cloud Storage that exists",
    { gcpStorage: { existingBucket: { name: "issuers", url: "https://storage.googleapis.com/issuers" } } },
  ],
  [
    "a bucket of OSS that exists",
    { alicloudOss: { existingBucket: { name: "issuers", url: "https://issuers.oss-cn-hangzhou.aliyuncs.com" } } },
  ],
  ["CloudFront", { awsCloudFront: { bucketName: "issuers" } }],
  ["a container of Azure", { azureBlob: { resourceGroupName: "g", accountName: "issuers", path: "blue" } }],
  ["a static website", { azureStaticWebsite: { resourceGroupName: "g", accountName: "issuers" } }],
  ["Google Cloud Storage", { gcpStorage: { bucketName: "issuers", path: "blue", location: "EU" } }],
  ["OSS", { alicloudOss: { bucketName: "issuers", path: "blue" } }],
  ["a rotation of known length", { external: { url: "https://issuer.example.com/prod" }, waits: {} }],
  ["a server elsewhere", { external: { url: "https://issuer.example.com/prod" } }],
];

/** Told to the engine alone, and a key that may be gone from `keys` by then. */
const HARMLESS = ["adopt", "acceptUnsafeRotation"];

describe("an argument makes a difference or is told to make none", () => {
  it.each(HOSTS)("of an issuer on %s", async (_, args) => {
    const make = (given: ServiceAccountIssuerArgs) => new ServiceAccountIssuer("prod", given);
    const silent = await silentArguments<ServiceAccountIssuerArgs>(make, { keys: [KEY], ...args }, ISSUER);
    expect(silent.filter((path) => !HARMLESS.includes(path))).toEqual([]);
  });
});
