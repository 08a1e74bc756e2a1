import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { AZURE_DEFAULT_AUDIENCE } from "../../../src/clouds/azure";
import { azureDeployed } from "../../../src/clouds/azure/deployed";
import { prove } from "../../../src/verifier";

const url = "https://issuer.example.com";
const type = "azure-native:managedidentity:UserAssignedIdentity";
const id = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders";

/** What the SDK says an identity has: this compiles only as long as it does. */
type SystemData = pulumi.Unwrap<UserAssignedIdentity["systemData"]>;

function deployed(systemData?: SystemData) {
  const identity = { type, name: "orders", id, state: { name: "orders", systemData } };
  const credential = {
    type: "azure-native:managedidentity:FederatedIdentityCredential",
    name: "orders",
    id: `${id}/federatedIdentityCredentials/a`,
    state: {
      name: "a",
      resourceName: "orders",
      issuer: url,
      subject: "system:serviceaccount:Shop:orders",
      audiences: [AZURE_DEFAULT_AUDIENCE],
    },
  };
  const [first] = azureDeployed([identity, credential]);
  const subjects = [{ issuer: url, namespace: "shop", serviceAccount: "orders" }];
  return prove(first!.trust, { subjects, audience: AZURE_DEFAULT_AUDIENCE }).verdict;
}

describe("a deployed managed identity", () => {
  it("is as old as its systemData says, in the form that Azure returns", () => {
    expect(deployed({ createdAt: "2024-08-15T00:00:00.1234567Z", createdByType: "User" })).toBe("under");
    expect(deployed({ createdAt: "2026-11-01T10:00:00+00:00" })).toBe("under");
    expect(deployed({ createdAt: "2024-08-14T23:59:59.9999999Z" })).toBe("unknown");
    expect(deployed({})).toBe("unknown");
    expect(deployed()).toBe("unknown");
  });
});
