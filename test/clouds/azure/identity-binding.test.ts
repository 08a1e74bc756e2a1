import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../../src";
import type { AzureSubject, AzureWorkloadIdentityArgs } from "../../../src/clouds/azure";
import { AzureWorkloadIdentity } from "../../../src/clouds/azure";
import { azureWebhook } from "../../../src/clouds/azure/simulated/webhook";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { lateFaults } from "../../support/late-faults";

const url = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/";
const GITHUB = "https://token.actions.githubusercontent.com";
const identityBinding = { clusterResourceGroupName: "clusters", clusterName: "blue" };
const id = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders";
const existingIdentity = {
  resourceGroupName: "rg",
  name: "orders",
  clientId: "11111111-1111-1111-1111-111111111111",
  tenantId: "33333333-3333-3333-3333-333333333333",
  id,
};
const automatic = {
  name: "aks-identity-binding",
  issuer: `https://ib.oic.prod-aks.azure.com/${existingIdentity.tenantId}/${existingIdentity.clientId}`,
  subject: "anything",
  audiences: ["api://AKSIdentityBinding"],
};

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

const subject = (serviceAccount: string, issuerUrl: pulumi.Input<string> = url): AzureSubject => ({
  issuer: { url: issuerUrl },
  namespace: "shop",
  serviceAccount,
});

const create = (args: Partial<AzureWorkloadIdentityArgs>) =>
  new AzureWorkloadIdentity("orders", { subjects: [subject("b"), subject("a")], identityBinding, ...args });

/** Path and code of every fault of a construction; empty where it succeeds. */
function faults(args: object): string[] {
  try {
    create(args);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${path} ${code}`);
    throw error;
  }
}

const only = (type: string) => mocks.ofType(type).map(({ inputs }) => inputs);

describe("an identity binding", () => {
  it("binds the identity, gives its ServiceAccounts the right to it, and stores no credential", async () => {
    const identity = await outputValue(create({ resourceGroupName: "rg" }).identity);
    await pulumi.runtime.disconnect();
    const [bound] = mocks.ofType("azure-native:managedidentity:UserAssignedIdentity");
    expect(only("azure-native:containerservice:IdentityBinding")).toEqual([
      {
        resourceGroupName: "clusters",
        resourceName: "blue",
        properties: { managedIdentity: { resourceId: bound?.id } },
      },
    ]);
    expect(only("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole")).toMatchObject([
      {
        rules: [
          { apiGroups: ["cid.wi.aks.azure.com"], resources: [identity.clientId], verbs: ["use-managed-identity"] },
        ],
      },
    ]);
    const [role] = mocks.ofType("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
    expect(only("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding")).toMatchObject([
      {
        roleRef: {
          apiGroup: "rbac.authorization.k8s.io",
          kind: "ClusterRole",
          name: (role!.state.metadata as { name: string }).name,
        },
        subjects: ["a", "b"].map((name) => ({ kind: "ServiceAccount", name, namespace: "shop" })),
      },
    ]);
    expect(mocks.ofType("azure-native:managedidentity:FederatedIdentityCredential")).toEqual([]);
    expect(identity.federatedIdentityCredentials).toBe("[]");
    expect(identity.proof).toMatch(/^not proved as a whole: .* exactly 2 ServiceAccount.* a preview$/);
  });

  it("names its ServiceAccounts in one order, whatever that of the subjects is", async () => {
    const names = ["c", "a", "b"];
    const given = [...names.map((name) => subject(name)), { ...subject("z"), namespace: "books" }];
    await outputValue(create({ resourceGroupName: "rg", subjects: given }).identity);
    await pulumi.runtime.disconnect();
    expect(only("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding")).toMatchObject([
      { subjects: ["z", "a", "b", "c"].map((name) => ({ name })) },
    ]);
  });

  it("wires pods for the webhook and the cluster's token proxy", async () => {
    const workload = new FederatedWorkload("orders", {
      issuer: { url },
      namespace: "shop",
      serviceAccount: "orders",
      azure: { existingIdentity, identityBinding },
    });
    const { metadata, spec } = (await outputValue(
      workload.podTemplate({ metadata: { annotations: { own: "kept" } }, spec: { containers: [{ name: "app" }] } }),
    )) as { metadata: object; spec: { volumes?: unknown[] } };
    expect(metadata).toMatchObject({
      labels: { "azure.workload.identity/use": "true" },
      annotations: { own: "kept", "azure.workload.identity/use-identity-binding": "true" },
    });
    expect(spec.volumes).toBeUndefined();
    expect((await outputValue(workload.wiring)).podAnnotations).toEqual({
      "azure.workload.identity/use-identity-binding": "true",
    });
    const own = [{ name: "app", env: [{ name: "AZURE_KUBERNETES_TOKEN_PROXY", value: "a" }] }];
    expect(() => workload.podTemplate({ spec: { containers: own } })).toThrow(/pod-identity-beaten/);
  });

  it("leaves the credential alone that AKS keeps, and still proves the others", () => {
    const told = (...credentials: object[]) => ({
      ...existingIdentity,
      federatedIdentityCredentials: JSON.stringify(credentials),
    });
    const ci = {
      name: "ci-main",
      issuer: GITHUB,
      subject: "repo:example/shop:a",
      audiences: ["api://AzureADTokenExchange"],
    };
    expect(faults({ existingIdentity: told(automatic) })).toEqual([]);
    const { id: _, ...unbound } = told(automatic);
    expect(faults({ existingIdentity: unbound, identityBinding: undefined })).toEqual(["subjects trust-over"]);
    expect(faults({ existingIdentity: told(automatic, ci) })).toEqual(["subjects trust-over"]);
    const others = { credentials: [{ issuer: GITHUB, subject: ci.subject }] };
    expect(faults({ existingIdentity: told(automatic, ci), others })).toEqual([]);
    const disguised = { ...automatic, issuer: "https://ib.oic.prod-aks.azure.com.evil.example/a" };
    expect(faults({ existingIdentity: told(disguised) })).toEqual(["subjects trust-over"]);
  });

  it.each<[string, Partial<AzureWorkloadIdentityArgs>, string]>([
    [
      "cluster name is an id",
      { identityBinding: { ...identityBinding, clusterName: pulumi.output("/managedClusters/blue") } },
      "azure-cluster-name-invalid",
    ],
    [
      "identity is only a name",
      { existingIdentity: { ...existingIdentity, id: pulumi.output("orders") } },
      "azure-identity-id-invalid",
    ],
    [
      "issuer is not AKS's",
      { subjects: [subject("a", pulumi.output("https://oidc.eks.eu-west-1.amazonaws.com/id/A"))] },
      "azure-binding-clusters",
    ],
  ])("is refused where it turns out that the %s", async (_, args, code) => {
    const late = await lateFaults(() =>
      create({ ...(args.existingIdentity === undefined ? { resourceGroupName: "rg" } : {}), ...args }),
    );
    expect(late.join()).toContain(`[${code}]`);
  });

  it("has room for any number of ServiceAccounts, and for nineteen others", () => {
    const many = Array.from({ length: 40 }, (_, i) => subject(`a${i}`));
    const others = (count: number) => ({
      credentials: Array.from({ length: count }, (_, i) => ({ issuer: GITHUB, subject: `repo:example/shop:${i}` })),
    });
    expect(faults({ resourceGroupName: "rg", subjects: many, others: others(19) })).toEqual([]);
    expect(faults({ resourceGroupName: "rg", others: others(20) })).toEqual(["subjects azure-too-many-credentials"]);
  });

  it("is what a workload is told of that has run out of credentials", () => {
    const many = Array.from({ length: 21 }, (_, i) => subject(`a${i}`));
    expect(() => create({ resourceGroupName: "rg", subjects: many, identityBinding: undefined })).toThrow(
      /at most 20; .* identityBinding \(preview\)/,
    );
  });

  it.each<[string, object, string[]]>([
    ["an application", { application: {} }, ["identityBinding azure-binding-unsupported"]],
    ["pods that carry their token", { wiring: "projected" }, ["wiring azure-binding-unsupported"]],
    [
      "no cluster",
      { identityBinding: {} },
      [
        "identityBinding.clusterResourceGroupName azure-binding-incomplete",
        "identityBinding.clusterName azure-binding-incomplete",
      ],
    ],
    [
      "the id of a cluster for its name",
      { identityBinding: { ...identityBinding, clusterName: "/subscriptions/1/x" } },
      ["identityBinding.clusterName azure-cluster-name-invalid"],
    ],
    [
      "a mistyped argument",
      { identityBinding: { ...identityBinding, cluster: "blue" } },
      ["identityBinding.cluster argument-unknown"],
    ],
    [
      "an identity without its id",
      { resourceGroupName: undefined, existingIdentity: { ...existingIdentity, id: undefined } },
      ["existingIdentity.id azure-identity-id-missing"],
    ],
    [
      "the name of an identity for its id",
      { resourceGroupName: undefined, existingIdentity: { ...existingIdentity, id: "orders" } },
      ["existingIdentity.id azure-identity-id-invalid"],
    ],
    [
      "names and audience of credentials",
      { credentialName: "orders", audience: "api://a" },
      ["audience argument-without-effect", "credentialName argument-without-effect"],
    ],
    [
      "ServiceAccounts of two clusters",
      { subjects: [subject("a"), subject("a", url.replace("/cluster/", "/green/"))] },
      ["subjects azure-binding-clusters"],
    ],
    [
      "the issuer of bindings for a cluster's",
      { subjects: [subject("a", "https://ib.oic.prod-aks.azure.com/tenant/client")] },
      ["subjects[0].issuer.url azure-issuer-of-binding", "subjects azure-binding-clusters"],
    ],
    [
      "a cluster that is none of AKS",
      { subjects: [subject("a", "https://issuer.example.com")] },
      ["subjects azure-binding-clusters"],
    ],
    [
      "pods in a namespace that the webhook leaves out",
      { subjects: [{ ...subject("a"), namespace: "kube-system" }] },
      ["wiring webhook-namespace-excluded"],
    ],
    ["a path of the token", { token: { path: "a" } }, ["token.path webhook-ignores-argument"]],
  ])("is refused with %s", (_, args, expected) => {
    const identity = "application" in args ? {} : { resourceGroupName: "rg" };
    expect(faults({ ...identity, ...args })).toEqual(expected);
  });

  it("has a credential whose name nobody else takes", () => {
    const args = { resourceGroupName: "rg", identityBinding: undefined };
    expect(faults({ ...args, subjects: [subject("a")], credentialName: "AKS-identity-binding" })).toEqual([
      "credentialName azure-credential-name-reserved",
    ]);
  });
});

describe("Azure's webhook in the sandbox", () => {
  it("injects the token of a binding, and says that no proxy exchanges it", () => {
    const injected = azureWebhook({
      namespace: "shop",
      serviceAccount: "orders",
      container: "app",
      podLabels: { "azure.workload.identity/use": "true" },
      podAnnotations: { "azure.workload.identity/use-identity-binding": "true" },
      namespaceLabels: {},
      serviceAccountAnnotations: { "azure.workload.identity/client-id": existingIdentity.clientId },
      env: {},
      issuer: url,
      resources: [],
    });
    expect(injected?.tokens).toMatchObject([{ audience: "api://AKSIdentityBinding" }]);
    expect(injected?.env).toHaveProperty("AZURE_KUBERNETES_TOKEN_PROXY");
    expect(injected?.notes.join()).toContain("token proxy is not simulated");
  });
});
