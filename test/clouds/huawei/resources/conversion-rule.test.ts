import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownerRule } from "../../../../src/clouds/huawei/resources/mapping-rules";
import { renderHuaweiRules } from "../../../../src/clouds/huawei/trust";
import { IamServer } from "../support/iam-server";
import { Engine } from "../support/runtime";
import { OWNER } from "../support/samples";

const CATCH_ALL = { remote: [{ type: "__NAMEID__" }], local: [{ user: { name: "FederationUser" } }] };
const FOREIGN = {
  remote: [{ type: "email", any_one_of: ["ann@example.com"] }],
  local: [{ user: { name: "ann" } }, { group: { name: "admin" } }],
};

let server: IamServer;
let engine: Engine;

beforeEach(async () => {
  server = await IamServer.start();
  server.state.mappings.set("prod", [ownerRule("")]);
  engine = new Engine("ConversionRule");
});
afterEach(() => server.stop());

const ruleOf = (serviceAccount: string, group = serviceAccount) =>
  renderHuaweiRules([{ namespace: "shop", serviceAccount }], group)[0]!;
const inputs = (serviceAccount: string, more: object = {}) => ({
  connection: { iamEndpoint: server.endpoint },
  mappingId: "prod",
  rule: ruleOf(serviceAccount),
  owner: OWNER,
  ...more,
});
const stored = () => server.state.mappings.get("prod")!;

describe("a conversion rule", () => {
  it("is added to those that are there, under the name of its owner", async () => {
    const { id } = await engine.create(inputs("orders"));
    await engine.create(inputs("cart"));
    expect(id).toBe("prod/shop.orders");
    expect(stored()).toEqual([ownerRule(OWNER), ruleOf("orders"), ruleOf("cart")]);
  });

  it("is not lost where twenty are created, changed and deleted at once", async () => {
    const names = Array.from({ length: 20 }, (_, i) => `worker-${i}`);
    const made = await Promise.all(names.map((name) => engine.create(inputs(name))));
    expect(stored()).toHaveLength(21);
    await Promise.all([
      ...made.slice(0, 5).map(({ id, state }) => engine.operations.delete(id, state)),
      ...made
        .slice(5, 10)
        .map(({ id, state }, i) => engine.up(id, state, inputs("", { rule: ruleOf(`worker-${i + 5}`, "changed") }))),
      ...["new-1", "new-2"].map((name) => engine.create(inputs(name))),
    ]);
    const groups = (stored() as ReturnType<typeof ruleOf>[]).slice(1).map(({ local }) => local[1].group.name);
    expect(groups.sort()).toEqual([...names.slice(10), "new-1", "new-2", ...Array(5).fill("changed")].sort());
  });

  it("that was created already by an interrupted run is found", async () => {
    await engine.create(inputs("orders"));
    const before = structuredClone(stored());
    await engine.create(inputs("orders"));
    expect(stored()).toEqual(before);
    expect(server.calls("PATCH")).toHaveLength(1);
  });

  it("takes the place of this stack's rule for the same subject", async () => {
    await engine.create(inputs("orders"));
    await engine.create(inputs("", { rule: ruleOf("orders", "admin") }));
    expect(stored()).toEqual([ownerRule(OWNER), ruleOf("orders", "admin")]);
  });

  it.each([
    ["for another subject", { rule: { ...ruleOf("orders"), remote: ruleOf("cart").remote } }],
    ["in a mapping that others write too", { rule: ruleOf("orders", "admin"), shared: true }],
  ])("is refused a user name that another rule has %s", async (_, change) => {
    await engine.create(inputs("orders"));
    await expect(engine.create(inputs("", change))).rejects.toMatchObject({ code: "huawei-user-name-taken" });
    expect(stored()).toEqual([ownerRule(OWNER), ruleOf("orders")]);
  });

  it("changes in place, and its neighbours stay", async () => {
    const { id, state } = await engine.create(inputs("orders"));
    await engine.create(inputs("cart"));
    const next = await engine.up(id, state, inputs("", { rule: ruleOf("orders", "orders-2") }));
    expect(next.did).toBe("update");
    expect(stored()).toEqual([ownerRule(OWNER), ruleOf("cart"), ruleOf("orders", "orders-2")]);
  });

  it("goes alone, and the last one leaves a mapping that admits nobody and is nobody's", async () => {
    const orders = await engine.create(inputs("orders"));
    const cart = await engine.create(inputs("cart"));
    await engine.operations.delete(orders.id, orders.state);
    expect(stored()).toEqual([ownerRule(OWNER), ruleOf("cart")]);
    await engine.operations.delete(cart.id, cart.state);
    expect(stored()).toEqual([ownerRule("")]);
    await engine.operations.delete(cart.id, cart.state);
    server.state.mappings.delete("prod");
    await engine.operations.delete(cart.id, cart.state);
  });

  it("that somebody changed is shown by a refresh and set right by the next run", async () => {
    const { id, state } = await engine.create(inputs("orders"));
    const widened = { ...ruleOf("orders"), remote: [{ type: "sub" }] };
    server.state.mappings.set("prod", [ownerRule(OWNER), widened]);
    const seen = await engine.refresh(id, state);
    expect(seen).toMatchObject({ rule: widened });
    expect((await engine.up(id, seen!, inputs("orders"))).did).toBe("update");
    expect(stored()).toEqual([ownerRule(OWNER), ruleOf("orders")]);
  });

  it("that somebody changed is not overwritten unseen", async () => {
    const { id, state } = await engine.create(inputs("orders"));
    const changed = ruleOf("orders", "somebody-elses");
    server.state.mappings.set("prod", [ownerRule(OWNER), changed]);
    await expect(engine.up(id, state, inputs("", { rule: ruleOf("orders", "mine") }))).rejects.toMatchObject({
      code: "huawei-rule-changed-elsewhere",
    });
    expect(stored()).toEqual([ownerRule(OWNER), changed]);
  });

  it("that is gone is gone in the state as well", async () => {
    const { id, state } = await engine.create(inputs("orders"));
    server.state.mappings.set("prod", [ownerRule("")]);
    expect(await engine.refresh(id, state)).toBeUndefined();
  });

  it("is the same where the cloud spells out that it is no regular expression", async () => {
    server.interfere = ({ method }) => {
      const rules = stored() as ReturnType<typeof ruleOf>[];
      if (method !== "GET") return;
      server.state.mappings.set(
        "prod",
        rules.map(({ local, remote }) => ({ local, remote: remote.map((item) => ({ ...item, regex: false })) })),
      );
    };
    const { id, state } = await engine.create(inputs("orders"));
    expect((await engine.refresh(id, state))!).toEqual(state);
  });

  it("needs a mapping", async () => {
    server.state.mappings.clear();
    await expect(engine.create(inputs("orders"))).rejects.toMatchObject({ code: "huawei-mapping-missing" });
  });

  describe("among rules of others", () => {
    it("of another stack is refused, and nothing is written", async () => {
      await engine.create(inputs("orders"));
      const before = structuredClone(stored());
      await expect(engine.create(inputs("cart", { owner: "other/stack" }))).rejects.toMatchObject({
        code: "huawei-mapping-owned",
        message: expect.stringContaining("shop/prod"),
      });
      expect(stored()).toEqual(before);
    });

    it("is added once the other stack has left", async () => {
      const { id, state } = await engine.create(inputs("orders"));
      await engine.operations.delete(id, state);
      await engine.create(inputs("cart", { owner: "other/stack" }));
      expect(stored()).toEqual([ownerRule("other/stack"), ruleOf("cart")]);
    });

    it("that this library did not write is refused unless they are shared", async () => {
      server.state.mappings.set("prod", [FOREIGN]);
      await expect(engine.create(inputs("orders"))).rejects.toMatchObject({ code: "huawei-mapping-foreign" });
      expect(stored()).toEqual([FOREIGN]);
    });

    it("leaves all of them in a shared mapping, and no trace after it is gone", async () => {
      server.state.mappings.set("prod", [CATCH_ALL, FOREIGN]);
      const { id, state } = await engine.create(inputs("orders", { shared: true }));
      expect(stored()).toEqual([ownerRule(OWNER), CATCH_ALL, FOREIGN, ruleOf("orders")]);
      await expect(engine.create(inputs("cart", { owner: "other/stack", shared: true }))).rejects.toMatchObject({
        code: "huawei-mapping-owned",
      });
      await engine.operations.delete(id, state);
      expect(stored()).toEqual([CATCH_ALL, FOREIGN]);
    });

    it("takes the catch-all rule out of a mapping of its own", async () => {
      server.state.mappings.set("prod", [CATCH_ALL]);
      await engine.create(inputs("orders"));
      expect(stored()).toEqual([ownerRule(OWNER), ruleOf("orders")]);
      server.state.mappings.set("prod", [...stored(), CATCH_ALL]);
      await engine.create(inputs("cart"));
      expect(stored()).toEqual([ownerRule(OWNER), ruleOf("orders"), ruleOf("cart")]);
    });

    it("keeps a rule that somebody adds later by hand", async () => {
      const { id, state } = await engine.create(inputs("orders"));
      server.state.mappings.set("prod", [...stored(), FOREIGN]);
      await engine.up(id, state, inputs("", { rule: ruleOf("orders", "changed") }));
      expect(stored()).toContainEqual(FOREIGN);
    });
  });

  describe("with another writer at the same time", () => {
    it("whose rules came between is refused, and those rules stay", async () => {
      let written = false;
      server.interfere = ({ method, path }) => {
        if (method !== "GET" || !path.includes("mappings") || server.calls("PATCH").length === 0 || written) return;
        written = true;
        server.state.mappings.set("prod", [FOREIGN]);
      };
      await expect(engine.create(inputs("orders"))).rejects.toMatchObject({ code: "huawei-mapping-written-elsewhere" });
      expect(stored()).toEqual([FOREIGN]);
    });

    it("waits for an answer that comes late", async () => {
      let old: object[] | undefined = structuredClone(stored());
      let reads = 0;
      server.interfere = ({ method, path }) => {
        if (!path.includes("mappings") || server.calls("PATCH").length === 0) return;
        if (method === "PATCH") return;
        reads++;
        if (reads === 1) [old] = [stored(), server.state.mappings.set("prod", old!)];
        if (reads === 3) server.state.mappings.set("prod", old!);
      };
      await engine.create(inputs("orders"));
      expect(reads).toBe(3);
    });
  });

  it.each([429, 500, "silence", "reset-before", "reset-after"] as const)(
    "disturbed by %s is written once",
    async (fault) => {
      server.fail("PATCH", /mappings/, fault);
      server.fail("GET", /mappings/, fault === "reset-after" ? "reset-before" : fault);
      await new Engine("ConversionRule", { timeout: 200 }).create(inputs("orders"));
      expect(stored()).toEqual([ownerRule(OWNER), ruleOf("orders")]);
    },
  );

  it.each<[string, object, string]>([
    [
      "a claim for a user name",
      { local: [{ user: { name: "{0}" } }], remote: [{ type: "sub" }] },
      "huawei-user-name-invalid",
    ],
    [
      "a user name that begins with a digit",
      { local: [{ user: { name: "1a" } }], remote: [{ type: "sub" }] },
      "huawei-user-name-invalid",
    ],
    ["no user name", { local: [{ group: { name: "g" } }], remote: [{ type: "sub" }] }, "huawei-user-name-invalid"],
    ["everybody", { local: [{ user: { name: "a" } }], remote: [{ type: "__NAMEID__" }] }, "huawei-rule-catch-all"],
    ["no condition", { local: [{ user: { name: "a" } }], remote: [] }, "huawei-rule-invalid"],
    [
      "eleven conditions",
      { local: [{ user: { name: "a" } }], remote: Array(11).fill({ type: "sub" }) },
      "huawei-rule-too-long",
    ],
  ])("with %s is refused before anything is sent", async (_, rule, code) => {
    await expect(engine.create(inputs("", { rule }))).rejects.toThrow(`[${code}]`);
    expect(server.requests).toEqual([]);
  });
});
