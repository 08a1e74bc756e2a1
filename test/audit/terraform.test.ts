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
