/** Clients of the vendors whose pods name the registration of their own cluster, in pods of a blue and of a green cluster. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { BLUE_CLUSTER, deployBlueAndGreen, GREEN_CLUSTER } from "./support/program";
import { inPod, lastDecision, sandboxWith } from "./support/sandbox";

const ORDERS = { namespace: "shop", serviceAccount: "orders" };
const CLUSTERS = { blue: BLUE_CLUSTER, green: GREEN_CLUSTER };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await sandboxWith(async ({ issuer }) => {
    const keysOf = async (url: string) => JSON.stringify((await issuer(url)).jwks);
    deployBlueAndGreen({ blue: await keysOf(BLUE_CLUSTER), green: await keysOf(GREEN_CLUSTER) });
  });
});
afterAll(() => sandbox.close());

describe.each<[string, Client]>([
  ["google-auth-library", nodeClient("gcp", "token")],
  ["google-auth", pythonClient("gcp", "token")],
  ["@alicloud/credentials", nodeClient("alicloud", "default")],
  ["Huawei Cloud's SDK for Node.js", nodeClient("huawei", "id-token-file")],
])("%s", (_, client) => {
  it.each(["blue", "green"] as const)("becomes the identity in a pod of the %s cluster", async (cluster) => {
    const pod = { ...ORDERS, workload: cluster, issuer: CLUSTERS[cluster] };
    expect(await inPod(sandbox, pod, client)).toMatchObject({ ok: true });
    expect(lastDecision(sandbox)).toMatchObject({ allowed: true, subject: "system:serviceaccount:shop:orders" });
  });

  it("is refused in a pod of the green cluster that is wired as one of the blue", async () => {
    const pod = { ...ORDERS, workload: "blue", issuer: CLUSTERS.green };
    expect(await inPod(sandbox, pod, client)).toMatchObject({ ok: false });
  });
});
