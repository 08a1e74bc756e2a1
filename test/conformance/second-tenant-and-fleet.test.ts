/** The vendors' clients in pods that become an application of another tenant, and in pods of a cluster that is attached to a fleet. */

import { Provider as EntraProvider } from "@pulumi/azuread/provider";
import { ServicePrincipal } from "@pulumi/azuread/servicePrincipal";
import { Membership } from "@pulumi/gcp/gkehub/membership";
import { FederatedWorkload } from "pulumi-workload-identity";
import { fleetIssuer } from "pulumi-workload-identity/clouds/gcp";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { gcpSimulatedProjectNumber } from "../../src/clouds/gcp/simulated/resources";
import type { Sandbox } from "../../src/sandbox";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { CLUSTER, run } from "./support/program";
import { edit, inPod, lastDecision, sandboxWith } from "./support/sandbox";
import { verdictsOn } from "./support/verdict";

const OTHER_TENANT = "44444444-4444-4444-8444-444444444444";
const ORDERS = { issuer: CLUSTER, namespace: "shop", serviceAccount: "orders" };
const REPORTS = { ...ORDERS, serviceAccount: "reports" };
const MEMBERSHIP = "projects/fleet-host/locations/global/memberships/blue";
const EXACT = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";

let sandbox: Sandbox;
let undo = () => {};
beforeAll(async () => {
  sandbox = await sandboxWith(() => {
    const orders = new FederatedWorkload("orders", {
      ...ORDERS,
      issuer: { url: CLUSTER },
      azure: { application: { multiTenant: true }, tenantId: OTHER_TENANT },
    });
    const provider = new EntraProvider("other-tenant", { tenantId: OTHER_TENANT });
    const { clientId } = orders.azure as unknown as { clientId: string };
    new ServicePrincipal("orders-there", { clientId }, { provider });
    run(orders, "shop", "orders");

    new Membership("blue", { membershipId: "blue", project: "fleet-host", authority: { issuer: CLUSTER } });
    const reports = new FederatedWorkload("reports", {
      ...REPORTS,
      issuer: fleetIssuer({
        issuer: CLUSTER,
        membership: MEMBERSHIP,
        projectNumber: gcpSimulatedProjectNumber("fleet-host"),
      }),
      gcp: { project: "shop-prod", roles: ["roles/storage.objectViewer"] },
    });
    run(reports, "shop", "reports");
  });
});
afterEach(() => {
  undo();
  undo = () => {};
});
afterAll(() => sandbox.close());

describe.each<[string, Client]>([
  ["WorkloadIdentityCredential of @azure/identity", nodeClient("azure", "workload-identity")],
  ["WorkloadIdentityCredential of azure-identity", pythonClient("entra", "workload-identity")],
])("%s", (_, client) => {
  it("signs in to the other tenant as the application of its ServiceAccount, and no neighbour does", async () => {
    expect(await inPod(sandbox, ORDERS, client)).toEqual({ ok: true, got: expect.stringMatching(/^FAKE-azure-/) });
    expect(lastDecision(sandbox)).toMatchObject({ allowed: true, subject: "system:serviceaccount:shop:orders" });
    expect(verdictsOn(sandbox, "azure", /./, ORDERS, "api://AzureADTokenExchange")).toEqual(["equal"]);
    const name = sandbox.state.resources.find(({ type }) => type === EXACT)?.name ?? "";
    undo = edit(sandbox, EXACT, name, (credential) => credential.replaceAll("shop:orders", "shop:nobody"));
    expect(await inPod(sandbox, ORDERS, client)).toMatchObject({
      ok: false,
      error: expect.stringContaining("AADSTS700213"),
    });
  });

  it("is refused in a tenant that has no service principal of the application", async () => {
    const elsewhere = (metadata: string) => metadata.replaceAll(OTHER_TENANT, "55555555-6666-7777-8888-999999999999");
    undo = edit(sandbox, PRINCIPAL, "orders-there", elsewhere);
    expect(await inPod(sandbox, ORDERS, client)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/AADSTS90002/),
    });
  });
});

describe.each<[string, Client]>([
  ["google-auth-library", nodeClient("gcp", "token")],
  ["google-auth", pythonClient("gcp", "token")],
])("%s", (_, client) => {
  it("gets the principal of its ServiceAccount in the fleet's pool, and is refused where the membership is another cluster's", async () => {
    expect(await inPod(sandbox, REPORTS, client)).toEqual({
      ok: true,
      got: expect.stringMatching(/^FAKE-gcp-federated-token-/),
    });
    expect(lastDecision(sandbox)).toMatchObject({
      allowed: true,
      target: expect.stringMatching(/^identitynamespace:/),
    });
    const type = "gcp:gkehub/membership:Membership";
    undo = edit(sandbox, type, "blue", (membership) =>
      membership.replaceAll(CLUSTER, "https://oidc.cluster.example/green"),
    );
    expect(await inPod(sandbox, REPORTS, client)).toMatchObject({
      ok: false,
      error: expect.stringContaining("does not match the expected one"),
    });
  });
});
