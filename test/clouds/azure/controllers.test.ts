import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { AsoCredentialArgs, CapzIdentityArgs } from "../../../src/clouds/azure";
import { AsoCredential, CapzIdentity } from "../../../src/clouds/azure";
import { checkClusterIdentitySpec } from "../../../src/clouds/azure/controllers/checks";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks } from "../../../src/testing";
import { installCloudMocks, outputValue, settled } from "../../../src/testing";
import { prove } from "../../../src/verifier";
import { faultCodes } from "../../support/fault-codes";

const ISSUER = "https://oidc.example.com/management/";
const NEXT = "https://oidc.example.com/next/";
const SUBSCRIPTION = "00000000-1111-2222-3333-444444444444";
const AUDIENCE = "api://AzureADTokenExchange";
const CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential";
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const CLUSTER_IDENTITY = "kubernetes:infrastructure.cluster.x-k8s.io/v1beta1:AzureClusterIdentity";
const CONTROLLERS = ["capz-manager", "azureserviceoperator-default"];

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

const capzArgs = (more: Partial<CapzIdentityArgs> = {}): CapzIdentityArgs => ({
  issuer: { url: ISSUER },
  key: "management",
  subscriptionId: SUBSCRIPTION,
  resourceGroupName: "capi",
  clusterIdentity: { namespace: "default", allowedNamespaces: ["default", "team-a"] },
  ...more,
});
const withNamespaces = (said: object) => capzArgs({ clusterIdentity: { namespace: "default", ...said } });
const capz = (more: Partial<CapzIdentityArgs> = {}) => new CapzIdentity("capz", capzArgs(more));
async function deploy(more: Partial<CapzIdentityArgs> = {}): Promise<CapzIdentity> {
  const component = capz(more);
  await settled();
  return component;
}
const specOf = () => mocks.ofType(CLUSTER_IDENTITY)[0]?.inputs.spec as Record<string, unknown>;
const pathsOf = (construct: () => unknown): string[] => {
  try {
    construct();
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${code} ${path}`).sort();
    throw error;
  }
};
const clusters = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    issuer: { url: `https://oidc.example.com/${index}/` },
    key: `c${index}`,
  }));

describe("CapzIdentity", () => {
  it("lets exactly the two controllers of CAPZ become one identity, and gives it a role on the subscription", async () => {
    await deploy();
    const subjects = CONTROLLERS.map((serviceAccount) => ({
      issuer: ISSUER,
      namespace: "capz-system",
      serviceAccount,
    }));
    const trust = await mocks.trust("azure");
    expect(prove(trust, { subjects, audience: AUDIENCE }).verdict).toBe("equal");
    expect(mocks.ofType(CREDENTIAL).map(({ inputs }) => inputs.federatedIdentityCredentialResourceName)).toEqual([
      "management_capz-system_azureserviceoperator-default",
      "management_capz-system_capz-manager",
    ]);
    expect(mocks.ofType(ASSIGNMENT).map(({ inputs }) => inputs.scope)).toEqual([`/subscriptions/${SUBSCRIPTION}`]);
    expect(String(mocks.ofType(ASSIGNMENT)[0]?.inputs.roleDefinitionId)).toContain(
      "b24988ac-6180-42a0-ab88-20f7382dd24c",
    );
  });

  it("writes the object with the two ids, the namespaces by name and the label that clusterctl moves it by, and no secret", async () => {
    const { identity } = await deploy();
    const { clientId, tenantId } = await outputValue(identity);
    expect(specOf()).toEqual({
      type: "WorkloadIdentity",
      clientID: clientId,
      tenantID: tenantId,
      allowedNamespaces: { list: ["default", "team-a"] },
    });
    expect(mocks.ofType(CLUSTER_IDENTITY)[0]?.inputs.metadata).toMatchObject({
      namespace: "default",
      labels: { "clusterctl.cluster.x-k8s.io/move-hierarchy": "true" },
    });
    expect(mocks.resources.filter(({ type }) => type === "kubernetes:core/v1:ServiceAccount")).toEqual([]);
  });

  it("tells clusters how to name it, by the name that the object got", async () => {
    const { identityRef } = await deploy();
    expect(await outputValue(identityRef)).toEqual({
      apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
      kind: "AzureClusterIdentity",
      name: (mocks.ofType(CLUSTER_IDENTITY)[0]!.state.metadata as { name: string }).name,
      namespace: "default",
    });
  });

  it.each([
    ["names", { allowedNamespaces: ["team-a"] }, { list: ["team-a"] }],
    [
      "a selector",
      { allowedNamespaceSelector: { matchLabels: { capz: "yes" } } },
      { list: [], selector: { matchLabels: { capz: "yes" } } },
    ],
    [
      "both",
      {
        allowedNamespaces: ["a"],
        allowedNamespaceSelector: { matchExpressions: [{ key: "capz", operator: "Exists" }] },
      },
      { list: ["a"], selector: { matchExpressions: [{ key: "capz", operator: "Exists" }] } },
    ],
    ["every one, by that word alone", { allowEveryNamespace: true }, {}],
  ])("allows namespaces by %s", async (_, said, stored) => {
    await deploy(withNamespaces(said));
    expect(specOf().allowedNamespaces).toEqual(stored);
  });

  it.each([
    ["nothing at all", {}],
    ["undefined, as a misread setting is", { allowedNamespaces: undefined }],
    ["an empty list", { allowedNamespaces: [] }],
    ["an empty selector, which selects nothing here", { allowedNamespaceSelector: {} }],
    ["a selector with empty parts", { allowedNamespaceSelector: { matchLabels: {}, matchExpressions: [] } }],
    ["every namespace denied", { allowEveryNamespace: false }],
  ])("is refused where no namespace may use it: %s", (_, said) => {
    expect(faultCodes(() => new CapzIdentity("capz", withNamespaces(said)))).toEqual(["capz-namespaces-none"]);
  });

  it.each([
    ["null for the list", { allowedNamespaces: null }, ["shape-invalid"]],
    ["an output for the list", { allowedNamespaces: pulumi.output(["a"]) }, ["shape-invalid"]],
    ["a wildcard", { allowedNamespaces: ["team-*"] }, ["object-namespace-invalid"]],
    ["every one beside some", { allowedNamespaces: ["a"], allowEveryNamespace: true }, ["capz-namespaces-ambiguous"]],
    [
      "an operator that nobody knows",
      { allowedNamespaceSelector: { matchExpressions: [{ key: "a", operator: "in" }] } },
      ["shape-invalid"],
    ],
  ])("refuses %s", (_, said, codes) => {
    expect(faultCodes(() => new CapzIdentity("capz", withNamespaces(said)))).toEqual(codes);
  });

  it.each([
    ["a label that is none", { matchLabels: { "a b": "c" } }, 'matchLabels["a b"]'],
    ["a value that is none", { matchLabels: { a: "c d" } }, 'matchLabels["a"]'],
    ["In without values", { matchExpressions: [{ key: "a", operator: "In" }] }, "matchExpressions[0].values"],
    [
      "Exists with values",
      { matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] },
      "matchExpressions[0].values",
    ],
  ])("refuses a selector that CAPZ could not read: %s", (_, selector, path) => {
    const construct = () => new CapzIdentity("capz", withNamespaces({ allowedNamespaceSelector: selector }));
    expect(pathsOf(construct)).toEqual([`capz-selector-invalid clusterIdentity.allowedNamespaceSelector.${path}`]);
  });

  it("counts its own role on the subscription among those that are asked for", () => {
    const again = [{ role: "Contributor", scope: `/subscriptions/${SUBSCRIPTION}` }];
    expect(pathsOf(() => capz({ roleAssignments: again }))).toEqual([
      "azure-role-assignment-duplicate subscriptionRoles[0]",
    ]);
    const { resourceGroupName: _, ...args } = capzArgs();
    const existingIdentity = {
      resourceGroupName: "capi",
      name: "capz",
      clientId: "11111111-1111-1111-1111-111111111111",
      tenantId: "22222222-2222-2222-2222-222222222222",
    };
    expect(pathsOf(() => new CapzIdentity("capz", { ...args, existingIdentity }))).toEqual([
      "azure-principal-id-missing existingIdentity.principalId",
    ]);
  });

  it("is proved as it is stored: who else may use it, or who else is meant, is a fault of a transform", () => {
    const expected = {
      type: "WorkloadIdentity" as const,
      clientID: "11111111-1111-1111-1111-111111111111",
      tenantID: "22222222-2222-2222-2222-222222222222",
      allowedNamespaces: { list: ["default"] },
    };
    const codes = (spec: unknown) => checkClusterIdentitySpec(spec, expected)?.map(({ code }) => code);
    expect(codes({ ...expected })).toEqual([]);
    for (const change of [
      { allowedNamespaces: {} },
      { allowedNamespaces: undefined },
      { allowedNamespaces: { list: ["default", "team-b"] } },
      { clientID: "33333333-3333-3333-3333-333333333333" },
      { clientSecret: { name: "stolen", namespace: "default" } },
    ]) {
      expect(codes({ ...expected, ...change })).toEqual(["capz-cluster-identity-changed"]);
    }
    expect(checkClusterIdentitySpec(expected, undefined)).toBeUndefined();
  });

  it("writes credentials of several management clusters one after another, and finds room for ten", async () => {
    const [first, ...more] = clusters(10) as [{ issuer: { url: string }; key: string }];
    const component = await deploy({ ...first, moreClusters: more });
    expect(mocks.ofType(CREDENTIAL)).toHaveLength(20);
    expect((await outputValue(component.identity)).proof).toContain("exactly 20 ServiceAccount(s)");
  });

  it("counts the credentials of its clusters, and of others, before Azure does", () => {
    const [first, ...more] = clusters(11) as [{ issuer: { url: string }; key: string }];
    expect(pathsOf(() => capz({ ...first, moreClusters: more }))).toEqual(["azure-too-many-credentials moreClusters"]);
    const others = {
      credentials: [{ issuer: "https://token.actions.githubusercontent.com", subject: "repo:a/b:ref:refs/heads/main" }],
    };
    expect(pathsOf(() => capz({ ...first, moreClusters: more.slice(1), others }))).toEqual([
      "azure-too-many-credentials moreClusters",
    ]);
  });

  it("says where faults stand among its own arguments", () => {
    expect(
      pathsOf(() =>
        capz({
          key: "a key",
          controllerNamespace: "Capz",
          subscriptionId: "shop",
          subscriptionRoles: ["Contributer"],
          moreClusters: [{ issuer: { url: "http://next" } }],
          asoSecrets: [
            { namespace: "default", name: "aso-controller-settings" },
            { namespace: "default", name: "prod-aso-secret" },
          ],
        }),
      ),
    ).toEqual([
      "aso-secret-taken asoSecrets[0].name",
      "aso-secret-taken asoSecrets[1].name",
      "azure-role-unknown subscriptionRoles[0]",
      "azure-subject-key-invalid key",
      "azure-subscription-id-invalid subscriptionId",
      "issuer-url-scheme moreClusters[0].issuer.url",
      "subject-namespace-invalid controllerNamespace",
    ]);
  });

  it("refuses two clusters whose names are one, and the same cluster twice", () => {
    const later = { issuer: { url: pulumi.output(NEXT) } };
    const own = { issuer: { url: pulumi.output(ISSUER) }, key: undefined } as never;
    expect(pathsOf(() => capz({ ...(own as object), moreClusters: [later] }))).toContain(
      "azure-credential-name-taken moreClusters",
    );
    expect(pathsOf(() => capz({ moreClusters: [{ issuer: { url: ISSUER }, key: "again" }] }))).toEqual([
      "subject-duplicate moreClusters[0]",
    ]);
  });

  it("has no argument for what its pods bring themselves, and no way to mount a token where theirs is", () => {
    for (const argument of ["audience", "wiring", "token", "environment", "mountPath"]) {
      expect(faultCodes(() => capz({ [argument]: "x" } as object))).toEqual(["argument-unknown"]);
    }
  });

  it("writes nothing to the cluster where it is asked to, and says all of it as a text", async () => {
    const component = await deploy({
      writeObjects: false,
      clusterIdentity: { namespace: "default", name: "cluster-identity", allowedNamespaces: ["default"] },
      asoSecrets: [{ namespace: "default", name: "aks" }],
    });
    expect(mocks.resources.filter(({ type }) => type.startsWith("kubernetes:"))).toEqual([]);
    const { items } = JSON.parse(await outputValue(component.manifests)) as {
      items: { kind: string; metadata: object }[];
    };
    expect(items.map(({ kind, metadata }) => ({ kind, ...metadata }))).toEqual([
      expect.objectContaining({ kind: "AzureClusterIdentity", name: "cluster-identity" }),
      { kind: "Secret", name: "aks", namespace: "default" },
    ]);
    expect(faultCodes(() => capz({ writeObjects: false }))).toEqual(["capz-cluster-identity-unnamed"]);
  });

  it("may be an application, which signs in to the tenant of the clusters", async () => {
    const { resourceGroupName: _, ...args } = capzArgs({ application: {}, credentialDescription: "CAPZ" });
    new CapzIdentity("capz", args);
    await settled();
    expect(mocks.ofType(CREDENTIAL)).toEqual([]);
    const stored = mocks.resources.filter(({ type }) => /ApplicationFederatedIdentityCredential$/.test(type));
    expect(stored.map(({ inputs }) => inputs.subject)).toEqual(
      [...CONTROLLERS].sort().map((name) => `system:serviceaccount:capz-system:${name}`),
    );
    const application = mocks.resources.find(({ type }) => /:Application(Registration)?$/.test(type));
    expect(specOf().clientID).toBe(application?.state.clientId);
  });

  it("uses an identity that exists, with its own grants, and two components on one wait for each other", async () => {
    const existingIdentity = {
      resourceGroupName: "capi",
      name: "capz",
      clientId: "11111111-1111-1111-1111-111111111111",
      tenantId: "22222222-2222-2222-2222-222222222222",
      principalId: "33333333-3333-3333-3333-333333333333",
    };
    const { resourceGroupName: _, ...args } = capzArgs({ existingIdentity });
    new CapzIdentity("one", args);
    new CapzIdentity("two", { ...args, issuer: { url: NEXT }, key: "next", subscriptionRoles: [] });
    await settled();
    expect(mocks.ofType("azure-native:managedidentity:UserAssignedIdentity")).toEqual([]);
    expect(mocks.ofType(CREDENTIAL)).toHaveLength(4);
    expect(specOf().clientID).toBe(existingIdentity.clientId);
  });
});

describe("AsoCredential", () => {
  const args = (more: Partial<AsoCredentialArgs> = {}): AsoCredentialArgs => ({
    issuer: { url: ISSUER },
    subscriptionId: SUBSCRIPTION,
    resourceGroupName: "aso",
    secrets: [{ namespace: "team-a" }, { namespace: "team-a", name: "databases" }],
    ...more,
  });

  it("lets the operator alone become the identity, which has no role that nobody asked for", async () => {
    new AsoCredential("aso", args());
    await settled();
    const trust = await mocks.trust("azure");
    const operator = {
      issuer: ISSUER,
      namespace: "azureserviceoperator-system",
      serviceAccount: "azureserviceoperator-default",
    };
    expect(prove(trust, { subjects: [operator], audience: AUDIENCE }).verdict).toBe("equal");
    expect(mocks.ofType(ASSIGNMENT)).toEqual([]);
  });

  it("writes a Secret for a namespace and one for resources that name it, with ids and no secret", async () => {
    const component = new AsoCredential("aso", args());
    await settled();
    const { clientId, tenantId } = await outputValue(component.identity);
    const secrets = mocks.ofType("kubernetes:core/v1:Secret").map(({ inputs }) => inputs);
    expect(secrets.map(({ metadata }) => metadata)).toEqual([
      { name: "aso-credential", namespace: "team-a" },
      { name: "databases", namespace: "team-a" },
    ]);
    for (const { stringData } of secrets) {
      expect(stringData).toEqual({
        AUTH_MODE: "workloadidentity",
        AZURE_CLIENT_ID: clientId,
        AZURE_TENANT_ID: tenantId,
        AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
      });
    }
    expect(await outputValue(component.secrets)).toEqual([
      { namespace: "team-a", name: "aso-credential", annotations: {} },
      {
        namespace: "team-a",
        name: "databases",
        annotations: { "serviceoperator.azure.com/credential-from": "databases" },
      },
    ]);
  });

  it.each([
    ["no Secret at all", { secrets: [] }, ["aso-secrets-missing secrets"]],
    [
      "one Secret twice",
      { secrets: [{ namespace: "a" }, { namespace: "a", name: "aso-credential" }] },
      ["aso-secret-written-twice secrets[1]"],
    ],
    [
      "the operator's own",
      { secrets: [{ namespace: "azureserviceoperator-system", name: "aso-controller-settings" }] },
      ["aso-secret-taken secrets[0].name"],
    ],
    [
      "a name that no object has",
      { secrets: [{ namespace: "a", name: "other/aso" }] },
      ["object-name-invalid secrets[0].name"],
    ],
  ])("refuses %s", (_, more, faults) => {
    expect(pathsOf(() => new AsoCredential("aso", args(more)))).toEqual(faults);
  });
});
