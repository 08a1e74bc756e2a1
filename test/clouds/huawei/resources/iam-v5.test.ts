import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderHuaweiTrustPolicy } from "../../../../src/clouds/huawei/trust";
import { IamServer } from "../support/iam-server";
import { Engine } from "../support/runtime";
import { OWNER } from "../support/samples";

const ISSUER = "https://issuer.example.com/prod";

let server: IamServer;

beforeEach(async () => {
  server = await IamServer.start();
});
afterEach(() => server.stop());

const connection = () => ({ iamEndpoint: server.endpoint });

describe("an OIDC provider", () => {
  const engine = (settings = {}) => new Engine("OidcProvider", settings);
  const inputs = (more: object = {}) => ({
    connection: connection(),
    name: "prod",
    url: ISSUER,
    clientIds: ["prod-cluster"],
    owner: OWNER,
    ...more,
  });

  it("lives through creation, a second run, drift and deletion", async () => {
    const { id, state } = await engine().create(inputs());
    expect(state).toMatchObject({ providerUrn: `iam::${server.state.domainId}:oidcProvider:prod` });
    expect((await engine().refresh(id, state))!).toEqual(state);
    expect((await engine().up(id, state, inputs())).did).toBe("nothing");
    server.state.oidcProviders.get(id)!.client_ids.push("another");
    const seen = await engine().refresh(id, state);
    expect((await engine().up(id, seen!, inputs())).did).toBe("update");
    expect(server.state.oidcProviders.get(id)!.client_ids).toEqual(["prod-cluster"]);
    await engine().operations.delete(id, state);
    expect(server.state.oidcProviders.size).toBe(0);
    expect(await engine().refresh(id, state)).toBeUndefined();
  });

  it("changes client ids, fingerprints and description in place, and never is without a client id", async () => {
    const { id, state } = await engine().create(inputs());
    const more = { clientIds: ["second", "third"], thumbprints: ["ab"], description: "prod" };
    const next = await engine().up(id, state, inputs(more));
    expect(next.did).toBe("update");
    expect(server.state.oidcProviders.get(id)).toMatchObject({
      client_ids: ["second", "third"],
      thumbprints: ["ab"],
      description: "prod (pulumi-workload-identity shop/prod)",
    });
    expect((await engine().refresh(id, next.state))!).toEqual(next.state);
  });

  it("of another issuer is another provider, after the old one of that name is gone", async () => {
    const { id, state } = await engine().create(inputs());
    const next = await engine().inputs(inputs({ url: `${ISSUER}/2` }));
    expect(await engine().operations.diff(id, state, next)).toMatchObject({
      replaces: ["url"],
      deleteBeforeReplace: true,
    });
  });

  it.each([429, 500, "silence", "reset-before", "reset-after"] as const)(
    "disturbed by %s is created once",
    async (fault) => {
      server.fail("POST", /oidc-providers/, fault);
      const { id } = await engine({ timeout: 200 }).create(inputs());
      expect([...server.state.oidcProviders.keys()]).toEqual([id]);
    },
  );

  it.each<[string, object]>([
    ["somebody else", { owner: "other/stack" }],
    ["another issuer", { url: `${ISSUER}/2` }],
  ])("of %s is not taken", async (_, more) => {
    await engine().create(inputs());
    await expect(engine().create(inputs(more))).rejects.toMatchObject({ code: "huawei-name-taken" });
    expect(server.state.oidcProviders.size).toBe(1);
  });

  it.each<[object, string]>([
    [{ url: "https://kubernetes.default.svc.cluster.local" }, "issuer-not-public"],
    [{ clientIds: [] }, "huawei-client-ids-invalid"],
    [{ clientIds: ["12345"] }, "huawei-client-id-number"],
    [{ clientIds: ["https://kubernetes.default.svc"] }, "audience-of-api-server"],
    [{ name: "a b" }, "huawei-oidc-provider-name-invalid"],
  ])("with %j is refused before anything is sent", async (more, code) => {
    await expect(engine().create(inputs(more))).rejects.toThrow(`[${code}]`);
    expect(server.requests).toEqual([]);
  });
});

describe("a trust agency", () => {
  const policy = (serviceAccount: string) =>
    renderHuaweiTrustPolicy(
      [{ issuer: ISSUER, providerUrn: "iam::a:oidcProvider:prod", subjects: [{ namespace: "shop", serviceAccount }] }],
      "prod-cluster",
    );
  const engine = (settings = {}) => new Engine("TrustAgency", settings);
  const inputs = (more: object = {}) => ({
    connection: connection(),
    name: "orders",
    trustPolicy: policy("orders"),
    owner: OWNER,
    ...more,
  });

  it("lives through creation, a second run and deletion", async () => {
    const { id, state } = await engine().create(inputs({ path: "workloads/" }));
    expect(state).toMatchObject({ agencyUrn: `iam::${server.state.domainId}:agency:workloads/orders` });
    expect((await engine().refresh(id, state))!).toEqual(state);
    expect((await engine().up(id, state, inputs({ path: "workloads/" }))).did).toBe("nothing");
    await engine().operations.delete(id, state);
    expect(server.state.agencies.size).toBe(0);
    expect(await engine().refresh(id, state)).toBeUndefined();
  });

  it("takes another trust policy in place, and nothing else is written", async () => {
    const { id, state } = await engine().create(inputs());
    const next = await engine().up(id, state, inputs({ trustPolicy: policy("cart") }));
    expect(next.did).toBe("update");
    expect(JSON.parse(server.state.agencies.get(id)!.trust_policy)).toEqual(policy("cart"));
    expect(server.calls("PUT")).toEqual([`PUT /v5/agencies/${id}/trust-policy`]);
  });

  it("whose trust was widened elsewhere is narrowed by a refresh and the next run", async () => {
    const { id, state } = await engine().create(inputs());
    const stored = server.state.agencies.get(id)!;
    stored.trust_policy = stored.trust_policy.replace(":shop:orders", ":*:*").replace("StringEquals", "StringMatch");
    const seen = await engine().refresh(id, state);
    expect((await engine().up(id, seen!, inputs())).did).toBe("update");
    expect(JSON.parse(stored.trust_policy)).toEqual(policy("orders"));
  });

  it("is the same where the cloud writes its policy in another order", async () => {
    const { id, state } = await engine().create(inputs());
    const stored = server.state.agencies.get(id)!;
    const { Version, Statement } = JSON.parse(stored.trust_policy) as { Version: string; Statement: object[] };
    stored.trust_policy = JSON.stringify({ Statement, Version }, undefined, 1);
    expect((await engine().up(id, (await engine().refresh(id, state))!, inputs())).did).toBe("nothing");
  });

  it("changes session and description in place", async () => {
    const { id, state } = await engine().create(inputs());
    await engine().up(id, state, inputs({ maxSessionDuration: 7200, description: "of the shop" }));
    expect(server.state.agencies.get(id)).toMatchObject({
      max_session_duration: 7200,
      description: "of the shop (pulumi-workload-identity shop/prod)",
    });
  });

  it.each([429, 500, "silence", "reset-before", "reset-after"] as const)(
    "disturbed by %s is created once",
    async (fault) => {
      server.fail("POST", /agencies/, fault);
      const { id } = await engine({ timeout: 200 }).create(inputs());
      expect([...server.state.agencies.keys()]).toEqual([id]);
    },
  );

  it("left by an interrupted run is found and brought up to date", async () => {
    const { id } = await engine().create(inputs());
    const again = await engine().create(inputs({ trustPolicy: policy("cart") }));
    expect(again.id).toBe(id);
    expect(JSON.parse(server.state.agencies.get(id)!.trust_policy)).toEqual(policy("cart"));
  });

  it("of somebody else is not taken, nor its trust changed", async () => {
    const { id } = await engine().create(inputs({ owner: "other/stack" }));
    await expect(engine().create(inputs({ trustPolicy: policy("cart") }))).rejects.toMatchObject({
      code: "huawei-name-taken",
    });
    expect(JSON.parse(server.state.agencies.get(id)!.trust_policy)).toEqual(policy("orders"));
  });

  it.each<[object, string]>([
    [{ name: "a b" }, "huawei-agency-name-invalid"],
    [{ trustPolicy: "{}" }, "huawei-trust-policy-invalid"],
    [{ trustPolicy: { Version: "5.0", Statement: ["x".repeat(7000)] } }, "huawei-trust-policy-too-long"],
    [{ maxSessionDuration: 900 }, "huawei-session-duration-out-of-range"],
    [{ path: "/a" }, "huawei-agency-path-invalid"],
    [{ owner: "" }, "huawei-owner-invalid"],
    [{ description: "a<b" }, "huawei-description-invalid"],
  ])("with %j is refused before anything is sent", async (more, code) => {
    await expect(engine().create(inputs(more))).rejects.toThrow(`[${code}]`);
    expect(server.requests).toEqual([]);
  });

  describe("and its policies", () => {
    const attachment = () => new Engine("AgencyPolicyAttachment");
    const attached = (agencyId: string, policyName = "Policy180") => ({
      connection: connection(),
      agencyId,
      policy: policyName,
    });

    it("are attached by name or id, seen, lost and detached, before the agency can go", async () => {
      const agency = await engine().create(inputs());
      const { id, state } = await attachment().create(attached(agency.id));
      expect(id).toBe(`policy-180/${agency.id}`);
      expect((await attachment().create(attached(agency.id, "policy-180"))).id).toBe(id);
      expect((await attachment().refresh(id, state))!).toEqual(state);
      await expect(engine().operations.delete(agency.id, agency.state)).rejects.toMatchObject({
        code: "huawei-conflict",
      });
      await attachment().operations.delete(id, state);
      await attachment().operations.delete(id, state);
      expect(await attachment().refresh(id, state)).toBeUndefined();
      await engine().operations.delete(agency.id, agency.state);
      expect(await attachment().refresh(id, state)).toBeUndefined();
    });

    it("of another agency are attached before they leave the one that had them, and by another name after", async () => {
      const agency = await engine().create(inputs());
      const { id, state } = await attachment().create(attached(agency.id));
      const becomes = async (agencyId: string, policy: string) =>
        attachment().operations.diff(id, state, await attachment().inputs(attached(agencyId, policy)));
      expect(await becomes("another", "Policy180")).toMatchObject({ deleteBeforeReplace: false });
      expect(await becomes(agency.id, "policy-180")).toMatchObject({ deleteBeforeReplace: true });
    });

    it("have to exist", async () => {
      const agency = await engine().create(inputs());
      await expect(attachment().create(attached(agency.id, "Policy999"))).rejects.toMatchObject({
        code: "huawei-policy-unknown",
      });
    });
  });
});

describe("a pod identity association", () => {
  const engine = (settings = {}) => new Engine("PodIdentityAssociation", settings);
  const inputs = (more: object = {}) => ({
    connection: { ...connection(), cceEndpoint: server.endpoint, region: "cn-north-4" },
    clusterId: "1f2e3d4c",
    namespace: "shop",
    serviceAccount: "orders",
    agencyName: "orders",
    ...more,
  });
  const stored = () => [...server.state.podIdentities.values()];

  it("lives through creation, a second run, a change in place and deletion", async () => {
    const { id, state } = await engine().create(inputs({ tags: { team: "shop" } }));
    expect(server.requests.find(({ method }) => method === "POST")!.path).toBe(
      "/api/v3/projects/b0000000000000000000000000000001/clusters/1f2e3d4c/pod-identity-associations",
    );
    expect(stored()).toEqual([
      { namespace: "shop", serviceAccount: "orders", agencyName: "orders", tags: [{ key: "team", value: "shop" }] },
    ]);
    expect((await engine().refresh(id, state))!).toEqual(state);
    const next = await engine().up(id, state, inputs({ tags: { team: "shop" }, agencyName: "orders-2" }));
    expect(next.did).toBe("update");
    expect(stored()).toMatchObject([{ agencyName: "orders-2" }]);
    await engine().operations.delete(id, next.state);
    expect(stored()).toEqual([]);
    expect(await engine().refresh(id, next.state)).toBeUndefined();
    await engine().operations.delete(id, next.state);
  });

  it("that was changed elsewhere is set right by a refresh and the next run", async () => {
    const { id, state } = await engine().create(inputs());
    server.state.podIdentities.get(id)!.agencyName = "admin";
    expect((await engine().up(id, (await engine().refresh(id, state))!, inputs())).did).toBe("update");
    expect(stored()).toMatchObject([{ agencyName: "orders" }]);
  });

  it.each([429, 500, "silence", "reset-before", "reset-after"] as const)(
    "disturbed by %s is created once",
    async (fault) => {
      server.fail("POST", /associations/, fault);
      const { id } = await engine({ timeout: 200 }).create(inputs());
      expect([...server.state.podIdentities.keys()]).toEqual([id]);
    },
  );

  it("for a ServiceAccount that has another agency is refused, and that one stays", async () => {
    await engine().create(inputs({ agencyName: "theirs" }));
    await expect(engine().create(inputs())).rejects.toMatchObject({
      code: "huawei-pod-identity-taken",
      message: expect.stringContaining("theirs"),
    });
    expect(stored()).toMatchObject([{ agencyName: "theirs" }]);
  });

  it("with other tags or of another ServiceAccount is another one; the old one goes first where it is in the way", async () => {
    const { id, state } = await engine().create(inputs());
    const diff = async (more: object) => engine().operations.diff(id, state, await engine().inputs(inputs(more)));
    expect(await diff({ tags: { a: "b" } })).toMatchObject({ replaces: ["tags"], deleteBeforeReplace: true });
    expect(await diff({ serviceAccount: "cart" })).toMatchObject({ deleteBeforeReplace: false });
  });
});
