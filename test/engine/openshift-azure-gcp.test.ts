import { RoleAssignment, RoleDefinition } from "@pulumi/azure-native/authorization";
import { FederatedIdentityCredential, UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { AccessTier, Blob, BlobContainer, PublicAccess, StorageAccount } from "@pulumi/azure-native/storage";
import { WorkloadIdentityPool, WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam";
import * as projects from "@pulumi/gcp/projects";
import * as serviceaccount from "@pulumi/gcp/serviceaccount";
import { Bucket, BucketIAMMember, BucketObject } from "@pulumi/gcp/storage";
import { StringAsset } from "@pulumi/pulumi/asset";
import type { ServiceAccountKey } from "pulumi-workload-identity/issuer";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import type { OpenShiftIdentitiesArgs } from "pulumi-workload-identity/openshift";
import { OpenShiftIdentities, OpenShiftNaming, planOpenShift } from "pulumi-workload-identity/openshift";
import { expect, test } from "vitest";
import { azureResourceType } from "../../src/clouds/azure/resource-types";
import { azureBuckets } from "../../src/clouds/azure/simulated/buckets";
import { openShiftCloud } from "../../src/clouds/openshift-clouds";
import type { AdoptedObject } from "../../src/core/adopted-object";
import { newKeyPair } from "../../src/issuer/key-pair";
import { timeText } from "../../src/issuer/rotation";
import { credentialsRequest } from "../support/openshift-requests";
import { changedInputs } from "./support/changed-inputs";
import { onClouds } from "./support/on-clouds";
import type { CloudObject, SimulatedCloud } from "./support/simulated-cloud";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

const ROLE = "azure-native:authorization:RoleDefinition";
const CUSTOM_ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole";
const OBJECT = "gcp:storage/bucketObject:BucketObject";
const jwks = '{"keys":[{"kty":"RSA","alg":"RS256","use":"sig","kid":"a","n":"bW9kdWx1cw","e":"AQAB"}]}';
const subscriptionId = "00000000-1111-2222-3333-444444444444";
const azure = { subscriptionId, tenantId: "55555555-6666-7777-8888-999999999999", region: "westeurope" };

/** An operator of a release, with its ServiceAccounts and permissions on one cloud. */
const operator = (cloud: "azure" | "gcp", name: string, serviceAccounts: string[], permissions: string[]) =>
  credentialsRequest(
    { name: `openshift-${name}-${cloud}`, secret: `openshift-${name}/cloud-credentials`, serviceAccounts },
    { kind: cloud === "azure" ? "AzureProviderSpec" : "GCPProviderSpec", permissions },
  );
const [READ, WRITE, ZONE] = [
  "Microsoft.Compute/disks/read",
  "Microsoft.Compute/disks/write",
  "Microsoft.Network/dnsZones/read",
];

const OLD = {
  azure: [
    operator("azure", "disk", ["disk-operator", "disk-node"], [READ!]),
    operator("azure", "ingress", ["ingress"], [ZONE!]),
  ],
  gcp: [
    operator("gcp", "disk", ["disk-operator", "disk-node"], ["compute.disks.get"]),
    operator("gcp", "ingress", ["ingress"], ["dns.changes.get"]),
  ],
};
/** One operator goes, one comes, and of the third permissions and ServiceAccounts change. */
const NEW = {
  azure: [
    operator("azure", "disk", ["disk-operator", "disk-csi"], [READ!, WRITE!]),
    operator("azure", "registry", ["registry"], [ZONE!]),
  ],
  gcp: [
    operator("gcp", "disk", ["disk-operator", "disk-csi"], ["compute.disks.get", "compute.disks.create"]),
    operator("gcp", "registry", ["registry"], ["storage.buckets.get"]),
  ],
};

const clusters =
  (
    release: typeof OLD,
    onAzure: Partial<OpenShiftIdentitiesArgs> = {},
    onGoogle: Partial<OpenShiftIdentitiesArgs> = onAzure,
  ) =>
  async () => {
    new OpenShiftIdentities("blue", {
      issuer: { url: "https://blue.blob.core.windows.net/blue" },
      credentialsRequests: release.azure,
      azure,
      ...onAzure,
    });
    const green = new OpenShiftIdentities("green", {
      issuer: { url: "https://storage.googleapis.com/green-oidc", jwks },
      credentialsRequests: release.gcp,
      gcp: { project: "shop-prod" },
      ...onGoogle,
    });
    return { issuer: green.issuer };
  };

const stepsOn = ({ steps }: Report, type: string) =>
  steps.filter((step) => step.type === type).map(({ op, name }) => `${op} ${name}`);

test(
  "operators on Azure and Google Cloud follow a release in place, and no trust outlives what it stands on when a destroy fails",
  onClouds(async (stack, { cloud }) => {
    await stack.up(clusters(OLD));
    const ids = (type: string) => cloud.objects(type).map(({ id }) => id);
    expect(
      [TYPE.azureIdentity, TYPE.azureCredential, TYPE.gcpAccount, TYPE.gcpAccountMember, TYPE.gcpPool].map(
        (type) => ids(type).length,
      ),
    ).toEqual([2, 3, 2, 3, 2]);
    const audiences = cloud.objects(TYPE.azureCredential).map(({ inputs }) => inputs.audiences);
    expect(audiences).toEqual([["openshift"], ["openshift"], ["openshift"]]);
    expect((await stack.preview(clusters(OLD))).changes).toEqual({});

    const identity = ids(TYPE.azureIdentity).find((id) => id.includes("openshift-disk"));
    const accountOf = (request: string) =>
      cloud.objects(TYPE.gcpAccount).find(({ inputs }) => String(inputs.displayName).includes(request))?.id;
    const account = accountOf("openshift-disk");
    const changed = await stack.up(clusters(NEW));
    expect(stepsOn(changed, ROLE)).toEqual(
      expect.arrayContaining([
        "update blue-openshift-disk-azure-custom-role",
        "delete blue-openshift-ingress-azure-custom-role",
      ]),
    );
    expect(stepsOn(changed, TYPE.azureCredential).sort()).toEqual([
      "create blue-openshift-disk-azure-credential-disk-csi",
      "create blue-openshift-registry-azure-credential-registry",
      "delete blue-openshift-disk-azure-credential-disk-node",
      "delete blue-openshift-ingress-azure-credential-ingress",
    ]);
    expect(stepsOn(changed, CUSTOM_ROLE)).toContain("update green-openshift-disk-gcp-custom-role");
    expect(changed.steps.filter(({ op }) => op.includes("replace"))).toEqual([]);
    expect(ids(TYPE.azureIdentity)).toContain(identity);
    expect(accountOf("openshift-disk")).toBe(account);
    expect((await stack.preview(clusters(NEW))).changes).toEqual({});

    const { failure } = await stack.failingPreview(
      clusters(NEW, { azure: { ...azure, oidcResourceGroupName: "blue" } }, {}),
    );
    expect(failure.message).toContain("azure-resource-groups-same");

    // Whoever gets in goes before what lets them in.
    cloud.fail({ type: TYPE.azureIdentity, operation: "delete" }, "500 Internal error");
    cloud.fail({ type: TYPE.gcpPool, operation: "delete" }, "500 Internal error");
    await stack.failingWholeDestroy();
    expect([TYPE.azureIdentity, TYPE.gcpPool].map((type) => ids(type).length)).toEqual([1, 1]);
    const pools = ids(TYPE.gcpPool).map((id) => id.split("/").pop());
    const members = cloud.objects(TYPE.gcpAccountMember).map(({ inputs }) => String(inputs.member));
    const provided = cloud.objects(TYPE.gcpProvider).map(({ inputs }) => inputs.workloadIdentityPoolId);
    expect(members.filter((member) => !pools.some((pool) => member.includes(`/${pool}/`)))).toEqual([]);
    expect(provided.filter((pool) => !pools.includes(String(pool)))).toEqual([]);
    const standing = ids(TYPE.azureIdentity);
    expect(ids(TYPE.azureCredential).filter((id) => !standing.some((owner) => id.startsWith(`${owner}/`)))).toEqual([]);
    await stack.destroy();
    expect(cloud.objects()).toEqual([]);
  }),
);

test(
  "what ccoctl made on Azure and Google Cloud is taken over by import, and only what is wrong changes",
  onClouds(async (_, engine) => {
    const { cloud } = engine;
    const made = await engine.stack("made");
    await made.up(madeByCcoctl);
    const inventories = inventoryOf(cloud);
    const wanted = { azure: [NEW.azure[0]!, OLD.azure[1]!], gcp: [NEW.gcp[0]!, OLD.gcp[1]!] };
    const adoptionOn = (name: "azure" | "gcp", cluster: string, issuer: string) => {
      const { identities } = planOpenShift(wanted[name], { cluster, cloud: name, naming: OpenShiftNaming.Ccoctl });
      return openShiftCloud(name).adopt({ cluster, issuer, documents: inventories[name] }, identities);
    };
    const onAzure = adoptionOn("azure", "blue", "https://blue.blob.core.windows.net/blue");
    const onGoogle = adoptionOn("gcp", "green", "https://storage.googleapis.com/green-oidc");
    expect([...onAzure.issues, ...onGoogle.issues]).toEqual([]);
    const codes = (changes: readonly { code: string }[]) => changes.map(({ code }) => code).sort();
    expect(codes(onAzure.changes)).toEqual([
      "credential-missing",
      "credential-stale",
      "documents-rewritten",
      "group-kept",
      "permissions-missing",
    ]);
    expect(codes(onGoogle.changes)).toEqual([
      "documents-rewritten",
      "keys-uploaded",
      "member-missing",
      "member-stale",
      "permissions-missing",
    ]);

    expect(onAzure.objects.some(({ name }) => name === "oidc-group")).toBe(false);

    const before = cloud.objects().length;
    const documents = () => DOCUMENTS.map((path) => azureBuckets(cloud.objects())[0]?.read(path).body);
    expect(documents()).toEqual([CCOCTL_KEYS, CCOCTL_DISCOVERY]);
    const stored = new Map(cloud.objects().map(({ type, id, inputs }) => [`${type} ${id}`, inputs]));
    const adopted = await engine.stack("adopted");
    const program = takingOver(wanted, [...onAzure.objects], [...onGoogle.objects]);
    const { steps, diagnostics, outputs } = await adopted.up(program);
    expect(outputs.url?.value).toBe("https://storage.googleapis.com/green-oidc");
    expect(outputs.azureUrl?.value).toBe(BLUE);
    // Written over in place: ccoctl's blobs are there throughout.
    expect(documents()[1]).toContain(`"issuer":"${BLUE}"`);
    expect(JSON.parse(documents()[0]!).keys).toHaveLength(1);
    expect(diagnostics.filter(({ message }) => message.includes("adopt:"))).toEqual([]);
    const created = steps.filter(({ op, type }) => op === "create" && !/^pulumi(:|-workload)/.test(type));
    // The ServiceAccount that came, on each cloud; and Google's documents, which are uploaded over those of ccoctl.
    expect(created.map(({ type }) => type).sort()).toEqual(
      [TYPE.azureCredential, TYPE.gcpAccountMember, OBJECT, OBJECT, CONTENT, CONTENT].sort(),
    );
    expect(cloud.objects().length).toBe(before + 4);
    expect(changedInputs(stored, cloud.objects())).toEqual([
      `${ROLE} permissions`,
      `${TYPE.gcpProvider} oidc`,
      `${CUSTOM_ROLE} permissions`,
      `${OBJECT} cacheControl`,
      `${OBJECT} content`,
      `${OBJECT} contentType`,
    ]);
    expect((await adopted.preview(program)).changes).toEqual({});
    const role = cloud.objects(ROLE).find(({ inputs }) => String(inputs.roleName).includes("disk"));
    expect(role?.inputs.permissions).toEqual([{ actions: [READ, WRITE], dataActions: [] }]);

    const second = { publicKey: newKeyPair("RS256").publicKey, phase: KeyPhase.Pending, since: timeText(Date.now()) };
    const withSecond = (objects: AdoptedObject[]) => takingOver(wanted, objects, [...onGoogle.objects], [second]);
    // The list goes in the same update: what Azure filled in goes with it, and nothing is made anew.
    const rotated = await adopted.up(withSecond([]));
    expect(rotated.steps.filter(({ op }) => op.includes("replace"))).toEqual([]);
    expect(stepsOn(rotated, BLOB).filter((step) => !step.startsWith("same"))).toEqual([]);
    expect(documents()[1]).toContain(`"issuer":"${BLUE}"`);
    expect(JSON.parse(documents()[0]!).keys).toHaveLength(2);
    // The documents go before the account, and the group that holds them all is not the program's.
    await adopted.destroy();
    const left = cloud.objects().filter(({ type }) => type === GROUP || type.startsWith("azure-native:storage:"));
    expect(left.map(({ state }) => state.name)).toEqual(["blue-oidc"]);
  }),
);

const CCOCTL = { naming: OpenShiftNaming.Ccoctl };
const { publicKey } = newKeyPair("RS256");
const BLUE = "https://blue.blob.core.windows.net/blue";
const GROUP = "azure-native:resources:ResourceGroup";
const BLOB = "azure-native:storage:Blob";
const CONTENT = azureResourceType("BlobContent");
const DOCUMENTS = ["openid/v1/jwks", ".well-known/openid-configuration"];
/** As ccoctl writes them: with its own indentation. */
const CCOCTL_KEYS = '{\n    "keys": [\n        {\n            "use": "sig"\n        }\n    ]\n}';
const CCOCTL_DISCOVERY = `{\n\t"issuer": "${BLUE}",\n\t"jwks_uri": "${BLUE}/openid/v1/jwks"\n}`;
const keys = [{ publicKey, phase: KeyPhase.Active, since: timeText(Date.now() - 1000) }];

const takingOver =
  (release: typeof OLD, onAzure: AdoptedObject[], onGoogle: AdoptedObject[], further: ServiceAccountKey[] = []) =>
  async () => {
    const blue = new ServiceAccountIssuer("blue-issuer", {
      keys: [...keys, ...further],
      azureBlob: { resourceGroupName: "blue-oidc", accountName: "blue", containerName: "blue", location: azure.region },
      ...(onAzure.length === 0 ? {} : { adopt: onAzure }),
    });
    const { issuer } = new ServiceAccountIssuer("green-issuer", {
      keys,
      gcpStorage: { bucketName: "green-oidc", location: "US", project: "shop-prod" },
      jwksPath: "/keys.json",
      adopt: onGoogle,
    });
    new OpenShiftIdentities("green", {
      ...{ issuer, credentialsRequests: release.gcp, gcp: { project: "shop-prod" }, ...CCOCTL },
      adopt: onGoogle,
    });
    new OpenShiftIdentities("blue", {
      ...{ issuer: blue.issuer, credentialsRequests: release.azure, ...CCOCTL, adopt: onAzure },
      azure: { ...azure, oidcResourceGroupName: "blue-oidc" },
    });
    return { url: issuer.url, azureUrl: blue.issuer.url };
  };

/** What `ccoctl azure create-all --name blue` and `ccoctl gcp create-all --name green` leave of the old release. */
async function madeByCcoctl() {
  const location = azure.region;
  const tags = { "openshift.io_cloud-credential-operator_blue": "owned" };
  const [oidc, installation] = ["blue-oidc", "blue"].map(
    (resourceGroupName) => new ResourceGroup(resourceGroupName, { resourceGroupName, location, tags }),
  );
  const account = new StorageAccount("blue", {
    ...{ resourceGroupName: oidc!.name, accountName: "blue", location, tags },
    ...{ kind: "StorageV2", sku: { name: "Standard_LRS" }, allowBlobPublicAccess: true },
    // What Azure fills in.
    ...{ accessTier: AccessTier.Hot, enableHttpsTrafficOnly: true, minimumTlsVersion: "TLS1_0" },
    networkRuleSet: { bypass: "AzureServices", defaultAction: "Allow" },
  });
  const inAccount = { resourceGroupName: oidc!.name, accountName: account.name };
  const container = new BlobContainer("blue", {
    ...{ ...inAccount, containerName: "blue", publicAccess: PublicAccess.Container },
  });
  for (const [index, content] of [CCOCTL_KEYS, CCOCTL_DISCOVERY].entries()) {
    const blob = { containerName: container.name, blobName: DOCUMENTS[index]!, source: new StringAsset(content) };
    new Blob(DOCUMENTS[index]!, { ...inAccount, ...blob });
  }
  const scope = `/subscriptions/${subscriptionId}`;
  const operatorOnAzure = (request: string, serviceAccounts: string[], actions: string[]) => {
    const resourceName = `blue-openshift-${request}-cloud-credentials`;
    const identity = new UserAssignedIdentity(request, {
      ...{ resourceGroupName: oidc!.name, resourceName, location, tags },
    });
    let before: FederatedIdentityCredential[] = [];
    for (const name of serviceAccounts) {
      const credential = {
        resourceGroupName: oidc!.name,
        resourceName: identity.name,
        federatedIdentityCredentialResourceName: name,
        issuer: "https://blue.blob.core.windows.net/blue",
        subject: `system:serviceaccount:openshift-${request}:${name}`,
        audiences: ["openshift"],
      };
      // Azure takes them one after another.
      before = [new FederatedIdentityCredential(`${request}-${name}`, credential, { dependsOn: before })];
    }
    const role = new RoleDefinition(request, {
      ...{ scope, roleName: resourceName, roleType: "CustomRole", assignableScopes: [scope] },
      description: "Custom role for OpenShift. Owned by: blue",
      permissions: [{ actions, dataActions: [] }],
    });
    new RoleAssignment(request, {
      scope: installation!.name.apply((group) => `${scope}/resourceGroups/${group}`),
      ...{ principalId: identity.principalId, principalType: "ServicePrincipal", roleDefinitionId: role.id },
    });
  };
  operatorOnAzure("disk", ["disk-operator", "disk-node"], [READ!]);
  operatorOnAzure("ingress", ["ingress"], [ZONE!]);

  const project = "shop-prod";
  const description = "Created By OpenShift ccoctl";
  const bucket = new Bucket("green-oidc", {
    ...{ name: "green-oidc", location: "US", project, uniformBucketLevelAccess: true },
    publicAccessPrevention: "inherited",
  });
  new BucketIAMMember("green-oidc", {
    ...{ bucket: bucket.name, role: "roles/storage.objectViewer", member: "allUsers" },
  });
  for (const name of ["keys.json", ".well-known/openid-configuration"]) {
    new BucketObject(name, { name, bucket: bucket.name, content: "{}" });
  }
  const pool = new WorkloadIdentityPool("green", {
    ...{ workloadIdentityPoolId: "green", project, displayName: "green", description },
  });
  new WorkloadIdentityPoolProvider("green", {
    ...{ workloadIdentityPoolId: pool.workloadIdentityPoolId, workloadIdentityPoolProviderId: "green", project },
    ...{ displayName: "green", description, attributeMapping: { "google.subject": "assertion.sub" } },
    oidc: { issuerUri: "https://storage.googleapis.com/green-oidc", allowedAudiences: ["openshift"] },
  });
  const operatorOnGoogle = (request: string, random: string, serviceAccounts: string[], permissions: string[]) => {
    const account = new serviceaccount.Account(`green-${request}`, {
      ...{ accountId: `green-openshift-${request[0]}-${random}`, project },
      ...{ displayName: `green-openshift-${request}-gcp`, description },
    });
    const role = new projects.IAMCustomRole(`green-${request}`, {
      ...{ roleId: `shopprod_openshift${request}gcp`, project, permissions },
      title: `shop-prod-openshift-${request}-gcp`,
    });
    new projects.IAMMember(`green-${request}`, { project, role: role.name, member: account.member });
    for (const name of serviceAccounts) {
      new serviceaccount.IAMMember(`green-${request}-${name}`, {
        ...{ serviceAccountId: account.name, role: "roles/iam.workloadIdentityUser" },
        member: pool.name.apply(
          (known) =>
            `principal://iam.googleapis.com/${known}/subject/system:serviceaccount:openshift-${request}:${name}`,
        ),
      });
    }
  };
  operatorOnGoogle("disk", "x7k2p", ["disk-operator", "disk-node"], ["compute.disks.get"]);
  operatorOnGoogle("ingress", "q9w1z", ["ingress"], ["dns.changes.get"]);
}

/** What the vendors' command lines would list of everything that is there. */
function inventoryOf(cloud: SimulatedCloud): Record<"azure" | "gcp", unknown[]> {
  const all = (type: string, row: (object: CloudObject) => object) => cloud.objects(type).map(row);
  const grants = [...cloud.objects(TYPE.gcpAccountMember), ...cloud.objects(TYPE.gcpProjectMember)].map(
    ({ inputs }) => ({
      resource:
        inputs.serviceAccountId === undefined
          ? `//cloudresourcemanager.googleapis.com/projects/${inputs.project}`
          : `//iam.googleapis.com/${inputs.serviceAccountId}`,
      policy: { bindings: [{ role: inputs.role, members: [inputs.member] }] },
    }),
  );
  return {
    azure: [
      all(TYPE.azureIdentity, ({ id, state }) => ({
        id,
        name: state.name,
        resourceGroup: state.resourceGroupName,
        principalId: state.principalId,
      })),
      all(TYPE.azureCredential, ({ id, inputs, state }) => ({
        id,
        name: state.name,
        issuer: inputs.issuer,
        subject: inputs.subject,
        audiences: inputs.audiences,
      })),
      all(ROLE, ({ id, inputs }) => ({ id, roleName: inputs.roleName, permissions: inputs.permissions })),
      all("azure-native:authorization:RoleAssignment", ({ id, inputs }) => ({
        ...{ id, principalId: inputs.principalId, roleDefinitionId: inputs.roleDefinitionId, scope: inputs.scope },
      })),
      all(GROUP, ({ id, state }) => ({ id, name: state.name })),
      all("azure-native:storage:StorageAccount", ({ id, state }) => ({
        ...{ id, name: state.name, primaryEndpoints: state.primaryEndpoints },
      })),
    ],
    gcp: [
      all(TYPE.gcpAccount, ({ state }) => ({ name: state.name, email: state.email, displayName: state.displayName })),
      all(TYPE.gcpPool, ({ state }) => ({ name: state.name, state: "ACTIVE" })),
      all(TYPE.gcpProvider, ({ state }) => ({ name: state.name, state: "ACTIVE", oidc: state.oidc })),
      all("gcp:storage/bucket:Bucket", ({ id }) => ({ storage_url: `gs://${id}/` })),
      all(CUSTOM_ROLE, ({ state }) => ({ name: state.name, includedPermissions: state.permissions })),
      grants,
    ],
  };
}
