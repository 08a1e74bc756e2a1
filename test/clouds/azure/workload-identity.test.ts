import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { AzureSubject, AzureWorkloadIdentityArgs } from "../../../src/clouds/azure/args";
import { AZURE_SIMULATED_TENANT } from "../../../src/clouds/azure/simulated/resources";
import { AzureWorkloadIdentity } from "../../../src/clouds/azure/workload-identity";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks, MockedResource } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { lateFaults } from "../../support/late-faults";
import { rounds } from "../../support/rounds";

const url =
  "https://westeurope.oic.prod-aks.azure.com/99999999-8888-7777-6666-555555555555/11111111-2222-3333-4444-555555555555/";
const subscription = "/subscriptions/00000000-1111-2222-3333-444444444444";
const scope = `${subscription}/resourceGroups/data`;
const readerId = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const existingIdentity = {
  resourceGroupName: "identities",
  name: "orders",
  clientId: "11111111-1111-1111-1111-111111111111",
  principalId: "22222222-2222-2222-2222-222222222222",
  tenantId: "33333333-3333-3333-3333-333333333333",
};
const credentialType = "azure-native:managedidentity:FederatedIdentityCredential";
const identityType = "azure-native:managedidentity:UserAssignedIdentity";
const assignmentType = "azure-native:authorization:RoleAssignment";

const subject = (serviceAccount: string, issuerUrl: pulumi.Input<string> = url): AzureSubject => ({
  issuer: { url: issuerUrl },
  namespace: "shop",
  serviceAccount,
});

const credentialId = (group: string, identity: string) =>
  `${subscription}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}/federatedIdentityCredentials/by-hand`;

let mocks: CloudMocks;

/** Fault codes of a construction; empty where it succeeds. */
function codes(args: unknown): string[] {
  try {
    new AzureWorkloadIdentity("orders", args as AzureWorkloadIdentityArgs);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code }) => code).sort();
    throw error;
  }
}

/** The resources of a program with these arguments, in the order of their names. */
async function created(args: Partial<AzureWorkloadIdentityArgs>, type: string): Promise<MockedResource[]> {
  mocks = await installCloudMocks();
  const resources = new AzureWorkloadIdentity("orders", { resourceGroupName: "rg", subjects: [subject("a")], ...args });
  await outputValue(resources.identity);
  await pulumi.runtime.disconnect();
  return mocks.ofType(type).sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe("AzureWorkloadIdentity", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("refuses a tenant that turns out to be another one than that of the identity it made", async () => {
    const tenantId = "33333333-3333-3333-3333-333333333333";
    const args = { resourceGroupName: "rg", subjects: [subject("a")] };
    const faults = await lateFaults(() => new AzureWorkloadIdentity("orders", { ...args, tenantId }));
    expect(faults.join()).toContain("azure-tenant-mismatch");
    expect(mocks.ofType(credentialType)).toEqual([]);
    const own = { ...args, tenantId: AZURE_SIMULATED_TENANT };
    expect(await lateFaults(() => new AzureWorkloadIdentity("reports", own))).toEqual([]);
  });

  it("creates the identity, a credential and a role assignment when they are asked for", async () => {
    const workload = new AzureWorkloadIdentity("orders", {
      resourceGroupName: "rg",
      name: "orders-prod",
      location: "northeurope",
      tags: { team: "shop" },
      subjects: [{ ...subject("orders"), key: "blue" }],
      roleAssignments: [{ role: "Reader", scope, description: "reads" }],
    });
    const identity = await outputValue(workload.identity);
    await pulumi.runtime.disconnect();
    expect(mocks.resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      expect.stringMatching(/^azure-native:authorization:RoleAssignment orders-reader-[0-9a-f]{8}$/),
      `${credentialType} orders-credential-blue_shop_orders`,
      `${identityType} orders-identity`,
      "pulumi-workload-identity:index:AzureWorkloadIdentity orders",
    ]);
    expect(mocks.ofType(identityType)[0]?.inputs).toEqual({
      resourceGroupName: "rg",
      resourceName: "orders-prod",
      location: "northeurope",
      tags: { team: "shop" },
    });
    expect(mocks.ofType(credentialType)[0]?.inputs).toEqual({
      resourceGroupName: "rg",
      resourceName: "orders-prod",
      federatedIdentityCredentialResourceName: "blue_shop_orders",
      issuer: url,
      subject: "system:serviceaccount:shop:orders",
      audiences: ["api://AzureADTokenExchange"],
    });
    expect(mocks.ofType(assignmentType)[0]?.inputs).toEqual({
      scope,
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${readerId}`,
      principalId: identity.principalId,
      principalType: "ServicePrincipal",
      description: "reads",
    });
    expect(JSON.parse(identity.federatedIdentityCredentials)).toEqual([
      {
        name: "blue_shop_orders",
        issuer: url,
        subject: "system:serviceaccount:shop:orders",
        audiences: ["api://AzureADTokenExchange"],
      },
    ]);
    expect(identity).toMatchObject({ name: "orders-prod", resourceGroupName: "rg" });
    expect(identity.proof).toMatch(/^proved: the identity's 1 .* exactly 1 ServiceAccount/);
  });

  it("adds credentials and grants to an identity that exists, without creating or changing it", async () => {
    const workload = new AzureWorkloadIdentity("orders", {
      existingIdentity,
      subjects: [subject("a")],
      roleAssignments: [{ role: "Reader", scope }],
    });
    const { proof, ...identity } = await outputValue(workload.identity);
    await pulumi.runtime.disconnect();
    expect(identity).toMatchObject(existingIdentity);
    expect(proof).toMatch(/that this program adds .* were not looked at$/);
    expect(mocks.ofType(identityType)).toEqual([]);
    expect(mocks.ofType(credentialType)[0]?.inputs).toMatchObject({
      resourceGroupName: "identities",
      resourceName: "orders",
    });
    expect(mocks.ofType(assignmentType)[0]?.inputs.principalId).toBe(existingIdentity.principalId);
    const env = await outputValue(pulumi.output(workload.wiring().env));
    expect(env).toMatchObject({
      AZURE_CLIENT_ID: existingIdentity.clientId,
      AZURE_TENANT_ID: existingIdentity.tenantId,
    });
  });

  it("keeps every other credential as it is when the first of three subjects goes", async () => {
    const three = await created({ subjects: [subject("a"), subject("b"), subject("c")] }, credentialType);
    const two = await created({ subjects: [subject("b"), subject("c")] }, credentialType);
    expect(three).toHaveLength(3);
    expect(two).toEqual(three.slice(1));
  });

  it("keeps the credential of a cluster as it is when a second cluster comes", async () => {
    const green = subject("a", "https://green.example.com");
    const [one] = await created({ subjects: [subject("a")] }, credentialType);
    const two = await created({ subjects: [green, subject("a")] }, credentialType);
    expect(two).toHaveLength(2);
    expect(two).toContainEqual(one);
  });

  it("keeps the name and changes the issuer in place when a cluster whose issuer is an output is built anew", async () => {
    const [before] = await created({ subjects: [subject("a", pulumi.output(url))] }, credentialType);
    const [after] = await created(
      { subjects: [subject("a", pulumi.output("https://anew.example.com"))] },
      credentialType,
    );
    expect(before?.inputs.federatedIdentityCredentialResourceName).toBe("shop_a");
    expect(after).toEqual({
      ...before,
      inputs: { ...before?.inputs, issuer: "https://anew.example.com" },
      state: { ...before?.state, issuer: "https://anew.example.com" },
    });
  });

  it("creates the same resources in the same order when subjects come in another order", async () => {
    const order = async (names: string[]) => {
      mocks = await installCloudMocks();
      const args = { resourceGroupName: "rg", subjects: names.map((name) => subject(name)) };
      const { federatedIdentityCredentials } = await outputValue(new AzureWorkloadIdentity("orders", args).identity);
      await pulumi.runtime.disconnect();
      return { federatedIdentityCredentials, names: mocks.ofType(credentialType).map(({ name }) => name) };
    };
    const forward = await order(["a", "b", "c"]);
    expect(await order(["c", "a", "b"])).toEqual(forward);
    expect(forward.names.map((name) => name.slice(-1))).toEqual(["a", "b", "c"]);
  });

  it("makes each credential wait for all before it, because writes on one identity must not meet", async () => {
    const dependencies = new Map<string, string[]>();
    await installCloudMocks();
    const monitor = pulumi.runtime.getMonitor() as unknown as {
      registerResource(request: MonitorRequest, callback: unknown): void;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      if (request.getType() === credentialType) dependencies.set(request.getName(), request.getDependenciesList());
      register(request, callback);
    };
    const subjects = [subject("c"), subject("a"), subject("b")];
    const { identity } = new AzureWorkloadIdentity("orders", { existingIdentity, subjects });
    await outputValue(identity);
    await pulumi.runtime.disconnect();
    const waitsFor = [...dependencies]
      .sort()
      .map(([name, urns]) => [name.slice(-1), urns.map((urn) => urn.slice(-1)).sort()]);
    expect(waitsFor).toEqual([
      ["a", []],
      ["b", ["a"]],
      ["c", ["a", "b"]],
    ]);
  });

  it("uses names that Azure accepts, whatever the ServiceAccount's name is", async () => {
    const names = ["a", `${"x".repeat(200)}`, "orders.v2", "0.a-b.c"];
    const credentials = await created({ subjects: names.map((name) => subject(name)) }, credentialType);
    expect(credentials).toHaveLength(4);
    for (const { inputs } of credentials) {
      expect(inputs.federatedIdentityCredentialResourceName).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/);
    }
  });

  it("names role assignments by role and scope, and by key where the scope is an output", async () => {
    const assignments = await created(
      {
        roleAssignments: [
          { role: "Storage Blob Data Reader", scope: pulumi.output(scope) },
          { role: "Storage Blob Data Reader", scope: pulumi.output(`${scope}/b`), key: "backup" },
          { role: readerId.toUpperCase(), scope, condition: "true" },
          {
            role: pulumi.output(`${subscription}/providers/Microsoft.Authorization/roleDefinitions/${readerId}`),
            scope: "/",
            key: "own",
          },
        ],
      },
      assignmentType,
    );
    expect(assignments.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^orders-reader-[0-9a-f]{8}$/),
      "orders-role-own",
      "orders-storage-blob-data-reader",
      "orders-storage-blob-data-reader-backup",
    ]);
    expect(assignments[0]?.inputs).toMatchObject({ condition: "true", conditionVersion: "2.0" });
    expect(assignments[1]?.inputs.condition).toBeUndefined();
    expect(assignments[1]?.inputs.conditionVersion).toBeUndefined();
    expect(assignments.every(({ inputs }) => inputs.roleAssignmentName === undefined)).toBe(true);
  });

  it("is refused for another tenant than the identity's, which it could never sign in to", () => {
    const tenantId = "44444444-4444-4444-4444-444444444444";
    expect(codes({ existingIdentity, tenantId, subjects: [subject("a")] })).toEqual(["azure-tenant-mismatch"]);
    expect(codes({ existingIdentity, tenantId: existingIdentity.tenantId, subjects: [subject("a")] })).toEqual([]);
  });

  it("can be previewed when the issuer is not known yet", async () => {
    mocks = await installCloudMocks({ preview: true });
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    expect(codes({ resourceGroupName: "rg", subjects: [subject("a", unknown)] })).toEqual([]);
    await pulumi.runtime.disconnect();
    expect(mocks.ofType(credentialType).map(({ name }) => name)).toEqual(["orders-credential-shop_a"]);
  });

  it("reports every fault at once when several arguments are wrong", () => {
    expect(
      codes({
        subjects: [{ issuer: { url: "http://x" }, namespace: "A", serviceAccount: "*", key: "a_b" }],
        name: "a b",
        tenantId: "contoso",
        environment: "germany",
        audience: "a*",
        mountPath: "/var/run/secrets/azure/wi/",
        roleAssignments: [{ role: "King", scope: "rg" }],
        token: { path: "../x", expirationSeconds: 10 },
      }),
    ).toEqual([
      "azure-audience-invalid",
      "azure-environment-unknown",
      "azure-identity-name-invalid",
      "azure-mount-path-reserved",
      "azure-resource-group-missing",
      "azure-role-unknown",
      "azure-scope-invalid",
      "azure-subject-key-invalid",
      "azure-tenant-id-invalid",
      "issuer-url-scheme",
      "subject-namespace-invalid",
      "subject-service-account-invalid",
      "token-expiration-out-of-range",
      "token-path-invalid",
    ]);
  });

  it.each([
    ["subjects-missing", { subjects: [] }],
    ["subjects-missing", { subjects: undefined }],
    ["issuer-missing", { subjects: [{ namespace: "shop", serviceAccount: "a" }] }],
    ["subject-duplicate", { subjects: [subject("a"), subject("a")] }],
    ["subject-default-service-account", { subjects: [subject("default")] }],
    ["audience-of-api-server", { subjects: [subject("a")], audience: url }],
    ["azure-issuer-slash-missing", { subjects: [subject("a", url.slice(0, -1))] }],
    [
      "webhook-namespace-excluded",
      { resourceGroupName: "rg", wiring: "webhook", subjects: [{ ...subject("a"), namespace: "kube-system" }] },
    ],
    ["azure-too-many-credentials", { subjects: Array.from({ length: 21 }, (_, i) => subject(`a${i}`)) }],
    [
      "azure-credential-name-taken",
      { subjects: [subject("a", pulumi.output(url)), subject("a", pulumi.output("https://green.example.com"))] },
    ],
    [
      "azure-credential-name-taken",
      {
        subjects: [
          { ...subject("a"), key: "blue" },
          { ...subject("a", "https://green.example.com"), key: "Blue" },
        ],
      },
    ],
  ])("refuses with %s", (code, args) => {
    expect(codes({ resourceGroupName: "rg", ...args })).toEqual([code]);
  });

  it.each<[string, string, object]>([
    ["expected /subscriptions/<id>/resourceGroups/", `${subscription}/orders`, { existingIdentity }],
    [
      "a new identity has none; set existingIdentity",
      credentialId("identities", "orders"),
      { resourceGroupName: "rg" },
    ],
    ["it is not of existingIdentity", credentialId("identities", "bills"), { existingIdentity }],
    ["it is not of existingIdentity", credentialId("others", "orders"), { existingIdentity }],
  ])("takes no credential over that is none of the identity's: %s", (why, id, args) => {
    const create = () =>
      new AzureWorkloadIdentity("orders", { subjects: [subject("a")], importCredentials: [id], ...args });
    expect(create).toThrow("azure-credential-id-invalid");
    expect(create).toThrow(why);
  });

  it("takes over the identity's own credential, in any letter case, and where the identity is known later", () => {
    const subjects = [subject("a")];
    const args = { subjects, credentialName: "by-hand", importCredentials: [credentialId("Identities", "ORDERS")] };
    expect(codes({ ...args, existingIdentity })).toEqual([]);
    expect(codes({ ...args, existingIdentity: { ...existingIdentity, name: pulumi.output("orders") } })).toEqual([]);
  });

  it.each<[string, AzureSubject[]]>([
    [
      "and their URLs are outputs",
      [subject("a", pulumi.output("https://blue")), subject("a", pulumi.output("https://green"))],
    ],
    [
      'and key "blue" stands for both',
      [
        { ...subject("a"), key: "blue" },
        { ...subject("a", "https://green.example.com"), key: "blue" },
      ],
    ],
    [
      "credentialName gives it to both",
      [
        { ...subject("a"), credentialName: "by-hand" },
        { ...subject("b"), credentialName: "by-hand" },
      ],
    ],
  ])("says why two credentials have one name: %s", (why, subjects) => {
    expect(() => new AzureWorkloadIdentity("orders", { resourceGroupName: "rg", subjects })).toThrow(why);
  });

  it("accepts twenty subjects", async () => {
    const subjects = Array.from({ length: 20 }, (_, i) => subject(`a${i}`));
    expect(await created({ subjects }, credentialType)).toHaveLength(20);
  });

  it.each([
    ["azure-issuer-slash-missing", url.slice(0, -1)],
    ["issuer-url-scheme", "http://cluster.example.com"],
    ["issuer-url-whitespace", `${url} `],
  ])("refuses with %s when the issuer turns out wrong", async (code, late) => {
    const subjects = [subject("a", pulumi.output(late))];
    const faults = await lateFaults(() => new AzureWorkloadIdentity("orders", { existingIdentity, subjects }));
    expect(faults[0]).toContain(`[${code}]`);
    expect(mocks.ofType(credentialType)).toEqual([]);
  });

  it.each([
    ["azure-scope-invalid", { role: "Reader", scope: pulumi.output("rg") }],
    ["azure-role-unknown", { role: pulumi.output("King"), scope }],
  ])("refuses with %s when a role assignment turns out wrong", async (code, assignment) => {
    const args = { existingIdentity, subjects: [subject("a")], roleAssignments: [assignment] };
    const faults = await lateFaults(() => new AzureWorkloadIdentity("orders", args));
    expect(faults[0]).toContain(`[${code}]`);
    expect(mocks.ofType(assignmentType)).toEqual([]);
  });

  it.each(["clientId", "tenantId", "principalId"])(
    "refuses an identity whose %s turns out to be no GUID",
    async (id) => {
      const identity = { ...existingIdentity, [id]: pulumi.output("orders") };
      const faults = await lateFaults(
        () => new AzureWorkloadIdentity("orders", { existingIdentity: identity, subjects: [subject("a")] }),
      );
      expect(faults.join()).toMatch(new RegExp(`existingIdentity.${id}: Cannot use .* expected a GUID`));
    },
  );

  it("never admits more than was asked for, whatever the arguments are", async () => {
    const odd = fc.oneof(
      { arbitrary: fc.constantFrom("a", "shop", "x.example"), weight: 6 },
      fc.constantFrom("*", "?", "system:serviceaccount:*", "a:b"),
      fc.string(),
      fc.integer(),
    );
    await fc.assert(
      fc.asyncProperty(odd, odd, odd, odd, odd, async (namespace, serviceAccount, host, audience, key) => {
        mocks = await installCloudMocks();
        const subjects = [{ issuer: { url: `https://${host}` }, namespace, serviceAccount, key }];
        const args = { existingIdentity, subjects, audience };
        if (codes(args).length > 0) return;
        await pulumi.runtime.disconnect();
        expect(mocks.ofType(credentialType).map(({ inputs }) => inputs)).toMatchObject([
          {
            issuer: `https://${host}`,
            subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
            audiences: [audience],
          },
        ]);
        expect(JSON.stringify(mocks.ofType(credentialType)[0]?.inputs)).not.toMatch(/[*?]/);
      }),
      { numRuns: rounds(60) },
    );
  });
});

interface MonitorRequest {
  getType(): string;
  getName(): string;
  getDependenciesList(): string[];
}
