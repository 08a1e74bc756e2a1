import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import type { NimbusIdentity, NimbusTrust } from "pulumi-workload-identity/clouds/nimbus";
import type { Sandbox } from "pulumi-workload-identity/sandbox";
import { startSandbox } from "pulumi-workload-identity/sandbox";
import { installCloudMocks, outputValue, settled, toAdmitOnly } from "pulumi-workload-identity/testing";
import { evaluate, explain, prove } from "pulumi-workload-identity/verifier";
import { afterEach, describe, expect, it } from "vitest";

// Runs in a copy of the library that knows Nimbus, as a test of a user of it.

const ISSUER = "https://oidc.cluster.example/id/1";
const AUDIENCE = "sts.nimbus.example";
const ORDERS = { issuer: ISSUER, namespace: "shop", serviceAccount: "orders" };
const CART = { ...ORDERS, serviceAccount: "cart" };

/** A workload with its pods, and what it becomes on Nimbus. */
async function program(): Promise<pulumi.Output<NimbusIdentity> | undefined> {
  const { FederatedWorkload } = await import("pulumi-workload-identity");
  const workload = new FederatedWorkload("orders", {
    issuer: { url: ISSUER },
    namespace: ORDERS.namespace,
    serviceAccount: ORDERS.serviceAccount,
    nimbus: { permissions: ["storage:read"] },
  });
  const labels = { app: "orders" };
  const template = workload.podTemplate({
    metadata: { labels },
    spec: { containers: [{ name: "app", image: "app" }] },
  });
  new Deployment("orders", {
    metadata: { namespace: ORDERS.namespace },
    spec: { selector: { matchLabels: labels }, template },
  });
  await settled();
  return workload.nimbus;
}

describe("Nimbus under mocks and in the verifier", () => {
  it("admits only the ServiceAccount that the program names", async () => {
    const mocks = await installCloudMocks();
    const identity = await outputValue((await program())!);
    const trust = (await mocks.trust("nimbus")) as NimbusTrust;
    expect(trust.role).toBe(identity.role);
    expect(toAdmitOnly(trust, ORDERS).pass).toBe(true);
    expect(toAdmitOnly(trust, [ORDERS, CART]).pass).toBe(false);
  });

  it("is proved, evaluated and explained", () => {
    const members = [ORDERS, CART].map(({ issuer, namespace, serviceAccount }) => {
      return { issuer, subject: `system:serviceaccount:${namespace}:${serviceAccount}`, audience: AUDIENCE };
    });
    const trust: NimbusTrust = { cloud: "nimbus", role: "orders", members };
    expect(prove(trust, { subjects: [ORDERS, CART], audience: AUDIENCE })).toEqual({ verdict: "equal" });
    const verdict = prove(trust, { subjects: [ORDERS], audience: AUDIENCE });
    expect(verdict).toMatchObject({ verdict: "over", token: { sub: "system:serviceaccount:shop:cart" } });
    expect(explain(verdict).text).toContain("system:serviceaccount:shop:cart");
    const stranger = { iss: ISSUER, sub: "system:serviceaccount:shop:admin", aud: AUDIENCE };
    expect(evaluate(trust, stranger).decision).toBe("deny");
    expect(evaluate(trust, { ...stranger, sub: "system:serviceaccount:shop:orders" }).decision).toBe("allow");
  });
});

describe("Nimbus in the sandbox", () => {
  let sandbox: Sandbox | undefined;

  afterEach(() => sandbox?.close());

  it("gives the intended pod credentials and refuses its neighbour", async () => {
    sandbox = await startSandbox();
    await pulumi.runtime.setMocks(sandbox.mocks(), "project", "stack", false);
    await program();
    const pod = await sandbox.pod(ORDERS);
    const { NIMBUS_ROLE: role, NIMBUS_STS_ENDPOINT: endpoint } = pod.environment;
    expect(pod.environment).toMatchObject({ NIMBUS_TOKEN_FILE: expect.stringMatching(/nimbus\/token$/) });
    const exchange = async (subject: typeof ORDERS) => {
      const token = await sandbox!.mint({ ...subject, audience: AUDIENCE });
      const response = await fetch(`${endpoint}/token`, { method: "POST", body: JSON.stringify({ role, token }) });
      return response.json();
    };
    expect(await exchange(ORDERS)).toEqual({ credentials: expect.stringMatching(/^FAKE-nimbus-credentials-/) });
    expect(await exchange(CART)).toEqual({ error: "AccessDenied" });
    await pod.close();
  });
});
