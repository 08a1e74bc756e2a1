import { describe, expect, it } from "vitest";
import type { AzureWorkloadArgs } from "../../../src/clouds/azure/args";
import { checkAzureAudience, checkAzureIssuerUrl, checkAzureWorkload } from "../../../src/clouds/azure/limits";

const codes = (args: unknown) =>
  checkAzureWorkload(args as AzureWorkloadArgs).map(({ code, path }) => `${path} ${code}`);
const clientId = "11111111-1111-1111-1111-111111111111";
const existingIdentity = { resourceGroupName: "rg", name: "orders", clientId, tenantId: clientId };
const scope = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/rg";

describe("checkAzureWorkload", () => {
  it("accepts a resource group alone, and an existing identity alone", () => {
    expect(codes({ resourceGroupName: "rg" })).toEqual([]);
    expect(codes({ existingIdentity })).toEqual([]);
  });

  it.each([
    ["resourceGroupName azure-resource-group-missing", {}],
    ["name azure-identity-name-invalid", { resourceGroupName: "rg", name: "ab" }],
    ["name azure-identity-owner-unclear", { existingIdentity, name: "orders" }],
    ["location azure-identity-owner-unclear", { existingIdentity, location: "westeurope" }],
    [
      "existingIdentity.name azure-existing-identity-incomplete",
      { existingIdentity: { ...existingIdentity, name: undefined } },
    ],
    [
      "existingIdentity.clientId azure-client-id-invalid",
      { existingIdentity: { ...existingIdentity, clientId: `${scope}/providers/x` } },
    ],
    [
      "existingIdentity.tenantId azure-tenant-id-invalid",
      { existingIdentity: { ...existingIdentity, tenantId: undefined } },
    ],
    [
      "existingIdentity.principalId azure-principal-id-invalid",
      { existingIdentity: { ...existingIdentity, principalId: "orders" } },
    ],
    [
      "existingIdentity.principalId azure-principal-id-missing",
      { existingIdentity, roleAssignments: [{ role: "Reader", scope }] },
    ],
    [
      "existingIdentity.principalId azure-principal-id-invalid",
      { existingIdentity: { ...existingIdentity, principalId: clientId } },
    ],
    ["tenantId azure-tenant-mismatch", { existingIdentity, tenantId: "22222222-1111-1111-1111-111111111111" }],
    ["environment azure-environment-unknown", { resourceGroupName: "rg", environment: "usgov" }],
    ["authorityHost azure-authority-host-invalid", { resourceGroupName: "rg", authorityHost: "login.example.com" }],
    [
      "authorityHost azure-authority-host-invalid",
      { resourceGroupName: "rg", authorityHost: "http://login.example.com" },
    ],
    [
      "environment azure-authority-host-ambiguous",
      { resourceGroupName: "rg", authorityHost: "https://login.example.com/", environment: "china" },
    ],
    ["audience audience-of-api-server", { resourceGroupName: "rg", audience: "https://kubernetes.default.svc" }],
    ["token.path token-path-invalid", { resourceGroupName: "rg", token: { path: "/token" } }],
  ])("refuses with %s", (fault, args) => {
    expect(codes(args)).toEqual([fault]);
  });

  it.each([
    ["projected", 599, false],
    ["projected", 600, true],
    ["projected", 86_401, false],
    ["webhook", 3599, false],
    ["webhook", 3600, true],
    ["webhook", 86_400, true],
  ])("with the %s form and a token of %i seconds accepts it: %s", (wiring, expirationSeconds, accepted) => {
    const faults = codes({ resourceGroupName: "rg", wiring, token: { expirationSeconds } });
    expect(faults).toEqual(accepted ? [] : ["token.expirationSeconds token-expiration-out-of-range"]);
  });
});

describe("checkAzureIssuerUrl", () => {
  const tenant = "99999999-8888-7777-6666-555555555555";
  it.each([
    [`https://eastus.oic.prod-aks.azure.com/${tenant}/${tenant}`, true],
    [`https://oidc.prod-aks.azure.com/${tenant}`, true],
    [`https://usgovvirginia.oic.prod-aks.azure.us/${tenant}/${tenant}`, true],
    [`https://chinaeast2.oic.prod-aks.azure.cn/${tenant}/${tenant}`, true],
    [`https://eastus.oic.prod-arc.azure.com/${tenant}/${tenant}`, true],
    [`https://eastus.oic.prod-arc.azure.com/${tenant}/${tenant}/`, false],
    [`https://eastus.oic.prod-aks.azure.com/${tenant}/${tenant}/`, false],
    [`https://ib.oic.prod-aks.azure.com/${tenant}/${tenant}`, false],
    ["https://container.googleapis.com/v1/projects/p/locations/l/clusters/c", false],
  ])("of %s misses a slash: %s", (url, missing) => {
    expect(checkAzureIssuerUrl(url, "url").map(({ code }) => code)).toEqual(
      missing ? ["azure-issuer-slash-missing"] : [],
    );
  });
});

describe("checkAzureAudience", () => {
  it("accepts 600 characters and refuses 601, none, wildcards and white space", () => {
    expect(checkAzureAudience("a".repeat(600), "audience")).toEqual([]);
    for (const wrong of ["a".repeat(601), "", "api://*", "a b", 7, null]) {
      expect(checkAzureAudience(wrong, "audience").map(({ code }) => code)).toEqual(["azure-audience-invalid"]);
    }
  });
});
