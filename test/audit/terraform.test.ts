import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";

const ISSUER = "https://eastus.oic.prod-aks.azure.com/tenant/cluster/";
const IDENTITY =
  "/subscriptions/00000000-0000-4000-8000-0000000000aa/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders";
const CREDENTIAL = {
  properties: {
    issuer: ISSUER,
    subject: "system:serviceaccount:shop:orders",
    audiences: ["api://AzureADTokenExchange"],
  },
};

function auditOf(...resources: [type: string, attributes: object][]) {
  const state = {
    version: 4,
    terraform_version: "1.9.0",
    resources: resources.map(([type, attributes], i) => ({
      module: 'module.shop["eu"]',
      mode: "managed",
      type,
      name: "this",
      provider: 'provider["registry.terraform.io/azure/azapi"]',
      instances: [{ index_key: i, status: "tainted", schema_version: 0, attributes }],
    })),
  };
  return audit([{ source: "terraform.tfstate", text: JSON.stringify(state) }], [{ name: "prod", issuer: ISSUER }]);
}

const identity: [string, object] = [
  "azapi_resource",
  {
    id: IDENTITY,
    name: "orders",
    type: "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31",
    output: { properties: { clientId: "00000000-0000-4000-8000-000000000001", principalId: "p" } },
  },
];
const credential = (body: unknown): [string, object] => [
  "azapi_resource",
  { id: `${IDENTITY}/federatedIdentityCredentials/orders`, name: "orders", parent_id: IDENTITY, body },
];

describe("an audit of a state of Terraform", () => {
  it.each([
    ["a text", JSON.stringify(CREDENTIAL)],
    ["an object", CREDENTIAL],
  ])("reads identities and credentials of azapi with a body that is %s", (_, body) => {
    const { pairs, unread } = auditOf(identity, credential(body));
    expect(pairs.map(({ subject, identity }) => [subject, identity])).toEqual([
      ["prod/shop/orders", `azure ${IDENTITY}`],
    ]);
    expect(unread).toEqual([]);
  });

  it("counts resources of azapi that are something else", () => {
    const { passedOver } = auditOf(["azapi_resource", { id: "/subscriptions/x/resourceGroups/shop", body: {} }]);
    expect([...passedOver]).toEqual([["azapi_resource", 1]]);
  });

  it("reads the text of a kubectl_manifest", () => {
    const yaml_body = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: orders, namespace: shop}\n";
    const { subjects } = auditOf(["kubectl_manifest", { yaml_body }]);
    expect(subjects.map(({ id, exists }) => [id, exists])).toEqual([["prod/shop/orders", true]]);
  });

  it("says that it does not read what Terraform wrote before 0.12", () => {
    const text = JSON.stringify({
      version: 3,
      terraform_version: "0.11.14",
      modules: [{ path: ["root"], resources: {} }],
    });
    expect(audit([{ source: "old.tfstate", text }]).unread).toMatchObject([{ source: "old.tfstate" }]);
  });
});

it.each(["parent_id", "user_assigned_identity_id"])(
  "a planned credential is of the identity in its %s",
  (attribute) => {
    const values = {
      name: "orders",
      issuer: ISSUER,
      subject: "system:serviceaccount:shop:orders",
      audience: ["api://x"],
    };
    const planned = (type: string, after: object, after_unknown: object) => ({
      address: `${type}.orders`,
      type,
      change: { actions: ["create"], after, after_unknown },
    });
    const identity = { id: IDENTITY, name: "orders", client_id: "00000000-0000-4000-8000-000000000001" };
    const changes = [
      planned("azurerm_user_assigned_identity", identity, {}),
      planned("azurerm_federated_identity_credential", { ...values, [attribute]: IDENTITY }, { id: true }),
    ];
    const text = JSON.stringify({ format_version: "1.2", resource_changes: changes });
    const { identities } = audit([{ source: "plan.json", text }], [{ name: "prod", issuer: ISSUER }]);
    expect(identities).toMatchObject([{ identity: IDENTITY, knownAs: [identity.client_id] }]);
  },
);

describe("a grant of Google Cloud in a state of Terraform", () => {
  const pool = "projects/123456789012/locations/global/workloadIdentityPools/prod";
  const member = `principal://iam.googleapis.com/${pool}/subject/system:serviceaccount:shop:orders`;
  const registered: [string, object][] = [
    ["google_iam_workload_identity_pool", { id: pool, name: pool }],
    [
      "google_iam_workload_identity_pool_provider",
      {
        id: `${pool}/providers/prod`,
        name: `${pool}/providers/prod`,
        attribute_mapping: { "google.subject": "assertion.sub" },
        oidc: [{ issuer_uri: ISSUER }],
      },
    ],
  ];
  const email = "orders@shop-prod.iam.gserviceaccount.com";
  const account = `projects/shop-prod/serviceAccounts/${email}`;

  it.each([
    ["google_storage_bucket", "b/data", { bucket: "data" }],
    ["google_pubsub_topic", "projects/shop-prod/topics/orders", { topic: "orders" }],
    ["google_secret_manager_secret", "projects/shop-prod/secrets/key", { secret_id: "key" }],
    ["google_bigquery_dataset", "projects/shop-prod/datasets/d", { dataset_id: "d" }],
    ["google_project", "projects/shop-prod", { project: "shop-prod" }],
  ])("is read with whom it names of a pool: %s", (type, resource, named) => {
    const role = "roles/viewer";
    const policy = JSON.stringify({ bindings: [{ role, members: [member] }] });
    const forms: [string, object][] = [
      [`${type}_iam_member`, { id: `${resource}/${role}/${member}`, role, member, ...named, condition: [] }],
      [`${type}_iam_binding`, { id: `${resource}/${role}`, role, members: [member], ...named, condition: [] }],
      [`${type}_iam_policy`, { id: resource, policy_data: policy, ...named }],
    ];
    for (const form of forms) {
      const { identities, pairs, unread } = auditOf(...registered, form);
      expect(unread).toEqual([]);
      expect(identities.map(({ grants }) => grants)).toEqual([[`${role} on ${resource}`]]);
      expect(pairs).toMatchObject([{ decision: "allow" }]);
    }
  });

  it("is decided by what a custom role holds", () => {
    const role = "projects/shop-prod/roles/federate";
    const custom = (permissions: string[]): [string, object] => [
      "google_project_iam_custom_role",
      { id: role, name: role, role_id: "federate", project: "shop-prod", permissions },
    ];
    const grants: [string, object][] = [
      ["google_service_account", { id: account, name: account, email }],
      ["google_service_account_iam_member", { id: "1", service_account_id: account, role, member, condition: [] }],
    ];
    const decided = (permissions: string[]) =>
      auditOf(...registered, ...grants, custom(permissions)).pairs.map(({ identity }) => identity);
    expect(decided(["iam.serviceAccounts.getAccessToken"])).toEqual([`gcp ${email}`]);
    const printed = {
      name: role,
      includedPermissions: ["iam.serviceAccounts.getAccessToken"],
      stage: "GA",
      title: "f",
    };
    expect(auditOf(...registered, ...grants, custom([])).pairs).toEqual([]);
    expect(audit([{ source: "role.json", text: JSON.stringify([printed]) }]).unread).toEqual([]);
    expect(decided(["iam.serviceAccounts.get"])).not.toContain(`gcp ${email}`);
  });
});
