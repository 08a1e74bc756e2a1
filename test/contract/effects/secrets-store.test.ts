import { describe, expect, it } from "vitest";
import type { AwsSecretObject, AwsSecretsMountArgs, AwsSecretValue } from "../../../src/clouds/aws/secrets-store/args";
import type { AzureSecretsMountArgs, AzureVaultObject } from "../../../src/clouds/azure/secrets-store/args";
import type { GcpSecretObject, GcpSecretsMountArgs } from "../../../src/clouds/gcp/secrets-store/args";
import type {
  SecretsMount,
  SecretsStoreDriverArgs,
  SecretsStoreMountArgs,
  SyncedSecret,
} from "../../../src/secrets-store";
import { SecretsStoreMount } from "../../../src/secrets-store";
import type { Said } from "../../support/effects";
import { at, silentArguments } from "../../support/effects";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const SUBSCRIPTION = "00000000-0000-4000-8000-00000000000a";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbC123";
const VAULT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-prod`;
const tags = { team: "shop" };

const OWN = { issuer: { url: EKS, jwks }, namespace: "shop", serviceAccount: "orders" };

const MOUNT: Said[] = [
  ...at<SecretsMount>("mounts.0", {
    name: "other",
    mountPath: "/mnt/other",
    className: "own",
    aws: { objects: [{ arn: SECRET, file: "other" }] },
    azure: { vaultId: `${VAULT}2`, objects: [{ name: "other" }] },
    gcp: { objects: [{ secret: "projects/shop-prod/secrets/other", file: "other" }] },
    syncedSecrets: [{ name: "db", files: { db: "db" } }],
  }),
  ...at<SyncedSecret>("mounts.0.syncedSecrets.0", {
    name: "other",
    type: "kubernetes.io/basic-auth",
    files: { other: "db" },
    labels: tags,
    annotations: tags,
  }),
  ...at<SecretsStoreDriverArgs>("csiDriver", { name: "other", patch: true, moreAudiences: ["other"] }),
  ...at<AwsSecretsMountArgs>("mounts.0.aws", {
    objects: [{ arn: `${SECRET}2`, file: "db" }],
    region: "eu-central-1",
    kmsKeyArns: ["arn:aws:kms:eu-west-1:111122223333:key/1"],
    grantedElsewhere: true,
  }),
  ...at<AwsSecretObject>("mounts.0.aws.objects.0", {
    arn: `${SECRET}2`,
    name: "shop/db",
    service: "ssmparameter",
    file: "other",
    version: "v1",
    versionLabel: "AWSPREVIOUS",
    values: [{ path: "user", file: "user" }],
  }),
  ...at<AwsSecretValue>("mounts.0.aws.objects.0.values.0", { path: "other", file: "other" }),
  ...at<AzureSecretsMountArgs>("mounts.0.azure", {
    vaultId: `${VAULT}2`,
    vaultName: "other",
    objects: [{ name: "other" }],
    vaultWide: true,
    grantedElsewhere: true,
  }),
  ...at<AzureVaultObject>("mounts.0.azure.objects.0", {
    name: "other",
    type: "key",
    file: "other",
    version: "1",
    format: "pfx",
    encoding: "base64",
  }),
  ...at<GcpSecretsMountArgs>("mounts.0.gcp", { objects: [], grantedElsewhere: true }),
  ...at<GcpSecretObject>("mounts.0.gcp.objects.0", {
    secret: "projects/shop-prod/secrets/other",
    file: "other",
    version: "2",
    regional: true,
  }),
];

const at0 = { name: "app", mountPath: "/mnt/secrets" };
const MOUNTS: [string, SecretsStoreMountArgs][] = [
  [
    "AWS",
    {
      ...OWN,
      aws: {},
      csiDriver: { patch: true },
      mounts: [
        {
          ...at0,
          aws: { objects: [{ arn: SECRET, file: "db" }] },
          syncedSecrets: [{ name: "db", files: { db: "db" } }],
        },
      ],
    },
  ],
  [
    "values of a secret of AWS",
    {
      ...OWN,
      aws: {},
      mounts: [{ ...at0, aws: { objects: [{ arn: SECRET, file: "db", values: [{ path: "user", file: "user" }] }] } }],
    },
  ],
  [
    "Azure",
    {
      ...OWN,
      azure: { resourceGroupName: "shop" },
      mounts: [{ ...at0, azure: { vaultId: VAULT, objects: [{ name: "db" }] } }],
    },
  ],
  [
    "Google Cloud",
    {
      ...OWN,
      gcp: { project: "shop-prod" },
      mounts: [{ ...at0, gcp: { objects: [{ secret: "projects/shop-prod/secrets/db", file: "db" }] } }],
    },
  ],
];

describe("an argument makes a difference or is told to make none", () => {
  it.each(MOUNTS)("of a mount of %s", async (_, args) => {
    const make = (given: SecretsStoreMountArgs) => new SecretsStoreMount("orders", given);
    expect(await silentArguments<SecretsStoreMountArgs>(make, args, MOUNT)).toEqual([]);
  });
});
