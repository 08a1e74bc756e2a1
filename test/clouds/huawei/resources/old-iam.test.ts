import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IamServer } from "../support/iam-server";
import { Engine } from "../support/runtime";
import { JWKS, OWNER } from "../support/samples";

let server: IamServer;

beforeEach(async () => {
  server = await IamServer.start();
});
afterEach(() => server.stop());

const connection = () => ({ iamEndpoint: server.endpoint });

describe("a user group", () => {
  const inputs = (more: object = {}) => ({ connection: connection(), name: "orders", owner: OWNER, ...more });
  const stored = () => [...server.state.groups.values()];

  it("lives through creation, a second run, a change in place, drift and deletion", async () => {
    const engine = new Engine("Group");
    const { id, state } = await engine.create(inputs({ description: "of the shop" }));
    expect(stored()).toEqual([{ name: "orders", description: "of the shop (pulumi-workload-identity shop/prod)" }]);
    expect((await engine.refresh(id, state))!).toEqual(state);
    expect((await engine.up(id, state, inputs({ description: "of the shop" }))).did).toBe("nothing");

    const next = await engine.up(id, state, inputs());
    expect(next.did).toBe("update");
    expect(stored()).toEqual([{ name: "orders", description: "(pulumi-workload-identity shop/prod)" }]);

    server.state.groups.set(id, { name: "orders", description: "changed by hand" });
    const seen = await engine.refresh(id, next.state);
    expect((await engine.up(id, seen!, inputs())).did).toBe("update");
    expect(stored()).toEqual([{ name: "orders", description: "(pulumi-workload-identity shop/prod)" }]);

    await engine.operations.delete(id, next.state);
    expect(stored()).toEqual([]);
    expect(await engine.refresh(id, next.state)).toBeUndefined();
    await engine.operations.delete(id, next.state);
  });

  it("of another name is another group, because rules name it", async () => {
    const engine = new Engine("Group");
    const { id, state } = await engine.create(inputs());
    expect((await engine.up(id, state, inputs({ name: "orders-2" }))).did).toBe("replace");
  });

  it.each([429, 500, "silence", "reset-before", "reset-after"] as const)(
    "disturbed by %s is created once",
    async (fault) => {
      server.fail("POST", /groups/, fault);
      const { id } = await new Engine("Group", { timeout: 200 }).create(inputs());
      expect([...server.state.groups.keys()]).toEqual([id]);
    },
  );

  it("found by a repeated creation is the same group", async () => {
    const engine = new Engine("Group");
    const { id } = await engine.create(inputs());
    expect((await engine.create(inputs())).id).toBe(id);
    expect(stored()).toHaveLength(1);
  });

  it.each(["", "mine", "(pulumi-workload-identity other/stack)"])(
    "of somebody else, described as %j, is not taken",
    async (description) => {
      server.state.groups.set("g1", { name: "orders", description });
      await expect(new Engine("Group").create(inputs())).rejects.toMatchObject({ code: "huawei-name-taken" });
      expect(stored()).toEqual([{ name: "orders", description }]);
    },
  );
});

describe("a role of a group", () => {
  const OBS = "11111111111111111111111111111111";
  let groupId: string;
  const inputs = (more: object) => ({ connection: connection(), groupId, role: "OBS ReadOnlyAccess", ...more });
  const engine = () => new Engine("GroupRoleAssignment");

  beforeEach(async () => {
    const group = { connection: connection(), name: "orders", owner: OWNER };
    groupId = (await new Engine("Group").create(group)).id;
    server.requests.length = 0;
  });

  it.each<[string, object, (group: string) => string]>([
    [
      "the account",
      { scope: "domain" },
      (group) => `/v3/domains/d0000000000000000000000000000001/groups/${group}/roles/${OBS}`,
    ],
    [
      "all projects",
      { scope: "all-projects" },
      (group) =>
        `/v3/OS-INHERIT/domains/d0000000000000000000000000000001/groups/${group}/roles/${OBS}/inherited_to_projects`,
    ],
    [
      "a project by name",
      { scope: "project", scopeId: "cn-north-4" },
      (group) => `/v3/projects/b0000000000000000000000000000001/groups/${group}/roles/${OBS}`,
    ],
    [
      "a project by id",
      { scope: "project", scopeId: "b0000000000000000000000000000009" },
      (group) => `/v3/projects/b0000000000000000000000000000009/groups/${group}/roles/${OBS}`,
    ],
    [
      "an enterprise project",
      { scope: "enterprise-project", scopeId: "ep-1" },
      (group) => `/v3.0/OS-PERMISSION/enterprise-projects/ep-1/groups/${group}/roles/${OBS}`,
    ],
  ])("on %s is assigned, seen, lost and removed at its own address", async (_, scope, path) => {
    const { id, state } = await engine().create(inputs(scope));
    expect(server.calls("PUT")).toEqual([`PUT ${path(groupId)}`]);
    expect(state).toMatchObject({ roleId: OBS });
    expect((await engine().refresh(id, state))!).toEqual(state);
    expect((await engine().up(id, state, inputs(scope))).did).toBe("nothing");
    await engine().operations.delete(id, state);
    expect(server.state.assignments.size).toBe(0);
    expect(await engine().refresh(id, state)).toBeUndefined();
    await engine().operations.delete(id, state);
    expect(server.calls("DELETE")).toEqual(Array(2).fill(`DELETE ${path(groupId)}`));
  });

  it.each([
    ["an id", OBS, OBS],
    ["a display name", "OBS ReadOnlyAccess", OBS],
    ["an internal name", "te_admin", "22222222222222222222222222222222"],
    ["a name on the second page", "SWR Admin", "33333333333333333333333333333333"],
  ])("may be given by %s", async (_, role, roleId) => {
    expect((await engine().create(inputs({ scope: "domain", role }))).state).toMatchObject({ roleId });
  });

  it("may be a custom policy", async () => {
    server.state.customPolicies.set("c9", { display_name: "orders-bucket", type: "AX", description: "", policy: {} });
    const { state } = await engine().create(inputs({ scope: "domain", role: "orders-bucket" }));
    expect(state).toMatchObject({ roleId: "c9" });
  });

  it.each([
    ["Nobody", "huawei-role-unknown"],
    ["Twice", "huawei-role-ambiguous"],
  ])("called %s is refused", async (role, code) => {
    await expect(engine().create(inputs({ scope: "domain", role }))).rejects.toMatchObject({ code });
  });

  it("called by another name of the same role goes before it comes again", async () => {
    const { id, state } = await engine().create(inputs({ scope: "domain" }));
    const next = await engine().inputs(inputs({ scope: "domain", role: OBS }));
    expect(await engine().operations.diff(id, state, next)).toMatchObject({
      replaces: ["role"],
      deleteBeforeReplace: true,
    });
  });

  it("of another group is assigned before it goes from the one that had it", async () => {
    const { id, state } = await engine().create(inputs({ scope: "domain" }));
    const next = await engine().inputs({ ...inputs({ scope: "domain" }), groupId: "another" });
    expect(await engine().operations.diff(id, state, next)).toMatchObject({
      replaces: ["groupId"],
      deleteBeforeReplace: false,
    });
  });

  it.each<[string, object, string]>([
    ["a scope that is none", { scope: "region" }, "huawei-role-scope-unknown"],
    ["a project without its name", { scope: "project" }, "huawei-role-scope-incomplete"],
    ["no role", { scope: "domain", role: "" }, "huawei-role-assignment-incomplete"],
  ])("with %s is refused before anything is sent", async (_, more, code) => {
    await expect(engine().create(inputs(more))).rejects.toThrow(`[${code}]`);
    expect(server.requests).toEqual([]);
  });

  it.each([429, 500, "reset-after"] as const)("disturbed by %s is assigned once", async (fault) => {
    server.fail("PUT", /roles/, fault);
    await engine().create(inputs({ scope: "domain" }));
    expect(server.state.assignments.size).toBe(1);
  });
});

describe("a custom policy", () => {
  const POLICY = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["obs:object:GetObject"] }] };
  const inputs = (more: object = {}) => ({
    connection: connection(),
    displayName: "orders-bucket",
    type: "AX",
    policy: POLICY,
    owner: OWNER,
    ...more,
  });
  const engine = () => new Engine("CustomPolicy");

  it("lives through creation, a second run, a change in place, drift and deletion", async () => {
    const { id, state } = await engine().create(inputs());
    expect((await engine().refresh(id, state))!).toEqual(state);
    expect((await engine().up(id, state, inputs())).did).toBe("nothing");
    const wider = { ...POLICY, Statement: [{ Effect: "Allow", Action: ["obs:*:*"] }] };
    server.state.customPolicies.get(id)!.policy = wider;
    const seen = await engine().refresh(id, state);
    expect((await engine().up(id, seen!, inputs())).did).toBe("update");
    expect(server.state.customPolicies.get(id)).toMatchObject({ policy: POLICY });
    await engine().operations.delete(id, state);
    expect(server.state.customPolicies.size).toBe(0);
    expect(await engine().refresh(id, state)).toBeUndefined();
  });

  it.each([500, "reset-after"] as const)("disturbed by %s is created once", async (fault) => {
    server.fail("POST", /OS-ROLE/, fault);
    const { id } = await engine().create(inputs());
    expect([...server.state.customPolicies.keys()]).toEqual([id]);
  });

  it("of somebody else is not taken", async () => {
    server.state.customPolicies.set("c9", { display_name: "orders-bucket", type: "AX", description: "", policy: {} });
    await expect(engine().create(inputs())).rejects.toMatchObject({ code: "huawei-name-taken" });
  });

  it.each<[object, string]>([
    [{ policy: { Version: "5.0" } }, "huawei-policy-version-unknown"],
    [{ type: "XX" }, "huawei-policy-type-unknown"],
    [{ displayName: "" }, "huawei-policy-name-invalid"],
  ])("with %j is refused", async (more, code) => {
    await expect(engine().create(inputs(more))).rejects.toThrow(`[${code}]`);
  });
});

describe("the key set of a cluster", () => {
  const engine = () => new Engine("ClusterJwks");
  const inputs = (more: object = {}) => ({
    connection: { ...connection(), cceEndpoint: server.endpoint, region: "cn-north-4" },
    clusterId: "1f2e3d4c",
    endpoint: server.endpoint,
    ...more,
  });

  it("is read with a signed call of its own content type, and again at a refresh", async () => {
    server.state.clusterJwks = JWKS;
    const { id, state } = await engine().create(inputs());
    expect(JSON.parse(String(state.jwks)).keys.map(({ kid }: { kid: string }) => kid)).toEqual(["key-a", "key-b"]);
    server.state.clusterJwks = { keys: [JWKS.keys[0]] };
    expect(JSON.parse(String((await engine().refresh(id, state))!.jwks)).keys).toHaveLength(1);
    await engine().operations.delete(id, state);
  });

  it("with private keys in it is refused and not shown", async () => {
    server.state.clusterJwks = { keys: [{ ...JWKS.keys[0], d: "SECRET" }] };
    const error = await engine()
      .create(inputs())
      .catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "jwks-invalid" });
    expect(String(error)).not.toContain("SECRET");
  });

  it("is not asked for without TLS elsewhere", async () => {
    await expect(engine().create(inputs({ endpoint: "http://cluster.example.com" }))).rejects.toMatchObject({
      code: "huawei-endpoint-invalid",
    });
  });
});
