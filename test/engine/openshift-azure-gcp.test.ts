import type { OpenShiftIdentitiesArgs } from "pulumi-workload-identity/openshift";
import { OpenShiftIdentities, OpenShiftNaming, planOpenShift } from "pulumi-workload-identity/openshift";
import { expect, test } from "vitest";
import { openShiftCloud } from "../../src/clouds/openshift-clouds";
import { credentialsRequest } from "../support/openshift-requests";
import { onClouds } from "./support/on-clouds";
import type { CloudObject, SimulatedCloud } from "./support/simulated-cloud";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

const ROLE = "azure-native:authorization:RoleDefinition";
const CUSTOM_ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole";
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
    await stack.failingDestroy();
    expect(ids(TYPE.gcpProvider).length).toBeLessThan(2);
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
    await made.up(clusters(OLD, CCOCTL));
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
      "issuer-elsewhere",
      "permissions-missing",
    ]);
    expect(codes(onGoogle.changes)).toEqual([
      "issuer-elsewhere",
      "member-missing",
      "member-stale",
      "permissions-missing",
    ]);

    const before = cloud.objects().length;
    const { steps, diagnostics } = await (await engine.stack("adopted")).up(
      clusters(wanted, { ...CCOCTL, adopt: [...onAzure.objects] }, { ...CCOCTL, adopt: [...onGoogle.objects] }),
    );
    expect(diagnostics.filter(({ message }) => message.includes("adopt:"))).toEqual([]);
    const created = steps.filter(({ op, type }) => op === "create" && !/^pulumi(:|-workload)/.test(type));
    // The ServiceAccount that came, on each cloud.
    expect(created.map(({ type }) => type).sort()).toEqual([TYPE.azureCredential, TYPE.gcpAccountMember]);
    expect(cloud.objects().length).toBe(before + 2);
    const role = cloud.objects(ROLE).find(({ inputs }) => String(inputs.roleName).includes("disk"));
    expect(role?.inputs.permissions).toEqual([{ actions: [READ, WRITE], dataActions: [] }]);
  }),
);

const CCOCTL = { naming: OpenShiftNaming.Ccoctl };

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
      all("azure-native:resources:ResourceGroup", ({ id, state }) => ({ id, name: state.name })),
    ],
    gcp: [
      all(TYPE.gcpAccount, ({ state }) => ({ name: state.name, email: state.email, displayName: state.displayName })),
      all(TYPE.gcpPool, ({ state }) => ({ name: state.name, state: "ACTIVE" })),
      all(TYPE.gcpProvider, ({ state }) => ({ name: state.name, state: "ACTIVE", oidc: state.oidc })),
      all(CUSTOM_ROLE, ({ state }) => ({ name: state.name, includedPermissions: state.permissions })),
      grants,
    ],
  };
}
