import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { OpenShiftIdentitiesArgs } from "../../src/openshift";
import { OpenShiftIdentities } from "../../src/openshift";
import type { CloudMocks } from "../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../src/testing/mocks";
import { prove } from "../../src/verifier";
import { faultCodes } from "../support/fault-codes";
import { credentialsRequest } from "../support/openshift-requests";

const url = "https://prod.blob.core.windows.net/prod";
const subscriptionId = "00000000-1111-2222-3333-444444444444";
const tenantId = "55555555-6666-7777-8888-999999999999";
const subscription = `/subscriptions/${subscriptionId}`;
const disk = credentialsRequest(
  {
    name: "azure-disk-csi-driver-operator",
    secret: "openshift-cluster-csi-drivers/azure-disk-credentials",
    serviceAccounts: ["azure-disk-csi-driver-operator", "azure-disk-csi-driver-node-sa"],
  },
  {
    kind: "AzureProviderSpec",
    permissions: ["Microsoft.Compute/disks/read", "Microsoft.Compute/disks/write", "microsoft.compute/disks/read"],
  },
);
const ingress = credentialsRequest(
  {
    name: "openshift-ingress-azure",
    secret: "openshift-ingress-operator/cloud-credentials",
    serviceAccounts: ["ingress-operator"],
  },
  {
    kind: "AzureProviderSpec",
    permissions: ["Microsoft.Network/dnsZones/A/write"],
    dataPermissions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
  },
);
const contributor = credentialsRequest(
  { name: "openshift-cluster-api-azure", secret: "openshift-cluster-api/capz", serviceAccounts: [] },
  { kind: "AzureProviderSpec", roleBindings: [{ role: "Contributor" }] },
);

const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential";
const ROLE = "azure-native:authorization:RoleDefinition";
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const GROUP = "azure-native:resources:ResourceGroup";

let mocks: CloudMocks;
const azure = { subscriptionId, tenantId, region: "westeurope" };
const args = (more: object = {}, own: Partial<OpenShiftIdentitiesArgs> = {}): OpenShiftIdentitiesArgs => ({
  issuer: { url },
  credentialsRequests: [disk, ingress],
  azure: { ...azure, ...more },
  ...own,
});
const create = (more: object = {}, own: Partial<OpenShiftIdentitiesArgs> = {}) =>
  new OpenShiftIdentities("prod", args(more, own));
/** Waits for all resources of a program, also those that no output waits for. */
async function deploy(more: object = {}, own: Partial<OpenShiftIdentitiesArgs> = {}): Promise<OpenShiftIdentities> {
  const created = create(more, own);
  await outputValue(created.identities);
  await pulumi.runtime.disconnect();
  return created;
}
const codes = (more: object, own: Partial<OpenShiftIdentitiesArgs> = {}) => faultCodes(() => create(more, own));
const inputs = (type: string) => mocks.ofType(type).map((each) => each.inputs);
const scopes = () =>
  inputs(ASSIGNMENT)
    .map(({ scope }) => String(scope).replace(subscription, ""))
    .sort();

describe("OpenShiftIdentities on Azure", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("refuses an issuer that publishes a key which is none of RSA", () => {
    const ec = { kty: "EC", kid: "next", crv: "P-256", x: "AA", y: "AA" };
    const issuer = { url, jwks: JSON.stringify({ keys: [{ kty: "RSA", kid: "today", n: "AQ", e: "AQAB" }, ec] }) };
    expect(faultCodes(() => create({}, { issuer }))).toEqual(["azure-issuer-key-type"]);
  });

  it("gives each operator an identity with its permissions, and a credential for each of its ServiceAccounts", async () => {
    const { identities } = await deploy({ tags: { team: "platform" } });
    const known = await outputValue(identities);
    expect(known.map(({ request }) => request)).toEqual(["azure-disk-csi-driver-operator", "openshift-ingress-azure"]);
    expect(known[0]?.consoleValues).toEqual({
      CLIENTID: known[0]?.identity.clientId,
      TENANTID: tenantId,
      SUBSCRIPTIONID: subscriptionId,
    });
    const name = "prod-openshift-cluster-csi-drivers-azure-disk-credentials";
    expect(inputs(IDENTITY)[0]).toMatchObject({
      resourceGroupName: "prod-oidc",
      resourceName: name,
      location: "westeurope",
      tags: { team: "platform" },
    });
    expect(inputs(ROLE)[0]).toMatchObject({
      roleName: name,
      scope: subscription,
      assignableScopes: [subscription],
      permissions: [{ actions: ["Microsoft.Compute/disks/read", "Microsoft.Compute/disks/write"], dataActions: [] }],
    });
    const credentials = inputs(CREDENTIAL).map((each) => [each.federatedIdentityCredentialResourceName, each.subject]);
    expect(credentials).toEqual(
      expect.arrayContaining([
        [
          "azure-disk-csi-driver-node-sa",
          "system:serviceaccount:openshift-cluster-csi-drivers:azure-disk-csi-driver-node-sa",
        ],
        ["ingress-operator", "system:serviceaccount:openshift-ingress-operator:ingress-operator"],
      ]),
    );
    expect(credentials).toHaveLength(3);
  });

  it("is proved to admit tokens for OpenShift's audience and no others", async () => {
    await deploy();
    const stored = inputs(CREDENTIAL).filter(({ resourceName }) => String(resourceName).includes("ingress"));
    const trust = {
      cloud: "azure" as const,
      createdAt: "2026-01-01T00:00:00Z",
      federatedIdentityCredentials: stored.map((each) => ({
        name: each.federatedIdentityCredentialResourceName,
        issuer: each.issuer,
        subject: each.subject,
        audiences: each.audiences,
      })),
    };
    const subjects = [{ issuer: url, namespace: "openshift-ingress-operator", serviceAccount: "ingress-operator" }];
    expect(prove(trust as never, { subjects, audience: "openshift" }).verdict).toBe("equal");
    expect(prove(trust as never, { subjects, audience: "api://AzureADTokenExchange" }).verdict).not.toBe("equal");
  });

  it("assigns roles on the installation's group, and on the network's and the DNS zone's where operators need them", async () => {
    await deploy({ networkResourceGroupName: "network", dnsZoneResourceGroupName: "dns" });
    expect(scopes()).toEqual([
      "/resourceGroups/dns",
      "/resourceGroups/network",
      "/resourceGroups/prod",
      "/resourceGroups/prod",
    ]);
  });

  it("assigns a role once where one group is the network's and the DNS zone's, and where the program says", async () => {
    const shared = { networkResourceGroupName: "shared", dnsZoneResourceGroupName: "Shared" };
    await deploy(shared);
    expect(scopes()).toEqual(["/resourceGroups/Shared", "/resourceGroups/prod", "/resourceGroups/prod"]);
    mocks = await installCloudMocks();
    const zone = `${subscription}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com`;
    const condition = "@Resource[x] StringEquals 'y'";
    await deploy({
      ...shared,
      scopes: { "openshift-ingress-azure": [zone] },
      conditions: { "openshift-ingress-azure": condition },
    });
    expect(inputs(ASSIGNMENT).map(({ scope, condition: given }) => [scope, given])).toEqual(
      expect.arrayContaining([
        [`${subscription}/resourceGroups/prod`, undefined],
        [zone, condition],
      ]),
    );
    expect(scopes()).toHaveLength(2);
  });

  it("creates no role for what a built-in one grants, and no credential where nobody is named", async () => {
    await deploy({}, { credentialsRequests: [contributor] });
    expect([inputs(ROLE), inputs(CREDENTIAL), inputs(IDENTITY).length]).toEqual([[], [], 1]);
    expect(inputs(ASSIGNMENT)).toMatchObject([
      { roleDefinitionId: expect.stringMatching(/b24988ac-6180-42a0-ab88-20f7382dd24c$/) },
    ]);
  });

  it("uses resource groups that exist, and creates those that are not named", async () => {
    const installation = pulumi.output("made-before");
    const { installConfig, installerFiles } = create({
      oidcResourceGroupName: "identities",
      installationResourceGroupName: installation,
    });
    expect(await outputValue(installConfig)).toContain("resourceGroupName: made-before");
    expect(inputs(GROUP)).toEqual([]);
    const files = await outputValue(installerFiles);
    expect(files["manifests/azure-ad-pod-identity-webhook-config.yaml"]).toBe(`apiVersion: v1
stringData:
  azure_tenant_id: ${tenantId}
kind: Secret
metadata:
  name: azure-credentials
  namespace: openshift-cloud-credential-operator
type: Opaque`);
    expect(files["manifests/openshift-ingress-operator-cloud-credentials-credentials.yaml"]).toMatch(
      /^apiVersion: v1\nstringData:\n {2}azure_client_id: [0-9a-f-]{36}\n {2}azure_tenant_id: [0-9a-f-]{36}\n {2}azure_region: westeurope\n {2}azure_subscription_id: 00000000-1111-2222-3333-444444444444\n {2}azure_federated_token_file: \/var\/run\/secrets\/openshift\/serviceaccount\/token\nkind: Secret\nmetadata:\n {2}name: cloud-credentials\n {2}namespace: openshift-ingress-operator\ntype: Opaque$/,
    );
    mocks = await installCloudMocks();
    await outputValue(create().identities);
    expect(inputs(GROUP).map(({ resourceGroupName }) => resourceGroupName)).toEqual(["prod-oidc", "prod"]);
  });

  it("has ccoctl's names and tags where they are asked for", async () => {
    const long = "a-cluster-name-that-is-rather-long-but-legal-on-azure-so";
    const { identities } = create({}, { naming: "ccoctl", clusterName: long });
    await outputValue(identities);
    expect(inputs(IDENTITY)[0]).toMatchObject({
      resourceName: `${long}-openshift-cluster-csi-drivers-azure-disk-credentials`,
      tags: { [`openshift.io_cloud-credential-operator_${long}`]: "owned" },
    });
    expect(inputs(ROLE)[0]?.description).toBe(`Custom role for OpenShift. Owned by: ${long}`);
  });

  it.each([
    ["a region of a sovereign cloud", { region: "usgovvirginia" }, ["azure-openshift-region-unsupported"]],
    ["its display name", { region: "China North 2" }, ["azure-openshift-region-unsupported"]],
    [
      "one group for both",
      { oidcResourceGroupName: "prod", installationResourceGroupName: "Prod" },
      ["azure-resource-groups-same"],
    ],
    ["the default name of the other group", { oidcResourceGroupName: "prod" }, ["azure-resource-groups-same"]],
    [
      "ids that are none",
      { subscriptionId: "prod", tenantId: "x" },
      ["azure-subscription-id-invalid", "azure-tenant-id-invalid"],
    ],
    ["scopes of a request that is not there", { scopes: { ingress: ["/"] } }, ["openshift-request-unknown"]],
    ["a scope that is none", { scopes: { "openshift-ingress-azure": ["dns"] } }, ["azure-scope-invalid"]],
    [
      "a scope named twice",
      { scopes: { "openshift-ingress-azure": [subscription, subscription] } },
      ["azure-scope-repeated"],
    ],
    ["a tag that Azure does not take", { tags: { "cost/center": "7" } }, ["azure-tag-invalid"]],
    ["a misspelt argument", { subscriptionID: "x" }, ["argument-unknown"]],
  ])("refuses %s", (_, more, expected) => {
    expect(codes(more)).toEqual(expected);
  });

  it("refuses a built-in role that it has no id of, and a permission narrowed to a resource", () => {
    const unknown = credentialsRequest(
      { name: "a", secret: "a/b", serviceAccounts: ["c"] },
      { kind: "AzureProviderSpec", roleBindings: [{ role: "Contributer" }] },
    );
    expect(codes({}, { credentialsRequests: [unknown] })).toEqual(["azure-role-unknown"]);
    expect(codes({}, { narrowings: [{ permissions: ["Microsoft.Compute/disks/read"], resources: ["/"] }] })).toContain(
      "openshift-permission-unsupported",
    );
  });
});
