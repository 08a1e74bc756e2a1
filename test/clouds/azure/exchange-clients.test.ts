import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorkloadIdentityCredential } from "@azure/identity";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AZURE_DEFAULT_AUDIENCE } from "../../../src/clouds/azure/audience";
import { azure } from "../../../src/clouds/azure/cloud";
import { azureExchange } from "../../../src/clouds/azure/simulated/exchange";
import { AZURE_SIMULATED_TENANT } from "../../../src/clouds/azure/simulated/resources";
import { createAuthority } from "../../../src/sandbox/authority";
import type { Listener } from "../../../src/sandbox/listener";
import { listen } from "../../../src/sandbox/listener";
import { exchangeBench, simulated } from "../../support/exchange-bench";

const issuer = "https://westeurope.oic.prod-aks.azure.com/t/c/";
const orders = { issuer, namespace: "shop", serviceAccount: "orders", audience: AZURE_DEFAULT_AUDIENCE };
const identity = simulated(azure, "azure-native:managedidentity:UserAssignedIdentity", {
  resourceGroupName: "rg",
  resourceName: "orders",
});
const credential = simulated(azure, "azure-native:managedidentity:FederatedIdentityCredential", {
  resourceGroupName: "rg",
  resourceName: "orders",
  issuer,
  subject: "system:serviceaccount:shop:orders",
  audiences: [AZURE_DEFAULT_AUDIENCE],
});

describe("WorkloadIdentityCredential of @azure/identity", () => {
  const bench = exchangeBench(azure, [issuer]);
  const authority = createAuthority();
  const folder = mkdtempSync(join(tmpdir(), "entra-client-"));
  let listener: Listener;

  beforeAll(async () => {
    bench.begin([identity, credential]);
    listener = await listen({
      authority,
      standsFor: () => false,
      async handle(request) {
        const context = { ...bench.context(), origin: new URL(request.url).origin };
        return (await azureExchange.handle(request, context)) ?? new Response("", { status: 404 });
      },
    });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await listener.close();
  });

  async function signIn(assertion: string, changes: { tenantId?: string; clientId?: string } = {}) {
    const tokenFilePath = join(folder, "token");
    writeFileSync(tokenFilePath, assertion);
    const client = new WorkloadIdentityCredential({
      tenantId: AZURE_SIMULATED_TENANT,
      clientId: String(identity.state.clientId),
      tokenFilePath,
      authorityHost: `https://${new URL(listener.origin).host}/`,
      // That question goes to a fixed host of the vendor's, which is not on loopback.
      disableInstanceDiscovery: true,
      tlsOptions: { ca: authority.certificate },
      retryOptions: { maxRetries: 0 },
      ...changes,
    });
    return client.getToken("https://management.azure.com/.default");
  }

  it("signs in as the ServiceAccount of a credential", async () => {
    const { token, expiresOnTimestamp } = await signIn(await bench.issuers.mint(orders));
    expect(bench.context().recall(token)?.identity).toBe(identity.id);
    expect(expiresOnTimestamp / 1000).toBeGreaterThan(bench.now() + 86_000);
  });

  it.each([
    ["another ServiceAccount", { serviceAccount: "billing" }, {}, "AADSTS700213"],
    ["another audience", { audience: "sts.example.com" }, {}, "AADSTS700212"],
    ["another cluster", { issuer: issuer.replace("westeurope", "eastus") }, {}, "AADSTS700211"],
    ["an expired token", { issuedAt: 1_767_225_600 }, {}, "AADSTS700024"],
    // The discovery document of an unknown tenant is what fails: the client says no more than that.
    ["another tenant", {}, { tenantId: "00000000-0000-0000-0000-000000000000" }, "endpoints_resolution_error"],
    ["another client", {}, { clientId: "00000000-0000-0000-0000-000000000000" }, "AADSTS700016"],
  ])("fails with the vendor's error for %s", async (_, changes, client, code) => {
    const assertion = await bench.issuers.mint({ ...orders, ...changes });
    await expect(signIn(assertion, client)).rejects.toThrow(code);
  });
});
