/**
 * `@azure/identity` and azure-identity in pods of a managed identity. `DefaultAzureCredential` runs without settings of its own: what it
 * would try after a refusal (the metadata service of Azure's machines, command lines) would leave loopback, and that ends the client.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { CLUSTER, deployWorkloads } from "./support/program";
import { edit, inPod, lastDecision, sandboxWith } from "./support/sandbox";
import { verdictsOn } from "./support/verdict";

const ORDERS = { issuer: CLUSTER, namespace: "shop", serviceAccount: "orders" };
const NEIGHBOUR = { ...ORDERS, serviceAccount: "orders-neighbour" };
const TYPE = "azure-native:managedidentity:FederatedIdentityCredential";

let sandbox: Sandbox;
let undo = () => {};
beforeAll(async () => {
  sandbox = await sandboxWith(deployWorkloads);
});
afterEach(() => {
  undo();
  undo = () => {};
});
afterAll(() => sandbox.close());

const verdicts = () => verdictsOn(sandbox, "azure", /orders/, ORDERS, "api://AzureADTokenExchange");

function change(changed: (credential: string) => string): void {
  const name = sandbox.state.resources.find(({ type }) => type === TYPE)?.name ?? "";
  undo = edit(sandbox, TYPE, name, changed);
}

describe.each<[string, Client]>([
  ["WorkloadIdentityCredential of @azure/identity", nodeClient("azure", "workload-identity")],
  ["DefaultAzureCredential of @azure/identity", nodeClient("azure", "default")],
  ["WorkloadIdentityCredential of azure-identity", pythonClient("entra", "workload-identity")],
  ["DefaultAzureCredential of azure-identity", pythonClient("entra", "default")],
])("%s", (_, client) => {
  it("signs in as the identity of its ServiceAccount", async () => {
    expect(await inPod(sandbox, ORDERS, client)).toEqual({ ok: true, got: expect.stringMatching(/^FAKE-azure-/) });
    expect(lastDecision(sandbox)).toMatchObject({ allowed: true, subject: "system:serviceaccount:shop:orders" });
  });

  it("is refused with Entra's error in a pod of another ServiceAccount that is wired the same", async () => {
    expect(await inPod(sandbox, NEIGHBOUR, client)).toEqual(refused);
  });

  it("is refused once the credential names another ServiceAccount", async () => {
    change((credential) => credential.replaceAll("shop:orders", "shop:nobody"));
    expect(await inPod(sandbox, ORDERS, client)).toEqual(refused);
  });

  it("lets the neighbour in where the credential was opened to a namespace, which the proof says too", async () => {
    expect(verdicts()).toEqual(["equal"]);
    const value = "claims['sub'] matches 'system:serviceaccount:shop:*'";
    const claimsMatchingExpression = `"claimsMatchingExpression":${JSON.stringify({ value, languageVersion: 1 })}`;
    change((credential) =>
      credential.replaceAll('"subject":"system:serviceaccount:shop:orders"', claimsMatchingExpression),
    );
    expect(await inPod(sandbox, NEIGHBOUR, client)).toMatchObject({ ok: true });
    expect(verdicts()).toEqual(["over"]);
  });
});

const refused = {
  ok: false,
  error: expect.stringContaining("AADSTS700213: No matching federated identity record found"),
};
