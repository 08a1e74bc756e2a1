import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FederationError } from "../../src/component/validation-error";
import type { SecretsMount, SecretsStoreMountArgs } from "../../src/secrets-store";
import { SecretsStoreMount } from "../../src/secrets-store";
import type { CloudMocks } from "../../src/testing";
import { installCloudMocks, outputValue, settled } from "../../src/testing";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const AKS =
  "https://westeurope.oic.prod-aks.azure.com/22222222-2222-2222-2222-222222222222/33333333-3333-3333-3333-333333333333/";
const CLASS = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass";
const VAULT =
  "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-prod";
const DB = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbC123";

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

type Clouds = Pick<SecretsMount, "aws" | "azure" | "gcp">;
const mountOf = (clouds: Clouds, more: Partial<SecretsMount> = {}): SecretsMount => ({
  name: "app",
  mountPath: "/mnt/secrets",
  ...clouds,
  ...more,
});
const IDENTITIES = {
  aws: { aws: {} },
  azure: { azure: { resourceGroupName: "shop" } },
  gcp: { gcp: { project: "shop-prod" } },
};
const SAMPLES: Record<keyof Clouds, Clouds> = {
  aws: { aws: { objects: [{ arn: DB, file: "db" }] } },
  azure: { azure: { vaultId: VAULT, objects: [{ name: "db" }] } },
  gcp: { gcp: { objects: [{ secret: "projects/shop-prod/secrets/db", file: "db" }] } },
};
const argsFor = (mounts: SecretsMount[], more: Partial<SecretsStoreMountArgs> = {}): SecretsStoreMountArgs => {
  const used = mounts.flatMap((mount) => Object.keys(IDENTITIES).filter((cloud) => cloud in mount));
  const identities = Object.assign({}, ...used.map((cloud) => IDENTITIES[cloud as keyof Clouds]));
  return { issuer: { url: ISSUER }, namespace: "shop", serviceAccount: "orders", ...identities, mounts, ...more };
};
const create = (mounts: SecretsMount[], more?: Partial<SecretsStoreMountArgs>) =>
  new SecretsStoreMount("orders", argsFor(mounts, more));
async function deploy(mounts: SecretsMount[], more?: Partial<SecretsStoreMountArgs>): Promise<SecretsStoreMount> {
  const component = create(mounts, more);
  await settled();
  return component;
}
const parametersOf = (index = 0) =>
  (mocks.ofType(CLASS)[index]!.inputs.spec as { parameters: Record<string, string> }).parameters;
const faultsOf = (mounts: SecretsMount[], more?: Partial<SecretsStoreMountArgs>): string[] => {
  try {
    create(mounts, more);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${code} ${path}`).sort();
    throw error;
  }
};

describe("secrets of Azure Key Vault", () => {
  it("are named by vault, tenant and the workload's own client id, as texts that are all quoted", async () => {
    const { azure } = await deploy([
      mountOf({
        azure: {
          vaultId: VAULT,
          objects: [
            { name: "yes", file: "0123" },
            { name: "tls", type: "cert", version: "1e3" },
            { name: "tls", file: "tls.pfx", format: "pfx", encoding: "base64" },
          ],
        },
      }),
    ]);
    const { clientId, tenantId } = await outputValue(azure!);
    const { objects, ...rest } = parametersOf();
    expect(rest).toEqual({
      usePodIdentity: "false",
      clientID: clientId,
      tenantID: tenantId,
      keyvaultName: "shop-prod",
    });
    const { array } = parse(objects!, { version: "1.1" }) as { array: string[] };
    expect(array.map((each) => parse(each, { version: "1.1" }))).toEqual([
      { objectName: "yes", objectType: "secret", objectAlias: "0123" },
      { objectName: "tls", objectType: "cert", objectVersion: "1e3" },
      {
        objectName: "tls",
        objectType: "secret",
        objectAlias: "tls.pfx",
        objectFormat: "pfx",
        objectEncoding: "base64",
      },
    ]);
  });

  it("are readable one by one with the role of their kind, each once, or by their vault where that is asked for", async () => {
    const objects = [{ name: "db" }, { name: "key", type: "key" as const }, { name: "tls", type: "cert" as const }];
    await deploy([
      mountOf({ azure: { vaultId: VAULT, objects } }),
      mountOf(
        { azure: { vaultId: VAULT.toUpperCase().replace("/SUB", "/sub"), objects: [{ name: "DB" }] } },
        { name: "again", mountPath: "/mnt/again" },
      ),
    ]);
    const assigned = () =>
      mocks
        .ofType("azure-native:authorization:RoleAssignment")
        .map(({ inputs }) => [String(inputs.scope).replace(VAULT, ""), String(inputs.roleDefinitionId).slice(-36)]);
    expect(assigned().sort()).toEqual([
      ["/certificates/tls", "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba"],
      ["/keys/key", "12338af0-0e69-4776-bea7-57ae8d297424"],
      ["/secrets/db", "4633458b-17de-408a-b874-0445c86b69e6"],
    ]);
    mocks = await installCloudMocks();
    await deploy([mountOf({ azure: { vaultId: VAULT, vaultWide: true, objects: [{ name: "a" }, { name: "b" }] } })]);
    expect(assigned()).toEqual([["", "4633458b-17de-408a-b874-0445c86b69e6"]]);
  });

  it("are read through the cluster's token proxy where the identity is bound, with tokens for AKS", async () => {
    const { audiences } = await deploy([mountOf(SAMPLES.azure)], {
      issuer: { url: AKS },
      azure: {
        existingIdentity: {
          id: `${VAULT.replace(/Microsoft.KeyVault.*/, "Microsoft.ManagedIdentity/userAssignedIdentities/orders")}`,
          resourceGroupName: "shop",
          name: "orders",
          clientId: "11111111-1111-1111-1111-111111111111",
          tenantId: "22222222-2222-2222-2222-222222222222",
          principalId: "33333333-3333-3333-3333-333333333333",
        },
        identityBinding: { clusterResourceGroupName: "clusters", clusterName: "blue" },
      },
    });
    const { objects: _, ...rest } = parametersOf();
    expect(rest).toEqual({
      useAzureTokenProxy: "true",
      clientID: "11111111-1111-1111-1111-111111111111",
      tenantID: "22222222-2222-2222-2222-222222222222",
      keyvaultName: "shop-prod",
    });
    expect(await outputValue(audiences)).toEqual(["api://AKSIdentityBinding"]);
  });

  it("need no id of a vault whose rights others give", async () => {
    await deploy([mountOf({ azure: { vaultName: "elsewhere", grantedElsewhere: true, objects: [{ name: "db" }] } })]);
    expect(parametersOf().keyvaultName).toBe("elsewhere");
    expect(mocks.ofType("azure-native:authorization:RoleAssignment")).toEqual([]);
  });

  it.each([
    ["usgovernment", "AzureUSGovernmentCloud"],
    ["china", "AzureChinaCloud"],
    ["public", undefined],
  ] as const)("are looked for in %s", async (environment, cloudName) => {
    await deploy([mountOf(SAMPLES.azure)], { azure: { resourceGroupName: "shop", environment } });
    expect(parametersOf().cloudName).toBe(cloudName);
  });

  it.each([
    ["no vault", { objects: [{ name: "db" }] }, ["azure-vault-id-missing mounts[0].azure.vaultId"]],
    [
      "a name alone",
      { vaultName: "shop", objects: [{ name: "db" }] },
      ["azure-vault-id-missing mounts[0].azure.vaultId"],
    ],
    [
      "a name for the id",
      { vaultId: "shop-prod", objects: [{ name: "db" }] },
      ["azure-vault-id-invalid mounts[0].azure.vaultId"],
    ],
    [
      "an address for the id",
      { vaultId: "https://shop.vault.azure.net/", objects: [{ name: "db" }] },
      ["azure-vault-id-invalid mounts[0].azure.vaultId"],
    ],
    [
      "a name of another vault",
      { vaultId: VAULT, vaultName: "other", objects: [{ name: "db" }] },
      ["azure-vault-mismatch mounts[0].azure.vaultName"],
    ],
    ["nothing of it", { vaultId: VAULT, objects: [] }, ["secrets-mount-empty mounts[0].azure.objects"]],
    [
      "a name with a slash",
      { vaultId: VAULT, objects: [{ name: "a/b" }] },
      ["azure-vault-object-name-invalid mounts[0].azure.objects[0].name"],
    ],
    [
      "one file twice",
      { vaultId: VAULT, objects: [{ name: "a" }, { name: "b", file: "a" }] },
      ["secrets-store-file-taken mounts[0].azure.objects"],
    ],
    [
      "a file outside",
      { vaultId: VAULT, objects: [{ name: "a", file: "../a" }] },
      ["secrets-store-file-invalid mounts[0].azure.objects[0].file"],
    ],
    [
      "an encoding of a key",
      { vaultId: VAULT, objects: [{ name: "a", type: "key", encoding: "hex" }] },
      ["azure-vault-object-field mounts[0].azure.objects[0].encoding"],
    ],
  ] as [string, never, string[]][])("are refused with %s", (_, azure, faults) => {
    expect(faultsOf([mountOf({ azure })])).toEqual(faults);
  });
});

describe("secrets of AWS", () => {
  const statements = () =>
    mocks
      .ofType("aws:iam/rolePolicy:RolePolicy")
      .map(({ inputs }) => JSON.parse(String(inputs.policy)).Statement as { Action: string[]; Resource: string[] }[]);

  it("go by ARN, and parameters by name, in the region of the ARNs", async () => {
    await deploy([
      mountOf({
        aws: {
          objects: [
            { arn: DB, file: "db", values: [{ path: "password", file: "db-password" }] },
            { arn: "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/prod/url", file: "url" },
            { arn: "arn:aws:ssm:eu-west-1:111122223333:parameter/flat", file: "flat", version: "3" },
          ],
        },
      }),
    ]);
    const { objects, ...rest } = parametersOf();
    expect(rest).toEqual({ region: "eu-west-1" });
    expect(parse(objects!, { version: "1.1" })).toEqual([
      {
        objectName: DB,
        objectType: "secretsmanager",
        objectAlias: "db",
        jmesPath: [{ path: "password", objectAlias: "db-password" }],
      },
      { objectName: "/shop/prod/url", objectType: "ssmparameter", objectAlias: "url" },
      { objectName: "flat", objectType: "ssmparameter", objectAlias: "flat", objectVersion: "3" },
    ]);
    expect(statements()).toEqual([
      [
        expect.objectContaining({
          Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
          Resource: [DB],
        }),
        expect.objectContaining({
          Action: ["ssm:GetParameters"],
          Resource: [
            "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/prod/url",
            "arn:aws:ssm:eu-west-1:111122223333:parameter/flat",
          ],
        }),
      ],
    ]);
  });

  it("are readable by an ARN without the six characters of Secrets Manager, which is exactly one secret too", async () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db";
    await deploy([
      mountOf({
        aws: { objects: [{ arn, file: "db" }], kmsKeyArns: ["arn:aws:kms:eu-west-1:111122223333:key/mrk-1"] },
      }),
    ]);
    expect(statements()[0]).toEqual([
      expect.objectContaining({ Resource: [`${arn}-??????`] }),
      expect.objectContaining({ Action: ["kms:Decrypt"], Resource: ["arn:aws:kms:eu-west-1:111122223333:key/mrk-1"] }),
    ]);
    expect(parse(parametersOf().objects!)).toMatchObject([{ objectName: arn }]);
  });

  it("go by EKS Pod Identity where the pods get their role so, with tokens for its agent", async () => {
    const podIdentity = { clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/shop" };
    const { audiences } = await deploy([mountOf(SAMPLES.aws)], {
      aws: { podIdentity, webIdentity: false },
      issuer: undefined,
    } as never);
    expect(await outputValue(audiences)).toEqual(["pods.eks.amazonaws.com"]);
    expect(parametersOf()).toMatchObject({ usePodIdentity: "true", region: "eu-west-1" });
    mocks = await installCloudMocks();
    const both = await deploy([mountOf(SAMPLES.aws)], { aws: { podIdentity } });
    expect(await outputValue(both.audiences)).toEqual(["sts.amazonaws.com"]);
    expect(parametersOf().usePodIdentity).toBeUndefined();
  });

  it("whose ARNs are outputs are read like plain ones, and refused like them once they are known", async () => {
    await deploy([mountOf({ aws: { objects: [{ arn: pulumi.output(DB), service: "secretsmanager", file: "db" }] } })]);
    expect(parametersOf().region).toBe("eu-west-1");
    expect(statements()[0]).toEqual([expect.objectContaining({ Resource: [DB] })]);
  });

  it.each([
    [
      "a name alone",
      { objects: [{ name: "db", service: "secretsmanager", file: "db" }] },
      ["aws-secret-arn-missing mounts[0].aws.objects[0].arn"],
    ],
    [
      "neither name nor ARN",
      { objects: [{ service: "secretsmanager", file: "db" }] },
      ["aws-secret-arn-missing mounts[0].aws.objects[0].arn"],
    ],
    [
      "an ARN of something else",
      { objects: [{ arn: "arn:aws:s3:::bucket", file: "db" }] },
      ["aws-secret-arn-invalid mounts[0].aws.objects[0].arn"],
    ],
    [
      "an ARN with a wildcard",
      { objects: [{ arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/*", file: "db" }] },
      ["aws-secret-arn-invalid mounts[0].aws.objects[0].arn"],
    ],
    [
      "another service than its ARN's",
      { objects: [{ arn: DB, service: "ssmparameter", file: "db" }] },
      ["aws-secret-service-mismatch mounts[0].aws.objects[0].service"],
    ],
    [
      "texts that are empty, as those of a misread setting",
      { objects: [{ arn: DB, name: "", version: "", file: "db", values: [{ path: " ", file: "x" }] }] },
      [
        "aws-secret-name-mismatch mounts[0].aws.objects[0].name",
        "aws-secret-text-empty mounts[0].aws.objects[0].name",
        "aws-secret-text-empty mounts[0].aws.objects[0].values[0].path",
        "aws-secret-text-empty mounts[0].aws.objects[0].version",
      ],
    ],
    [
      "the name of another secret than its ARN's",
      { objects: [{ arn: DB, name: "shop/other", file: "db" }] },
      ["aws-secret-name-mismatch mounts[0].aws.objects[0].name"],
    ],
    [
      "the name of another parameter than its ARN's",
      { objects: [{ arn: "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/url", name: "shop/url", file: "url" }] },
      ["aws-secret-name-mismatch mounts[0].aws.objects[0].name"],
    ],
    [
      "an output of nobody knows which service",
      { objects: [{ arn: pulumi.output(DB), file: "db" }] },
      ["aws-secret-service-missing mounts[0].aws.objects[0].service"],
    ],
    [
      "ARNs of two regions",
      {
        objects: [
          { arn: DB, file: "a" },
          { arn: DB.replace("eu-west-1", "us-east-1"), file: "b" },
        ],
      },
      ["aws-secret-region-mismatch mounts[0].aws.objects[1].arn"],
    ],
    [
      "an ARN of another region than the mount's",
      { region: "us-east-1", objects: [{ arn: DB, file: "a" }] },
      ["aws-secret-region-mismatch mounts[0].aws.objects[0].arn"],
    ],
    [
      "a value in the file of another",
      { objects: [{ arn: DB, file: "a", values: [{ path: "x", file: "a" }] }] },
      ["secrets-store-file-taken mounts[0].aws.objects"],
    ],
    [
      "an alias of a key",
      { objects: [{ arn: DB, file: "a" }], kmsKeyArns: ["alias/shop"] },
      ["aws-kms-key-arn-invalid mounts[0].aws.kmsKeyArns[0]"],
    ],
  ] as [string, never, string[]][])("are refused with %s", (_, aws, faults) => {
    expect(faultsOf([mountOf({ aws })])).toEqual(faults);
  });
});

describe("the right to read mounted secrets of AWS", () => {
  it.each(["inlineStatements", "inlinePolicies"] as const)("is never taken for one of %s of the same name", (own) => {
    const policy = own === "inlinePolicies" ? "{}" : [{ actions: ["s3:GetObject"], resources: ["*"] }];
    const taken = { aws: { [own]: { "secrets-store-app": policy } } };
    expect(faultsOf([mountOf(SAMPLES.aws)], taken)).toEqual([`aws-inline-policy-taken aws.${own}.secrets-store-app`]);
    expect(faultsOf([mountOf(SAMPLES.aws, { name: "other" })], taken)).toEqual([]);
    const granted = mountOf({ aws: { objects: [{ arn: DB, file: "db" }], grantedElsewhere: true } });
    expect(faultsOf([granted], taken)).toEqual([]);
  });

  it("is of a secret by any of its names", () => {
    for (const name of ["shop/db", "shop/db-AbC123", DB]) {
      expect(faultsOf([mountOf({ aws: { objects: [{ arn: DB, name, file: "db" }] } })])).toEqual([]);
    }
  });
});

describe("secrets of Google Cloud", () => {
  it("are named with their version, and readable one by one, once each", async () => {
    const secret = "projects/shop-prod/secrets/db";
    await deploy([
      mountOf({
        gcp: {
          objects: [
            { secret, file: "db" },
            { secret, file: "old", version: "3" },
          ],
        },
      }),
      mountOf(
        {
          gcp: {
            objects: [{ secret: "projects/other/locations/europe-west1/secrets/api", file: "api", regional: true }],
          },
        },
        { name: "regional", mountPath: "/mnt/regional" },
      ),
    ]);
    const { secrets, ...rest } = parametersOf();
    expect(rest).toEqual({ auth: "pod-adc" });
    expect(parse(secrets!, { version: "1.1" })).toEqual([
      { resourceName: `${secret}/versions/latest`, path: "db" },
      { resourceName: `${secret}/versions/3`, path: "old" },
    ]);
    const role = "roles/secretmanager.secretAccessor";
    const granted = mocks.resources.filter(({ type }) => /ecretIamMember$/.test(type)).map(({ inputs }) => inputs);
    const member = expect.stringContaining("subject/system:serviceaccount:shop:orders");
    expect(granted.sort((one, other) => (String(one.secretId) < String(other.secretId) ? -1 : 1))).toEqual([
      expect.objectContaining({ project: "other", location: "europe-west1", secretId: "api", role }),
      expect.objectContaining({ secretId: secret, role, member }),
    ]);
  });

  it("are mounted with tokens for the pool of GKE, or for the name of a provider of one's own", async () => {
    const own = await deploy([mountOf(SAMPLES.gcp)]);
    expect(await outputValue(own.audiences)).toEqual([
      expect.stringMatching(
        /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/.+\/providers\/kubernetes$/,
      ),
    ]);
    mocks = await installCloudMocks();
    const url = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/shop";
    const gcp = { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" };
    const gke = await deploy([mountOf(SAMPLES.gcp)], { issuer: { url, gcp } });
    expect(await outputValue(gke.audiences)).toEqual(["shop-prod.svc.id.goog"]);
  });

  it.each([
    [
      "a version in the name",
      { secret: "projects/p/secrets/s/versions/1", file: "s" },
      ["gcp-secret-invalid mounts[0].gcp.objects[0].secret"],
    ],
    ["a name alone", { secret: "s", file: "s" }, ["gcp-secret-invalid mounts[0].gcp.objects[0].secret"]],
    [
      "a regional one that is not said to be",
      { secret: "projects/p/locations/l/secrets/s", file: "s" },
      ["gcp-secret-regional-mismatch mounts[0].gcp.objects[0].regional"],
    ],
    [
      "a global one that is said to be regional",
      { secret: "projects/p/secrets/s", file: "s", regional: true },
      ["gcp-secret-regional-mismatch mounts[0].gcp.objects[0].regional"],
    ],
    [
      "a version that is none",
      { secret: "projects/p/secrets/s", file: "s", version: "0" },
      ["gcp-secret-version-invalid mounts[0].gcp.objects[0].version"],
    ],
  ])("are refused with %s", (_, object, faults) => {
    expect(faultsOf([mountOf({ gcp: { objects: [object] } })])).toEqual(faults);
  });

  it("are refused where the provider would not read them as the ServiceAccount", () => {
    expect(faultsOf([mountOf(SAMPLES.gcp)], { gcp: { access: "impersonation" } })).toEqual([
      "secrets-store-access-mismatch gcp.access",
    ]);
  });
});

describe("the audience of mounted secrets", () => {
  it.each<[string, keyof Clouds, Partial<SecretsStoreMountArgs>, string]>([
    ["AWS", "aws", { aws: { audience: "shop" }, registrations: { aws: { audience: "shop" } } }, "aws.audience"],
    ["Azure", "azure", { azure: { resourceGroupName: "shop", audience: "shop" } }, "azure.audience"],
    [
      "Azure in China",
      "azure",
      { azure: { resourceGroupName: "shop", environment: "china", audience: "api://AzureADTokenExchangeChina" } },
      "azure.audience",
    ],
    ["Google", "gcp", { registrations: { gcp: { audience: "shop" } } }, "registrations.gcp.audience"],
    [
      "Google in a pool that is there",
      "gcp",
      {
        issuer: {
          url: ISSUER,
          gcp: {
            workloadIdentityPool: "projects/123456789012/locations/global/workloadIdentityPools/shop",
            workloadIdentityProvider:
              "projects/123456789012/locations/global/workloadIdentityPools/shop/providers/cluster",
            audience: "shop",
          },
        },
      },
      "issuer.gcp.audience",
    ],
  ])("is the one that the provider of %s takes, or the mount is refused", (_, cloud, more, path) => {
    expect(faultsOf([mountOf(SAMPLES[cloud])], more)).toEqual([`secrets-store-audience-mismatch ${path}`]);
  });

  it("is admitted by a provider that asks for just the name that the driver's tokens carry", async () => {
    const provider = "projects/123456789012/locations/global/workloadIdentityPools/shop/providers/cluster";
    const gcp = {
      workloadIdentityPool: "projects/123456789012/locations/global/workloadIdentityPools/shop",
      workloadIdentityProvider: provider,
      audience: `//iam.googleapis.com/${provider}`,
    };
    const { audiences } = await deploy([mountOf(SAMPLES.gcp)], { issuer: { url: ISSUER, gcp } });
    expect(await outputValue(audiences)).toEqual([`//iam.googleapis.com/${provider}`]);
  });
});

describe("mounts", () => {
  const second = (more: Partial<SecretsMount>): SecretsMount =>
    mountOf(SAMPLES.azure, { name: "b", mountPath: "/mnt/b", ...more });

  it.each<[string, SecretsMount[], string[]]>([
    ["none at all", [], ["secrets-mounts-missing mounts"]],
    ["one of no cloud", [mountOf({})], ["secrets-mount-cloud-count mounts[0]"]],
    [
      "one of two clouds",
      [mountOf({ ...SAMPLES.aws, ...SAMPLES.azure })],
      ["secrets-mount-cloud-count mounts[0].azure"],
    ],
    ["two of one name", [mountOf(SAMPLES.aws), second({ name: "app" })], ["secrets-mount-name-taken mounts[1].name"]],
    [
      "two at one path",
      [mountOf(SAMPLES.aws), second({ mountPath: "/mnt/secrets" })],
      ["secrets-mount-path-taken mounts[1].mountPath"],
    ],
    [
      "one within another",
      [mountOf(SAMPLES.aws), second({ mountPath: "/mnt/secrets/b" })],
      ["secrets-mount-path-taken mounts[1].mountPath"],
    ],
    [
      "one around another",
      [mountOf(SAMPLES.aws), second({ mountPath: "/mnt" })],
      ["secrets-mount-path-taken mounts[1].mountPath"],
    ],
    [
      "one over the token of the ServiceAccount",
      [mountOf(SAMPLES.aws, { mountPath: "/var/run/secrets/kubernetes.io" })],
      ["secrets-mount-path-taken mounts[0].mountPath"],
    ],
    [
      "one over the workload's own tokens",
      [mountOf(SAMPLES.aws, { mountPath: "/var/run/secrets/workload-identity" })],
      ["secrets-mount-path-taken mounts[0].mountPath"],
    ],
    [
      "one at a relative path",
      [mountOf(SAMPLES.aws, { mountPath: "mnt" })],
      ["mount-path-invalid mounts[0].mountPath"],
    ],
    [
      "one that leaves its path",
      [mountOf(SAMPLES.aws, { mountPath: "/mnt/../etc" })],
      ["mount-path-invalid mounts[0].mountPath"],
    ],
    [
      "a name that no volume has",
      [mountOf(SAMPLES.aws, { name: "App_1" })],
      ["secrets-mount-name-invalid mounts[0].name"],
    ],
    [
      "two classes of one name",
      [mountOf(SAMPLES.aws, { className: "a" }), second({ className: "a" })],
      ["secrets-class-taken mounts[1].className"],
    ],
  ])("are refused: %s", (_, mounts, faults) => {
    expect(faultsOf(mounts)).toEqual(faults);
  });

  it("are refused of a cloud where the workload has no identity, all faults at once", () => {
    expect(
      faultsOf([mountOf(SAMPLES.aws), second({ name: "B" })], { azure: undefined, namespace: "Shop" } as never),
    ).toEqual([
      "secrets-mount-identity-missing mounts[1].azure",
      "secrets-mount-name-invalid mounts[1].name",
      "subject-namespace-invalid namespace",
    ]);
  });

  it("are refused with an argument that is misspelt, and told the one that is meant", () => {
    const misspelt = { csidriver: {} } as never;
    expect(() => create([mountOf(SAMPLES.aws)], misspelt)).toThrow('did you mean "csiDriver"?');
  });

  it("have one component of a program that patches the driver", async () => {
    const { issuer } = create([mountOf(SAMPLES.aws)], { csiDriver: { patch: true } });
    const patching = (csiDriver: SecretsStoreMountArgs["csiDriver"]) => () =>
      new SecretsStoreMount(
        "reports",
        argsFor([mountOf(SAMPLES.aws)], { issuer: issuer!, serviceAccount: "reports", csiDriver: csiDriver! }),
      );
    expect(patching({ patch: true })).toThrow(/out of the new one of "orders" and "reports".*csi-driver-patched-twice/);
    expect(patching({ patch: true, name: pulumi.output("secrets-store.csi.k8s.io") })).toThrow(
      "csi-driver-patched-twice",
    );
    expect(patching({})).not.toThrow();
    await settled();
    expect(mocks.ofType("kubernetes:storage.k8s.io/v1:CSIDriverPatch").map(({ inputs }) => inputs.spec)).toEqual([
      { tokenRequests: [{ audience: "sts.amazonaws.com" }], requiresRepublish: true },
    ]);
  });

  it("beside the path that neighbours begin with are no conflict", () => {
    expect(faultsOf([mountOf(SAMPLES.aws, { mountPath: "/mnt/a" }), second({ mountPath: "/mnt/ab" })])).toEqual([]);
  });

  it("are copied to Secrets of Kubernetes where that is asked for, each file by the name it has", async () => {
    const files = { password: "db" };
    await deploy([mountOf(SAMPLES.aws, { syncedSecrets: [{ name: "db", files, labels: { app: "shop" } }] })]);
    expect((mocks.ofType(CLASS)[0]!.inputs.spec as { secretObjects: object[] }).secretObjects).toEqual([
      { secretName: "db", type: "Opaque", data: [{ key: "password", objectName: "db" }], labels: { app: "shop" } },
    ]);
    expect(faultsOf([mountOf(SAMPLES.aws, { syncedSecrets: [{ name: "db", files: { password: "DB" } }] })])).toEqual([
      "synced-secret-file-unknown mounts[0].syncedSecrets[0].files.password",
    ]);
    const tls = { name: "tls", type: "kubernetes.io/tls", files: { crt: "db", "tls.key": "db" } };
    expect(faultsOf([mountOf(SAMPLES.aws, { syncedSecrets: [tls] })])).toEqual([
      "synced-secret-key-missing mounts[0].syncedSecrets[0].files",
    ]);
    expect(faultsOf([mountOf(SAMPLES.aws, { syncedSecrets: [{ name: "db", files: {} }] })])).toEqual([
      "synced-secret-empty mounts[0].syncedSecrets[0].files",
    ]);
  });
});

describe("a pod that mounts secrets", () => {
  const template = {
    metadata: { labels: { app: "orders" } },
    spec: { containers: [{ name: "app", image: "app" }, { name: "proxy" }] },
  };

  it("runs as the ServiceAccount, mounts each class read-only in its containers, and gets no token of its own", async () => {
    const secrets = await deploy([mountOf(SAMPLES.aws), mountOf(SAMPLES.azure, { name: "b", mountPath: "/mnt/b" })]);
    const wired = (await outputValue(
      pulumi.output(secrets.podTemplate(template, { skipContainers: ["proxy"] })),
    )) as never as {
      spec: { serviceAccountName: string; volumes: object[]; containers: object[] };
    };
    const classes = await outputValue(secrets.classNames);
    const volume = (name: string) => ({
      name: `secrets-store-${name}`,
      csi: {
        driver: "secrets-store.csi.k8s.io",
        readOnly: true,
        volumeAttributes: { secretProviderClass: classes[name] },
      },
    });
    expect(wired.spec).toEqual({
      serviceAccountName: "orders",
      volumes: [volume("app"), volume("b")],
      containers: [
        {
          name: "app",
          image: "app",
          volumeMounts: [
            { name: "secrets-store-app", mountPath: "/mnt/secrets", readOnly: true },
            { name: "secrets-store-b", mountPath: "/mnt/b", readOnly: true },
          ],
        },
        { name: "proxy" },
      ],
    });
    expect(wired.spec.volumes).toEqual(await outputValue(secrets.volumes));
    expect(mocks.ofType(CLASS).map(({ inputs }) => (inputs.metadata as { namespace: string }).namespace)).toEqual([
      "shop",
      "shop",
    ]);
  });

  it("calls the cloud too where the workload wires it as well, and wiring twice changes nothing", async () => {
    const secrets = await deploy([mountOf(SAMPLES.aws)]);
    const both = secrets.workload().podTemplate(secrets.podTemplate(template));
    const wired = (await outputValue(pulumi.output(both))) as never as {
      spec: { volumes: { name: string }[]; containers: { env: object[] }[] };
    };
    expect(wired.spec.volumes.map(({ name }) => name)).toEqual(["secrets-store-app", "workload-identity"]);
    expect(wired.spec.containers[0]?.env).toContainEqual(expect.objectContaining({ name: "AWS_ROLE_ARN" }));
    expect(await outputValue(pulumi.output(secrets.podTemplate(secrets.podTemplate(template))))).toEqual(
      await outputValue(pulumi.output(secrets.podTemplate(template))),
    );
  });

  it("is refused as another ServiceAccount, with another volume of the name, or at a path that is taken", async () => {
    const secrets = await deploy([mountOf(SAMPLES.aws)]);
    const codes = (spec: object) => {
      try {
        secrets.podTemplate({ spec });
        return [];
      } catch (error) {
        return (error as FederationError).issues.map(({ path }) => path);
      }
    };
    const containers = [{ name: "app" }];
    expect(codes({ serviceAccountName: "default", containers })).toEqual(["spec.serviceAccountName"]);
    expect(codes({ volumes: [{ name: "secrets-store-app", emptyDir: {} }], containers })).toEqual([
      'spec.volumes["secrets-store-app"]',
    ]);
    expect(
      codes({ containers: [{ name: "app", volumeMounts: [{ name: "tmp", mountPath: "/mnt/secrets" }] }] }),
    ).toEqual(["spec.containers[0].volumeMounts"]);
  });
});
