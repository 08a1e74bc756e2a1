/**
 * `google-auth-library` and google-auth in pods outside of GKE (an external account, direct and impersonating) and on GKE (the metadata
 * server). A pool gives every ServiceAccount of its cluster a token of its own principal, so with direct access nobody is refused there:
 * what a principal may do is what is granted to it, and that is asked of the deployed grants.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { gcpSimulatedProjectNumber } from "../../src/clouds/gcp/simulated/resources";
import type { Sandbox } from "../../src/sandbox";
import type { CloudTrust } from "../../src/verifier";
import { evaluate } from "../../src/verifier";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { CLUSTER, deployOnGke, deployWorkloads, GKE_CLUSTER } from "./support/program";
import { edit, inPod, lastDecision, sandboxWith } from "./support/sandbox";
import { verdictsOn } from "./support/verdict";

const MEMBER = "gcp:serviceaccount/iAMMember:IAMMember";
const POOL = `projects/${gcpSimulatedProjectNumber("shop-prod")}/locations/global/workloadIdentityPools`;
const SHOP = { issuer: CLUSTER, namespace: "shop" };
const GKE = { issuer: GKE_CLUSTER, namespace: "gke" };
type Place = typeof SHOP;

let sandbox: Sandbox;
let undo = () => {};
beforeAll(async () => {
  sandbox = await sandboxWith(() => {
    deployWorkloads();
    deployOnGke();
  });
});
afterEach(() => {
  undo();
  undo = () => {};
});
afterAll(() => sandbox.close());

const clients: [string, Client][] = [
  ["google-auth-library", nodeClient("gcp", "token")],
  ["google-auth", pythonClient("gcp", "token")],
];

/** The audience that tokens of a cluster carry for Google. */
function audienceOf({ issuer }: Place): string {
  const provider = sandbox.state.resources.find(({ type }) => type.endsWith(":WorkloadIdentityPoolProvider"));
  return issuer === GKE_CLUSTER ? "shop-prod.svc.id.goog" : `https://iam.googleapis.com/${provider?.state.name}`;
}

/** Whether the pool's own principals are granted anything that reaches this ServiceAccount. */
function isGranted(place: Place, serviceAccount: string): boolean {
  const sub = `system:serviceaccount:${place.namespace}:${serviceAccount}`;
  return sandbox.state
    .trusts("gcp")
    .filter(({ identity }) => !identity.includes("@"))
    .some(({ trust }) => {
      const token = { iss: place.issuer, sub, aud: audienceOf(place) };
      return evaluate(trust as CloudTrust, token).decision === "allow";
    });
}

describe.each(clients)("%s with direct access", (_, client) => {
  it.each([
    ["outside of GKE", SHOP],
    ["on GKE", GKE],
  ])("becomes the principal of its ServiceAccount %s, which alone is granted something", async (_where, place) => {
    for (const [serviceAccount, granted] of [
      ["orders", true],
      ["orders-neighbour", false],
    ] as const) {
      expect(await inPod(sandbox, { ...place, serviceAccount }, client)).toEqual({
        ok: true,
        got: expect.stringMatching(/^FAKE-gcp-federated-token-/),
      });
      const subject = `system:serviceaccount:${place.namespace}:${serviceAccount}`;
      expect(lastDecision(sandbox)).toMatchObject({ allowed: true, call: "sts.token", subject });
      expect(isGranted(place, serviceAccount)).toBe(granted);
    }
  });

  it("is refused with the service's error once the pool takes other audiences", async () => {
    const type = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
    const { name = "" } = sandbox.state.resources.find((resource) => resource.type === type) ?? {};
    undo = edit(sandbox, type, name, (provider) =>
      provider.replaceAll('"oidc":{', '"oidc":{"allowedAudiences":["https://other.example"],'),
    );
    expect(await inPod(sandbox, { ...SHOP, serviceAccount: "orders" }, client)).toEqual({
      ok: false,
      error: expect.stringMatching(/invalid_grant.*audience/s),
    });
  });

  it("leaves the neighbour with the workload's roles where they were granted to the pool, which the proof says too", async () => {
    const verdicts = () =>
      verdictsOn(sandbox, "gcp", /workloadIdentityPools/, { ...SHOP, serviceAccount: "orders" }, audienceOf(SHOP));
    expect(verdicts()).toEqual(["equal"]);
    const { name = "" } = sandbox.state.resources.find((resource) => /^orders-gcp-project/.test(resource.name)) ?? {};
    undo = edit(sandbox, "gcp:projects/iAMMember:IAMMember", name, opened);
    expect(isGranted(SHOP, "orders-neighbour")).toBe(true);
    expect(verdicts()).toEqual(["over"]);
    expect(await inPod(sandbox, { ...SHOP, serviceAccount: "orders-neighbour" }, client)).toMatchObject({ ok: true });
  });
});

/** A member that names one principal, with the whole of its pool in its place. */
const opened = (member: string) =>
  member
    .replaceAll(/principal:\/\/([^"]*)\/subject\/[^"]*/g, "principalSet://$1/*")
    .replaceAll(/serviceAccount:([^"[]*)\[[^"]*\]/g, `principalSet://iam.googleapis.com/${POOL}/$1/namespace/gke`);

describe.each(clients)("%s with a service account", (_, client) => {
  describe.each([
    ["outside of GKE", SHOP, /^reports-gcp-member/, /^reports-gcp-/],
    ["on GKE", GKE, /^gke-reports-gcp-member/, /^gke-reports-gcp-/],
  ])("%s", (_where, place, grant, account) => {
    const reports = { ...place, serviceAccount: "reports" };
    const neighbour = { ...place, serviceAccount: "reports-neighbour" };
    const change = (changed: (member: string) => string) => {
      const { name = "" } = sandbox.state.resources.find(({ type, name }) => type === MEMBER && grant.test(name)) ?? {};
      undo = edit(sandbox, MEMBER, name, changed);
    };

    it("becomes the service account that its ServiceAccount may become", async () => {
      expect(await inPod(sandbox, reports, client)).toEqual({
        ok: true,
        got: expect.stringMatching(/^FAKE-gcp-access-token-/),
      });
      const { target, ...decision } = lastDecision(sandbox) as { target: string };
      expect(target).toMatch(account);
      expect(decision).toMatchObject({ allowed: true, call: "iam.serviceAccounts.getAccessToken" });
    });

    it("is refused with the API's error in a pod of another ServiceAccount that is wired the same", async () => {
      expect(await inPod(sandbox, neighbour, client)).toEqual(refused);
    });

    it("is refused once the grant names another ServiceAccount", async () => {
      change((member) =>
        member.replaceAll(":shop:reports", ":shop:nobody").replaceAll("[gke/reports]", "[gke/nobody]"),
      );
      expect(await inPod(sandbox, reports, client)).toEqual(refused);
    });

    it("lets the neighbour in where the grant was opened, which the proof says too", async () => {
      const verdicts = () => verdictsOn(sandbox, "gcp", account, reports, audienceOf(place));
      expect(verdicts()).toEqual(["equal"]);
      change(opened);
      expect(await inPod(sandbox, neighbour, client)).toMatchObject({ ok: true });
      expect(verdicts()).toEqual(["over"]);
    });
  });
});

describe("getTokenInfo of google-auth-library", () => {
  it.each([SHOP, GKE])("tells whose a service account's token is, and its scopes ($namespace)", async (place) => {
    const answer = await inPod(sandbox, { ...place, serviceAccount: "reports" }, nodeClient("gcp", "token-info"));
    expect(answer).toEqual({
      ok: true,
      got: {
        email: expect.stringMatching(/reports-gcp-/),
        scopes: expect.arrayContaining(["https://www.googleapis.com/auth/cloud-platform"]),
      },
    });
  });
});

const refused = {
  ok: false,
  error: expect.stringMatching(/Permission \\*'iam.serviceAccounts.getAccessToken\\*' denied on resource/),
};
