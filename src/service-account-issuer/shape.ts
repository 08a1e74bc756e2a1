import { ifGiven, readArguments, readInputText, readOneOf, readPlain, whenGiven } from "../core/argument-shape";
import type { Read } from "../core/shape";
import { readListOf, shapeFault } from "../core/shape";
import { KeyPhase } from "../issuer/rotation";
import type { ExternalIssuerHostArgs, IssuerRotationWaits, ServiceAccountIssuerArgs, ServiceAccountKey } from "./args";

// The shapes of a cloud are loaded where a program publishes there.
const aws = () => require("../clouds/aws/shape") as typeof import("../clouds/aws/shape");
const azure = () => require("../clouds/azure/shape") as typeof import("../clouds/azure/shape");
const gcp = () => require("../clouds/gcp/shape") as typeof import("../clouds/gcp/shape");
const alicloud = () => require("../clouds/alicloud/shape") as typeof import("../clouds/alicloud/shape");

/** A text that is never shown: a private key may stand where a public one belongs. */
const readKeyText: Read<string> = (value, path, issues) =>
  typeof value === "string" ? value : shapeFault(typeof value, path, issues, "the text of a public key", "");

const readKey = readArguments<ServiceAccountKey>({
  publicKey: readKeyText,
  phase: readOneOf(...Object.values(KeyPhase)),
  since: readPlain,
});

export const readServiceAccountIssuerArgs = readArguments<ServiceAccountIssuerArgs>({
  keys: readListOf(readKey),
  awsS3: whenGiven(() => aws().readAwsS3IssuerHostArgs),
  awsCloudFront: whenGiven(() => aws().readAwsCloudFrontIssuerHostArgs),
  azureBlob: whenGiven(() => azure().readAzureBlobIssuerHostArgs),
  azureStaticWebsite: whenGiven(() => azure().readAzureStaticWebsiteIssuerHostArgs),
  gcpStorage: whenGiven(() => gcp().readGcpStorageIssuerHostArgs),
  alicloudOss: whenGiven(() => alicloud().readAlicloudOssIssuerHostArgs),
  external: ifGiven(readArguments<ExternalIssuerHostArgs>({ url: readInputText })),
  jwksPath: ifGiven(readPlain),
  discoveryMembers: ifGiven(readPlain),
  acceptedIssuers: ifGiven(readListOf(readInputText)),
  cacheSeconds: ifGiven(readPlain),
  waits: ifGiven(
    readArguments<IssuerRotationWaits>({
      publicationSeconds: ifGiven(readPlain),
      tokenLifetimeSeconds: ifGiven(readPlain),
    }),
  ),
  acceptUnsafeRotation: ifGiven(readPlain),
});
