import { describe, expect, it } from "vitest";
import { azureOpenShift } from "../../../src/clouds/azure/openshift/cloud";
import { planOpenShift } from "../../../src/openshift/plan";
import { credentialsRequest } from "../../support/openshift-requests";

const group = "/subscriptions/s/resourceGroups/prod-oidc";
const account = `${group}/providers/Microsoft.Storage/storageAccounts/prod`;
const identity = "prod-openshift-ingress-operator-cloud-credentials";
const request = credentialsRequest(
  {
    name: "openshift-ingress-azure",
    secret: "openshift-ingress-operator/cloud-credentials",
    serviceAccounts: ["ingress-operator"],
  },
  { kind: "AzureProviderSpec", permissions: ["Microsoft.Network/dnsZones/read"] },
);
const { identities } = planOpenShift(request, { cluster: "prod", cloud: "azure" });

const adopt = (issuer: string, blob: string | null = "https://prod.blob.core.windows.net/") =>
  azureOpenShift.adopt(
    {
      ...{ cluster: "prod", issuer },
      documents: [
        [
          {
            id: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}`,
            ...{ name: identity, resourceGroup: "prod-oidc", principalId: "p" },
          },
        ],
        [{ id: group, name: "prod-oidc" }],
        [{ id: account, name: "prod", primaryEndpoints: { blob } }],
      ],
    },
    identities as Parameters<typeof azureOpenShift.adopt>[1],
  );

describe("adopting what ccoctl made on Azure", () => {
  it("takes over the account, its container and both documents, and leaves their resource group to the program", () => {
    const { objects, changes, issues } = adopt("https://prod.blob.core.windows.net/keys");
    const container = `${account}/blobServices/default/containers/keys`;
    expect(issues).toEqual([]);
    expect(objects.filter(({ component }) => component === "issuer")).toEqual([
      { component: "issuer", type: "azure-native:storage:StorageAccount", name: "", id: account },
      { component: "issuer", type: "azure-native:storage:BlobContainer", name: "container", id: container },
      {
        ...{ component: "issuer", type: "azure-native:storage:Blob", name: "key-set" },
        id: `${container}/blobs/openid/v1/jwks`,
      },
      {
        ...{ component: "issuer", type: "azure-native:storage:Blob", name: "discovery" },
        id: `${container}/blobs/.well-known/openid-configuration`,
      },
    ]);
    expect(objects.map(({ id }) => id)).not.toContain(group);
    expect(changes.map(({ code }) => code)).toEqual(expect.arrayContaining(["group-kept", "documents-rewritten"]));
  });

  it.each([
    ["https://prod.blob.core.windows.net/", undefined],
    ["https://prod.blob.core.windows.net/keys/blue", undefined],
    ["https://prod.blob.core.windows.net.example/keys", undefined],
    ["https://other.blob.core.windows.net/keys", undefined],
    ["https://prod.blob.core.windows.net/keys", null],
  ])("leaves an issuer that no container is alone: %s", (issuer, blob) => {
    const { objects, changes } = adopt(issuer, blob);
    expect(objects.filter(({ component }) => component === "issuer")).toEqual([]);
    expect(objects.map(({ id }) => id)).toContain(group);
    expect(changes.map(({ code }) => code)).toContain("issuer-elsewhere");
  });
});
