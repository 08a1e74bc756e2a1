import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownerRule } from "../../../../src/clouds/huawei/resources/mapping-rules";
import { renderHuaweiRules } from "../../../../src/clouds/huawei/trust";
import { IamServer } from "../support/iam-server";
import { Engine } from "../support/runtime";
import { CLIENT_ID, ISSUER, identityProviderInputs, JWKS, OTHER_JWKS, OWNER } from "../support/samples";

const CATCH_ALL = { remote: [{ type: "__NAMEID__" }], local: [{ user: { name: "FederationUser" } }] };
const [RULE] = renderHuaweiRules([{ namespace: "shop", serviceAccount: "orders" }], "orders");

let server: IamServer;
let engine: Engine;

beforeEach(async () => {
  server = await IamServer.start();
  engine = new Engine("IdentityProvider");
});
afterEach(() => server.stop());

const inputs = (more: object = {}) => identityProviderInputs(server, more);
const stored = () => server.state.providers.get("prod");

describe("an identity provider", () => {
  it("is switched on only after everything that it needs is there", async () => {
    const { id, state } = await engine.create(inputs({ description: "the production cluster" }));
    expect(id).toBe("prod");
    expect(server.calls().filter((call) => !call.startsWith("GET"))).toEqual([
      "PUT /v3/OS-FEDERATION/identity_providers/prod",
      "PUT /v3/OS-FEDERATION/mappings/prod",
      "POST /v3.0/OS-FEDERATION/identity-providers/prod/openid-connect-config",
      "PUT /v3/OS-FEDERATION/identity_providers/prod/protocols/oidc",
      "PATCH /v3/OS-FEDERATION/identity_providers/prod",
    ]);
    expect(stored()).toEqual({
      sso_type: "virtual_user_sso",
      enabled: true,
      description: "the production cluster (pulumi-workload-identity shop/prod)",
    });
    expect(server.state.configs.get("prod")).toMatchObject({
      access_mode: "program",
      idp_url: ISSUER,
      client_id: CLIENT_ID,
    });
    expect(state).toMatchObject({ mappingId: "prod", enabled: true });
  });

  it("has a mapping that admits nobody, never the catch-all rule", async () => {
    await engine.create(inputs());
    expect(server.state.mappings.get("prod")).toEqual([ownerRule("")]);
  });

  it("stores the key set sorted, so that the order of keys is no change", async () => {
    const { id, state } = await engine.create(inputs());
    expect(JSON.parse(String(state.signingKey)).keys.map(({ kid }: { kid: string }) => kid)).toEqual([
      "key-a",
      "key-b",
    ]);
    const turned = { keys: [...JWKS.keys].reverse() };
    expect((await engine.up(id, state, inputs({ signingKey: JSON.stringify(turned) }))).did).toBe("nothing");
  });

  it("takes other keys in place, and leaves the rules of workloads alone", async () => {
    const { id, state } = await engine.create(inputs());
    server.state.mappings.set("prod", [ownerRule(OWNER), RULE!]);
    const next = await engine.up(id, state, inputs({ signingKey: JSON.stringify(OTHER_JWKS) }));
    expect(next.did).toBe("update");
    expect(String(server.state.configs.get("prod")!.signing_key)).toContain("key-c");
    expect(server.state.mappings.get("prod")).toEqual([ownerRule(OWNER), RULE]);
  });

  it("changes nothing in a second run", async () => {
    const { id, state } = await engine.create(inputs());
    expect((await engine.refresh(id, state))!).toEqual(state);
    expect((await engine.up(id, state, inputs())).did).toBe("nothing");
  });

  it.each<[string, () => void]>([
    ["is switched off", () => Object.assign(stored()!, { enabled: false })],
    [
      "has another issuer",
      () => Object.assign(server.state.configs.get("prod")!, { idp_url: "https://evil.example.com" }),
    ],
    ["has another client id", () => Object.assign(server.state.configs.get("prod")!, { client_id: "another" })],
    [
      "has another key",
      () => Object.assign(server.state.configs.get("prod")!, { signing_key: JSON.stringify(OTHER_JWKS) }),
    ],
    ["has no configuration", () => server.state.configs.delete("prod")],
    ["has no protocol", () => server.state.protocols.delete("prod")],
    ["has another mapping", () => server.state.protocols.set("prod", "other")],
    ["has no mapping", () => server.state.mappings.delete("prod")],
    ["says another owner", () => Object.assign(stored()!, { description: "mine now" })],
  ])("that %s is mended by a refresh and the next run", async (_, drift) => {
    const { id, state } = await engine.create(inputs());
    const asMade = structuredClone([server.state.providers, server.state.configs, server.state.protocols]);
    drift();
    const seen = await engine.refresh(id, state);
    const next = await engine.up(id, seen!, inputs());
    expect(next.did).toBe("update");
    expect([server.state.providers, server.state.configs, server.state.protocols]).toEqual(asMade);
    expect(server.state.mappings.get("prod")).toEqual([ownerRule("")]);
    expect((await engine.refresh(id, next.state))!).toEqual(state);
  });

  it("that is gone is gone in the state as well", async () => {
    const { id, state } = await engine.create(inputs());
    server.state.providers.delete("prod");
    expect(await engine.refresh(id, state)).toBeUndefined();
  });

  it("is refused where one of that name exists that somebody else made", async () => {
    server.state.providers.set("prod", { sso_type: "virtual_user_sso", description: "", enabled: true });
    await expect(engine.create(inputs())).rejects.toMatchObject({
      code: "huawei-name-taken",
      message: expect.stringMatching(/\nCodes: .*#huawei-name-taken$/),
    });
    expect(stored()).toEqual({ sso_type: "virtual_user_sso", description: "", enabled: true });
  });

  it("is refused where its mapping has rules of somebody else, and leaves them", async () => {
    server.state.mappings.set("prod", [RULE!]);
    await expect(engine.create(inputs())).rejects.toMatchObject({ code: "huawei-mapping-foreign" });
    expect(server.state.mappings.get("prod")).toEqual([RULE]);
    expect(stored()!.enabled).toBe(false);
  });

  it("takes over a mapping that has only the catch-all rule, without it", async () => {
    server.state.mappings.set("prod", [CATCH_ALL]);
    await engine.create(inputs());
    expect(server.state.mappings.get("prod")).toEqual([ownerRule("")]);
  });

  it("is deleted from the outside in: no more tokens, then rules, then the provider", async () => {
    const { id, state } = await engine.create(inputs());
    await engine.operations.delete(id, state);
    expect(server.calls("DELETE")).toEqual([
      "DELETE /v3/OS-FEDERATION/identity_providers/prod/protocols/oidc",
      "DELETE /v3/OS-FEDERATION/mappings/prod",
      "DELETE /v3/OS-FEDERATION/identity_providers/prod",
    ]);
    expect(server.state.mappings.size + server.state.providers.size + server.state.protocols.size).toBe(0);
    await engine.operations.delete(id, state);
  });

  it("is not deleted from under a workload", async () => {
    const { id, state } = await engine.create(inputs());
    server.state.mappings.set("prod", [ownerRule("other/stack"), RULE!]);
    await expect(engine.operations.delete(id, state)).rejects.toMatchObject({
      code: "huawei-mapping-in-use",
      message: expect.stringContaining("shop.orders"),
    });
    expect(server.calls("DELETE")).toEqual([]);
  });

  it("reports all faults of its inputs at once, each under its property", async () => {
    const { failures } = await engine.operations.check(
      {},
      inputs({
        name: "a b",
        issuer: "http://x",
        clientId: "12345",
        signingKey: JSON.stringify({ keys: [{ ...JWKS.keys[0], d: "secret" }] }),
        owner: "a b",
      }),
    );
    expect(
      failures.map(({ property, reason }) => [property, /\[([a-z-]+)\]\nCodes: .*#\1$/.exec(reason)?.[1]]),
    ).toEqual([
      ["name", "huawei-identity-provider-id-invalid"],
      ["issuer", "issuer-url-scheme"],
      ["clientId", "huawei-client-id-number"],
      ["signingKey", "jwks-private-key"],
      ["owner", "huawei-owner-invalid"],
    ]);
    expect(JSON.stringify(failures)).not.toContain('secret"');
  });

  it("refuses inputs that the resource does not have, also inside of its connection", async () => {
    const connection = { iamEndpoint: server.endpoint, regoin: "cn-north-4" };
    const { failures } = await engine.operations.check(
      {},
      { ...inputs({ connection, signingkey: "a" }), __provider: "" },
    );
    expect(failures).toEqual([
      {
        property: "signingkey",
        reason: expect.stringMatching(/did you mean "signingKey"\? \[argument-unknown\]\nCodes: /),
      },
      { property: "connection", reason: expect.stringMatching(/^connection\.regoin: .*did you mean "region"\?/) },
    ]);
  });

  it("leaves what a preview does not know yet to the deployment", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { failures } = await engine.operations.check({}, inputs({ signingKey: unknown, issuer: unknown }));
    expect(failures).toEqual([]);
  });

  it("of another name is another provider; the old one stays until the new one is there", async () => {
    const { id, state } = await engine.create(inputs());
    const diff = await engine.operations.diff(id, state, await engine.inputs(inputs({ name: "prod-2" })));
    expect(diff).toEqual({ changes: true, replaces: ["name", "mappingId"], deleteBeforeReplace: false });
  });

  describe("whose creation is disturbed", () => {
    const steps: [method: string, path: RegExp][] = [
      ["PUT", /identity_providers\/prod$/],
      ["PUT", /mappings\/prod$/],
      ["POST", /openid-connect-config$/],
      ["PUT", /protocols\/oidc$/],
      ["PATCH", /identity_providers\/prod$/],
    ];

    it.each(
      steps.flatMap(([method, path]) =>
        ([429, 500, "silence", "reset-before", "reset-after"] as const).map((fault) => [method, path, fault] as const),
      ),
    )("at %s %s by %s ends the same as without", async (method, path, fault) => {
      server.fail(method, path, fault);
      const { state } = await new Engine("IdentityProvider", { timeout: 200 }).create(inputs());
      expect(state).toMatchObject({ enabled: true });
      expect(stored()).toMatchObject({ enabled: true });
      expect(server.state.mappings.get("prod")).toEqual([ownerRule("")]);
      expect(server.state.protocols.get("prod")).toBe("prod");
      expect([server.state.providers.size, server.state.mappings.size, server.state.configs.size]).toEqual([1, 1, 1]);
    });

    it.each(steps.slice(1))(
      "for good at %s %s is known to Pulumi, switched off, and finished by the next run",
      async (method, path) => {
        server.fail(method, path, 403);
        const properties = { ...(await engine.inputs(inputs())), __provider: "text" };
        const error = await engine.operations.create(properties).catch((thrown) => thrown);
        expect(error).toMatchObject({
          code: "huawei-forbidden",
          id: "prod",
          properties: { enabled: false, __provider: "text" },
        });
        expect(stored()).toMatchObject({ enabled: false });
        const next = await engine.up("prod", error.properties, inputs());
        expect(next.did).toBe("update");
        expect(stored()).toMatchObject({ enabled: true });
      },
    );

    it("by a kill after the first call is found by the repeated creation", async () => {
      server.fail("PUT", /mappings/, 403);
      await engine.create(inputs()).catch(() => undefined);
      const { state } = await engine.create(inputs());
      expect(state).toMatchObject({ enabled: true });
      expect(server.state.providers.size).toBe(1);
    });
  });
});
