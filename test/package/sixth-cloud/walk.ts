import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import type { NimbusIdentity, NimbusRegistrationArgs, NimbusWorkloadArgs } from "pulumi-workload-identity";
import type { NimbusRegistration, NimbusTrust } from "pulumi-workload-identity/clouds/nimbus";
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
const ROLE: NimbusWorkloadArgs = { permissions: ["storage:read"] };
const DEPLOYED_ISSUER = {
  type: "nimbus:iam/issuer:Issuer",
  name: "cluster",
  id: "nimbus:issuer/cluster",
  state: { issuerId: "nimbus:issuer/cluster", url: ISSUER, audience: AUDIENCE },
};

/** A workload with its pods, and what it becomes on Nimbus; of an issuer that it registers by itself, unless it is registered already. */
async function program(registered?: NimbusRegistration): Promise<pulumi.Output<NimbusIdentity> | undefined> {
  const { FederatedWorkload } = await import("pulumi-workload-identity");
  const workload = new FederatedWorkload("orders", {
    issuer: { url: ISSUER, ...(registered === undefined ? {} : { nimbus: registered }) },
    namespace: ORDERS.namespace,
    serviceAccount: ORDERS.serviceAccount,
    nimbus: ROLE,
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

  it("takes what another stack registered, and sees where that is another issuer, audience or registration", async () => {
    const proofOf = async (state: object) => {
      const deployed = [{ ...DEPLOYED_ISSUER, state: { ...DEPLOYED_ISSUER.state, ...state } }];
      const mocks = await installCloudMocks({ deployed });
      await program({ issuerId: DEPLOYED_ISSUER.id });
      expect(mocks.ofType(DEPLOYED_ISSUER.type)).toEqual([]);
      return toAdmitOnly(await mocks.trust("nimbus"), ORDERS).pass;
    };
    expect(await proofOf({})).toBe(true);
    expect(await proofOf({ url: "https://oidc.cluster.example/id/2" })).toBe(false);
    expect(await proofOf({ audience: "sts.example" })).toBe(false);
    expect(await proofOf({ issuerId: "nimbus:issuer/other" })).toBe(false);
  });

  it("registers as a ClusterFederation says, for tokens of the same audience", async () => {
    const mocks = await installCloudMocks();
    const { ClusterFederation, FederatedWorkload } = await import("pulumi-workload-identity");
    const nimbus: NimbusRegistrationArgs = { audience: "tokens.example" };
    const cluster = new ClusterFederation("cluster", { issuer: { url: ISSUER }, nimbus });
    const { namespace, serviceAccount } = ORDERS;
    new FederatedWorkload("orders", {
      issuer: cluster.issuer,
      namespace,
      serviceAccount,
      nimbus: { ...ROLE, ...nimbus },
    });
    await settled();
    expect(mocks.ofType(DEPLOYED_ISSUER.type)).toMatchObject([{ inputs: { url: ISSUER, audience: "tokens.example" } }]);
    const trust = await mocks.trust("nimbus");
    expect(prove(trust, { subjects: [ORDERS], audience: "tokens.example" })).toEqual({ verdict: "equal" });
  });

  it("is proved, evaluated and explained", () => {
    const issuers = [{ id: DEPLOYED_ISSUER.id, issuer: ISSUER, audience: AUDIENCE }];
    const members = [ORDERS, CART].map(({ namespace, serviceAccount }) => {
      return { issuerId: DEPLOYED_ISSUER.id, subject: `system:serviceaccount:${namespace}:${serviceAccount}` };
    });
    const trust: NimbusTrust = { cloud: "nimbus", role: "orders", issuers, members };
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
    expect(await exchange({ ...ORDERS, issuer: "https://oidc.cluster.example/id/2" })).toEqual({
      error: "AccessDenied",
    });
    await pod.close();
  });

  it("registers an issuer once in an account", async () => {
    sandbox = await startSandbox();
    const { type, state } = DEPLOYED_ISSUER;
    const { newResource } = sandbox.mocks();
    const inputs = { url: state.url, audience: state.audience };
    const register = async (name: string) => newResource({ type, name, inputs, custom: true });
    expect(await register("cluster")).toMatchObject({ state: { ...inputs, issuerId: expect.any(String) } });
    await expect(register("again")).rejects.toThrow("IssuerExists");
  });
});
