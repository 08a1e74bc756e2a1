/**
 * Tokens that the Secrets Store CSI driver requests of the kubelet, in the vendors' clients: signed for the ServiceAccount of the pod that
 * mounts, for the audiences of the driver's object, and handed to the identity that the class or the ServiceAccount names. The driver and its
 * providers themselves do not run here; what they read and which token they take is from their sources.
 */
import { CapzIdentity } from "pulumi-workload-identity/clouds/azure";
import { SecretsStoreMount } from "pulumi-workload-identity/secrets-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyWiring } from "../../src/core/wiring";
import type { Sandbox } from "../../src/sandbox";
import { outputValue } from "../../src/testing";
import type { Client, ClientAnswer } from "./support/clients";
import { nodeClient } from "./support/clients";
import { CLUSTER } from "./support/program";
import { inPod, lastDecision, sandboxWith } from "./support/sandbox";

const VAULT =
  "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-prod";
const MOUNT = "/run/driver";
const ORDERS = { issuer: CLUSTER, namespace: "shop", serviceAccount: "orders" };
const NEIGHBOUR = { ...ORDERS, serviceAccount: "orders-neighbour" };

let sandbox: Sandbox;
let audiences: string[] = [];
beforeAll(async () => {
  let secrets: SecretsStoreMount | undefined;
  sandbox = await sandboxWith(() => {
    secrets = new SecretsStoreMount("orders", {
      ...ORDERS,
      issuer: { url: CLUSTER },
      aws: { region: "eu-west-1" },
      azure: { resourceGroupName: "shop" },
      gcp: { project: "shop-prod" },
      mounts: [
        {
          name: "aws",
          mountPath: "/mnt/aws",
          aws: {
            objects: [{ arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbC123", file: "db" }],
          },
        },
        { name: "azure", mountPath: "/mnt/azure", azure: { vaultId: VAULT, objects: [{ name: "db" }] } },
        {
          name: "gcp",
          mountPath: "/mnt/gcp",
          gcp: { objects: [{ secret: "projects/shop-prod/secrets/db", file: "db" }] },
        },
      ],
    });
    new CapzIdentity("capz", {
      issuer: { url: CLUSTER },
      subscriptionId: "00000000-1111-2222-3333-444444444444",
      resourceGroupName: "capi",
      clusterIdentity: { namespace: "default", name: "cluster-identity", allowedNamespaces: ["default"] },
    });
  });
  audiences = await outputValue(secrets!.audiences);
});
afterAll(() => sandbox.close());

function stateOf<T>(type: string, name: string): T {
  return sandbox.state.resources.find((each) => each.type === type && each.name === name)!.state as T;
}
const parametersOf = (mount: string) =>
  stateOf<{ spec: { parameters: Record<string, string> } }>(
    "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass",
    `orders-class-${mount}`,
  ).spec.parameters;
const annotationsOf = () =>
  stateOf<{ metadata: { annotations: Record<string, string> } }>(
    "kubernetes:core/v1:ServiceAccount",
    "orders-service-account",
  ).metadata.annotations;

interface Provider {
  client: Client;
  /** Which of the driver's tokens it takes. */
  audience: RegExp;
  /** Where its client finds the identity. */
  environment(): { env: Record<string, string>; files?: { key: string; path: string; content: string }[] };
}

const PROVIDERS: Record<string, Provider> = {
  aws: {
    client: nodeClient("aws", "token-file"),
    audience: /^sts\.amazonaws\.com$/,
    environment: () => ({
      env: {
        AWS_ROLE_ARN: annotationsOf()["eks.amazonaws.com/role-arn"]!,
        AWS_WEB_IDENTITY_TOKEN_FILE: `${MOUNT}/token`,
        AWS_REGION: parametersOf("aws").region!,
      },
    }),
  },
  azure: {
    client: nodeClient("azure", "workload-identity"),
    audience: /^api:/,
    environment: () => ({
      env: {
        AZURE_CLIENT_ID: parametersOf("azure").clientID!,
        AZURE_TENANT_ID: parametersOf("azure").tenantID!,
        AZURE_FEDERATED_TOKEN_FILE: `${MOUNT}/token`,
        AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
      },
    }),
  },
  gcp: {
    client: nodeClient("gcp", "token"),
    audience: /^\/\/iam\.googleapis\.com\//,
    environment: () => ({
      env: { GOOGLE_APPLICATION_CREDENTIALS: `${MOUNT}/credentials.json`, GOOGLE_CLOUD_PROJECT: "shop-prod" },
      files: [
        {
          key: "credentials",
          path: "credentials.json",
          // What the provider's own pod is given, once for the cluster.
          content: JSON.stringify({
            type: "external_account",
            audience: audiences.find((audience) => PROVIDERS.gcp!.audience.test(audience)),
            subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
            token_url: "https://sts.googleapis.com/v1/token",
            credential_source: { file: `${MOUNT}/token` },
          }),
        },
      ],
    }),
  },
};

/** Signs in as a provider does for a pod that mounts, with the token that the driver requested for an audience. */
function mount(cloud: string, pod: typeof ORDERS, audience = audienceFor(cloud)): Promise<ClientAnswer> {
  const { client, environment } = PROVIDERS[cloud]!;
  const { env, files = [] } = environment();
  const tokens = [{ audience, path: "token", expirationSeconds: 10_800 }];
  return inPod(sandbox, { ...pod, wiring: { ...emptyWiring<string>(), env, files, tokens }, mountPath: MOUNT }, client);
}

function audienceFor(cloud: string): string {
  const own = audiences.filter((audience) => PROVIDERS[cloud]!.audience.test(audience));
  expect(own).toHaveLength(1);
  return own[0]!;
}

describe.each(["aws", "azure", "gcp"])("a token that the driver requests for %s", (cloud) => {
  it("is taken for the pod's own ServiceAccount", async () => {
    expect(await mount(cloud, ORDERS)).toMatchObject({ ok: true });
    expect(lastDecision(sandbox)).toMatchObject({ allowed: true, subject: "system:serviceaccount:shop:orders" });
  });

  it("is refused with the audience of another provider", async () => {
    const [other] = audiences.filter((audience) => audience !== audienceFor(cloud)) as [string];
    expect(await mount(cloud, ORDERS, other)).toMatchObject({ ok: false });
  });
});

describe.each(["aws", "azure"])("a neighbour that names the class of %s", (cloud) => {
  it("is refused, though its class says the same", async () => {
    expect(await mount(cloud, NEIGHBOUR)).toMatchObject({ ok: false });
  });
});

describe("a neighbour that mounts a class of Google's", () => {
  it("is somebody else, to whom nothing is granted", async () => {
    expect(await mount("gcp", NEIGHBOUR)).toMatchObject({ ok: true });
    const members = sandbox.state.resources
      .filter(({ type }) => type === "gcp:secretmanager/secretIamMember:SecretIamMember")
      .map(({ state }) => String(state.member));
    expect(members).toEqual([expect.stringMatching(/subject\/system:serviceaccount:shop:orders$/)]);
  });
});

describe("a controller of CAPZ", () => {
  const tokenFile = "/var/run/secrets/azure/tokens";
  const signIn = (pod: typeof ORDERS) => {
    const { spec } = stateOf<{ spec: { clientID: string; tenantID: string } }>(
      "kubernetes:infrastructure.cluster.x-k8s.io/v1beta1:AzureClusterIdentity",
      "capz-cluster-identity",
    );
    const env = {
      AZURE_CLIENT_ID: spec.clientID,
      AZURE_TENANT_ID: spec.tenantID,
      AZURE_FEDERATED_TOKEN_FILE: `${tokenFile}/azure-identity-token`,
      AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
    };
    const tokens = [{ audience: "api://AzureADTokenExchange", path: "azure-identity-token", expirationSeconds: 3600 }];
    const wiring = { ...emptyWiring<string>(), env, tokens };
    return inPod(sandbox, { ...pod, wiring, mountPath: tokenFile }, nodeClient("azure", "workload-identity"));
  };
  const controller = (serviceAccount: string) => ({ issuer: CLUSTER, namespace: "capz-system", serviceAccount });

  it.each(["capz-manager", "azureserviceoperator-default"])(
    "%s signs in with its own token as what the object names",
    async (name) => {
      expect(await signIn(controller(name))).toMatchObject({ ok: true });
    },
  );

  it("is nobody else of its namespace, and not the manager of another", async () => {
    expect(await signIn(controller("default"))).toMatchObject({ ok: false });
    expect(await signIn({ ...controller("capz-manager"), namespace: "default" })).toMatchObject({ ok: false });
  });
});
