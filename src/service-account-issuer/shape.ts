import { issuerHost } from "../clouds/issuer-hosts";
import { readAdoptedObject } from "../core/adopted-object";
import {
  ifGiven,
  readArguments,
  readInputText,
  readOneOf,
  readPlain,
  readPlainText,
  whenGiven,
} from "../core/argument-shape";
import { isLater } from "../core/known";
import type { Read } from "../core/shape";
import { readListOf, shapeFault } from "../core/shape";
import { KeyPhase } from "../issuer/rotation";
import type { ExternalIssuerHostArgs, IssuerRotationWaits, ServiceAccountIssuerArgs, ServiceAccountKey } from "./args";

const readHost = (argument: string): Read<never> => whenGiven(() => issuerHost(argument).read as Read<never>);

/** A text that is never shown: a private key may stand where a public one belongs. */
const readKeyText: Read<string> = (value, path, issues) =>
  typeof value === "string"
    ? value
    : shapeFault(isLater(value) ? value : typeof value, path, issues, "the text of a public key", "");

const readKey = readArguments<ServiceAccountKey>({
  publicKey: readKeyText,
  phase: readOneOf(...Object.values(KeyPhase)),
  since: readPlainText,
});

export const readServiceAccountIssuerArgs = readArguments<ServiceAccountIssuerArgs>({
  keys: readListOf(readKey),
  awsS3: readHost("awsS3"),
  awsCloudFront: readHost("awsCloudFront"),
  azureBlob: readHost("azureBlob"),
  azureStaticWebsite: readHost("azureStaticWebsite"),
  gcpStorage: readHost("gcpStorage"),
  alicloudOss: readHost("alicloudOss"),
  external: ifGiven(readArguments<ExternalIssuerHostArgs>({ url: readInputText })),
  jwksPath: ifGiven(readPlainText),
  discoveryMembers: ifGiven(readPlainText),
  acceptedIssuers: ifGiven(readListOf(readInputText)),
  cacheSeconds: ifGiven(readPlain),
  waits: ifGiven(
    readArguments<IssuerRotationWaits>({
      publicationSeconds: ifGiven(readPlain),
      tokenLifetimeSeconds: ifGiven(readPlain),
    }),
  ),
  adopt: ifGiven(readListOf(readAdoptedObject)),
  acceptUnsafeRotation: ifGiven(readPlainText),
});
