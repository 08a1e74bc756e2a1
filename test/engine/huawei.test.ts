import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { IamServer, TEST_KEY } from "../clouds/huawei/support/iam-server";
import type { HuaweiCluster, HuaweiProgram } from "./programs/huawei";
import { intruder, onItsOwn, severalClusters, trustAgency, twoWorkloads } from "./programs/huawei";
import { HUAWEI_ON_ENGINE } from "./support/catalogue-transforms";
import { withDynamicProviders } from "./support/dynamic-providers";
import type { ProgramModules } from "./support/program-modules";
import { BUILD_TIMEOUT, buildProgramModules } from "./support/program-modules";
import { expectRefused } from "./support/refused-rows";
import type { Engine, EngineStack, Report } from "./support/stack";

const DYNAMIC = "pulumi-nodejs:dynamic/huawei:";
const MAPPING = "/v3/OS-FEDERATION/mappings/prod";

let modules: ProgramModules;
let iam: IamServer;

beforeAll(async () => {
  modules = await buildProgramModules();
}, BUILD_TIMEOUT);
beforeEach(async () => {
  iam = await IamServer.start();
});
afterEach(() => iam.stop());

const credentials = { HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey, HUAWEICLOUD_SDK_SK: TEST_KEY.secretKey };
const onHuawei = (use: (stack: EngineStack, engine: Engine) => Promise<void>) =>
  withDynamicProviders(() => modules, credentials, use);
const two =
  (more: Partial<HuaweiProgram> = {}) =>
  () =>
    twoWorkloads({ endpoint: iam.endpoint, ...more });

const stepsOf = ({ steps }: Report) => steps.map(({ op, type }) => `${op} ${type.replace(DYNAMIC, "")}`).sort();
const errorsOf = ({ diagnostics }: Report) => diagnostics.filter(({ severity }) => severity === "error");
const changes = () => iam.requests.filter(({ method }) => !["GET", "HEAD"].includes(method)).length;
const subjects = () =>
  (iam.state.mappings.get("prod") ?? [])
    .map((rule) => (rule as { remote: { any_one_of: string[] }[] }).remote[0]!.any_one_of[0]!)
    .filter((sub) => sub.startsWith("system:serviceaccount:"))
    .sort();
const sub = (name: string) => `system:serviceaccount:shop:${name}`;
const everything = ({ state } = iam) => ({
  providers: state.providers.size,
  mappings: state.mappings.size,
  groups: state.groups.size,
  assignments: state.assignments.size,
  customPolicies: state.customPolicies.size,
  oidcProviders: state.oidcProviders.size,
  agencies: state.agencies.size,
  attachments: state.attachments.size,
});
const NOTHING = {
  providers: 0,
  mappings: 0,
  groups: 0,
  assignments: 0,
  customPolicies: 0,
  oidcProviders: 0,
  agencies: 0,
  attachments: 0,
};
const WHOLE = { ...NOTHING, providers: 1, mappings: 1, groups: 2, assignments: 2, customPolicies: 1 };

describe("user groups and conversion rules on the real engine", () => {
  test(
    "are planned without a call, created, changed in place, repaired and taken away",
    onHuawei(async (stack) => {
      const preview = await stack.preview(two());
      expect(iam.requests).toEqual([]);
      const created = await stack.up(two());
      expect(created.changes).toEqual(preview.changes);
      expect(errorsOf(created)).toEqual([]);
      expect(everything()).toEqual(WHOLE);
      expect(subjects()).toEqual([sub("cart"), sub("orders")]);
      expect(iam.state.providers.get("prod")).toMatchObject({ enabled: true });
      expect(created.outputs.proof!.value).toMatch(/^proved: the 1 conversion rule/);
      expect(created.outputs.env!.value).toMatchObject({ HUAWEICLOUD_SDK_IDP_ID: "prod" });
      expect((await stack.preview(two())).changes).toEqual({});

      const grown = two({ more: ["canary"] });
      expect(stepsOf(await stack.up(grown))).toEqual(["create ConversionRule"]);
      expect(subjects()).toEqual([sub("canary"), sub("cart"), sub("orders")]);
      const described = two({ more: ["canary"], change: { description: "orders" } });
      expect(stepsOf(await stack.up(described))).toEqual(["update Group"]);
      expect(stepsOf(await stack.up(two()))).toEqual(["delete ConversionRule", "update Group"]);
      expect(subjects()).toEqual([sub("cart"), sub("orders")]);

      // Somebody deletes a rule and switches the identity provider off.
      const rules = iam.state.mappings.get("prod")!;
      iam.state.mappings.set(
        "prod",
        rules.filter((rule) => !JSON.stringify(rule).includes(sub("orders"))),
      );
      iam.state.providers.get("prod")!.enabled = false;
      expect((await stack.refresh()).changes).toEqual({ delete: 1, update: 1 });
      expect(stepsOf(await stack.up(two()))).toEqual(["create ConversionRule", "update IdentityProvider"]);
      expect(subjects()).toEqual([sub("cart"), sub("orders")]);
      expect(iam.state.providers.get("prod")!.enabled).toBe(true);

      await stack.destroy();
      expect(everything()).toEqual(NOTHING);
    }),
  );

  test(
    "keep neither credentials nor more than a short text of code in the state",
    onHuawei(async (stack) => {
      await stack.up(two());
      const resources = await stack.resources();
      const text = JSON.stringify(resources);
      for (const secret of Object.values(TEST_KEY)) expect(text).not.toContain(secret);
      const rules = resources.filter(({ type }) => type === `${DYNAMIC}ConversionRule`);
      expect(rules).toHaveLength(2);
      for (const rule of rules) expect(JSON.stringify(rule).length).toBeLessThan(20_000);
    }),
  );

  test(
    "belong to one stack: another one is refused, and nothing of the first is lost",
    onHuawei(async (stack, engine) => {
      await stack.up(two());
      const before = structuredClone(iam.state.mappings.get("prod"));
      const other = await engine.stack("other");
      const { diagnostics } = await other.failingUp(() => intruder({ endpoint: iam.endpoint }));
      const text = diagnostics.map(({ message }) => message).join("\n");
      expect(text).toContain("engine-test/test");
      expect(text).toContain("keep its workloads in one stack");
      expect(iam.state.mappings.get("prod")).toEqual(before);
      await other.destroy();
      expect(iam.state.mappings.get("prod")).toEqual(before);
      expect((await stack.preview(two())).changes).toEqual({});
    }),
  );
});

describe("clusters that share one issuer and no keys", () => {
  const clusters =
    (...of: HuaweiCluster[]) =>
    () =>
      severalClusters({ endpoint: iam.endpoint, clusters: of });
  const stored = () => ({
    providers: [...iam.state.providers.keys()].sort(),
    mappings: [...iam.state.mappings].map(([id, rules]) => [id, JSON.stringify(rules)]).sort(),
    groups: [...iam.state.groups.keys()],
    policies: [...iam.state.customPolicies.keys()],
  });

  test(
    "are registered with their own keys, change places and are named later with nothing changed on the cloud",
    onHuawei(async (stack) => {
      await stack.up(clusters({ kid: "blue" }));
      const first = stored();
      const added = await stack.up(clusters({ kid: "blue" }, { kid: "green", key: "green" }));
      expect(stepsOf(added)).toEqual([
        "create ConversionRule",
        "create IdentityProvider",
        "create pulumi-workload-identity:index:HuaweiIssuerRegistration",
      ]);
      const both = stored();
      expect(both.providers).toEqual(expect.arrayContaining(first.providers));
      expect(both.mappings.map(([, rules]) => rules!.includes(sub("orders")))).toEqual([true, true]);
      const promoted = clusters({ kid: "green", key: "green" }, { kid: "blue", key: "blue" });
      expect(stepsOf(await stack.up(promoted))).toEqual([]);
      expect(stored()).toEqual(both);
      expect((await stack.preview(promoted)).changes).toEqual({});
      expect(stepsOf(await stack.up(clusters({ kid: "green", key: "green" })))).toEqual([
        "delete ConversionRule",
        "delete IdentityProvider",
        "delete pulumi-workload-identity:index:HuaweiIssuerRegistration",
      ]);
      await stack.destroy();
      expect(everything()).toEqual(NOTHING);
    }),
  );

  test(
    "keep group, policy, provider and the audience of their tokens when the workload is renamed with an alias",
    onHuawei(async (stack) => {
      const named = (name: string) => () =>
        severalClusters({ endpoint: iam.endpoint, clusters: [{ kid: "blue" }], name });
      await stack.up(named("orders"));
      const [before, requests] = [stored(), changes()];
      expect(stepsOf(await stack.up(named("shop-orders")))).toEqual([]);
      expect([stored(), changes()]).toEqual([before, requests]);
    }),
  );
});

describe("a group or agency that gets another name", () => {
  const changesOf = (requests: typeof iam.requests) =>
    requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
  const first = (calls: string[], pattern: RegExp) => calls.findIndex((call) => pattern.test(call));

  test(
    "keeps its roles until the rules lead to the new one",
    onHuawei(async (stack) => {
      await stack.up(two({ cart: false }));
      const before = iam.requests.length;
      const renamed = two({ cart: false, change: { groupName: "shop-orders" } });
      await stack.up(renamed);
      const calls = changesOf(iam.requests.slice(before));
      const isMoved = first(calls, new RegExp(`^PATCH ${MAPPING}$`));
      expect(isMoved).toBeGreaterThan(-1);
      expect(first(calls, /^DELETE .*\/groups\/.*\/roles\//)).toBeGreaterThan(isMoved);
      expect(everything()).toMatchObject({ groups: 1, assignments: 2 });
      expect((await stack.preview(renamed)).changes).toEqual({});
    }),
  );

  test(
    "keeps its policies until the new one has them",
    onHuawei(async (stack) => {
      await stack.up(() => trustAgency({ endpoint: iam.endpoint }));
      const before = iam.requests.length;
      const renamed = () => trustAgency({ endpoint: iam.endpoint, change: { agencyName: "shop-orders" } });
      await stack.up(renamed);
      const calls = changesOf(iam.requests.slice(before)).map((call) => call.replace(/^.*\//, ""));
      expect(calls.filter((call) => /^(at|de)tach-agency$/.test(call))).toEqual(["attach-agency", "detach-agency"]);
      expect(everything()).toMatchObject({ agencies: 1, attachments: 1 });
      expect((await stack.preview(renamed)).changes).toEqual({});
    }),
  );
});

type Inputs = Record<string, unknown>;

describe("a transform of the program that widens a trust", () => {
  const transformed = (kind: string, change: (props: Inputs) => Inputs, program: () => Promise<object>) => () => {
    pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
      type === DYNAMIC + kind ? { props: change(props), opts } : undefined,
    );
    return program();
  };
  const agency = () => trustAgency({ endpoint: iam.endpoint });

  test.each<[string, string, (props: Inputs) => Inputs, () => Promise<object>]>([
    [
      "a rule for everybody",
      "ConversionRule",
      (props) => ({
        ...props,
        rule: pulumi
          .output(props.rule as { local: object[] })
          .apply(({ local }) => ({ local, remote: [{ type: "sub" }] })),
      }),
      () => twoWorkloads({ endpoint: iam.endpoint, cart: false }),
    ],
    [
      "the rule in another cluster's mapping",
      "ConversionRule",
      (props) => ({ ...props, mappingId: "dev" }),
      () => twoWorkloads({ endpoint: iam.endpoint, cart: false }),
    ],
    [
      "the audience of another cluster",
      "IdentityProvider",
      (props) => ({ ...props, clientId: "dev-cluster" }),
      () => twoWorkloads({ endpoint: iam.endpoint, cart: false }),
    ],
    [
      "a trust policy for the namespace",
      "TrustAgency",
      (props) => ({
        ...props,
        trustPolicy: pulumi
          .output(props.trustPolicy as object)
          .apply((policy) =>
            JSON.parse(JSON.stringify(policy).replace("StringEquals", "StringMatch").replace(":orders", ":*")),
          ),
      }),
      agency,
    ],
  ])("into %s is refused before IAM hears of it", (_what, kind, change, program) =>
    onHuawei(async (stack) => {
      const { diagnostics } = await stack.failingUp(transformed(kind, change, program));
      expect(diagnostics.map(({ message }) => message).join("\n")).toMatch(/trust-over|input-changed/);
      expect(subjects()).toEqual([]);
      expect(iam.calls("POST").filter((call) => call.endsWith("/v5/agencies"))).toEqual([]);
      if (kind === "IdentityProvider") expect(iam.state.providers.size).toBe(0);
    })(),
  );
});

describe("a trust agency on the real engine", () => {
  test(
    "is created, trusts one more in place, is repaired and taken away",
    onHuawei(async (stack) => {
      const program =
        (more: string[] = []) =>
        () =>
          trustAgency({ endpoint: iam.endpoint, more });
      const preview = await stack.preview(program());
      expect((await stack.up(program())).changes).toEqual(preview.changes);
      expect(everything()).toEqual({ ...NOTHING, oidcProviders: 1, agencies: 1, attachments: 1 });
      expect((await stack.preview(program())).changes).toEqual({});
      expect(stepsOf(await stack.up(program(["canary"])))).toEqual(["update TrustAgency"]);
      const [agency] = [...iam.state.agencies.values()];
      expect(agency!.trust_policy).toContain(sub("canary"));
      agency!.trust_policy = agency!.trust_policy.replace(sub("orders"), sub("intruder"));
      expect((await stack.refresh()).changes).toEqual({ update: 1 });
      expect(stepsOf(await stack.up(program(["canary"])))).toEqual(["update TrustAgency"]);
      expect(agency!.trust_policy).toContain(sub("orders"));
      expect(agency!.trust_policy).not.toContain("intruder");
      await stack.destroy();
      expect(everything()).toEqual(NOTHING);
    }),
  );
});

describe("policies of an agency that are outputs", () => {
  test(
    "get keys without being attached anew, and then go one by one",
    onHuawei(async (stack) => {
      const later = (policy: string) => pulumi.output(Promise.resolve(policy));
      const program = (change: HuaweiProgram["change"]) => () =>
        trustAgency({ endpoint: iam.endpoint, change: change ?? {} });
      const keyed = (...policies: string[]) =>
        program({
          agencyPolicies: [],
          agencyPoliciesByKey: Object.fromEntries(policies.map((policy) => [`key-${policy}`, later(policy)])),
        });
      await stack.up(program({ agencyPolicies: ["Policy1", "Policy2", "Policy3"].map(later) }));
      const before = changes();
      expect((await stack.up(keyed("Policy1", "Policy2", "Policy3"))).changes).toEqual({});
      expect(changes()).toBe(before);
      expect(stepsOf(await stack.up(keyed("Policy2", "Policy3")))).toEqual(["delete AgencyPolicyAttachment"]);
      expect([...iam.state.attachments]).toHaveLength(2);
    }),
  );
});

describe("an up that meets faults of the cloud", () => {
  test(
    "gets through throttling, server errors, broken connections and silence, with nothing lost or doubled",
    onHuawei(async (stack) => {
      iam.fail("POST", /\/v3\/groups$/, 429);
      iam.fail("PUT", /identity_providers\/prod$/, 500);
      iam.fail("PUT", /mappings\/prod$/, "reset-after");
      iam.fail("PATCH", /mappings\/prod$/, "reset-before");
      iam.fail("POST", /OS-ROLE\/roles$/, "reset-after");
      iam.fail("POST", /openid-connect-config$/, 503, 2);
      iam.fail("PATCH", /identity_providers\/prod$/, "silence");
      expect(errorsOf(await stack.up(two()))).toEqual([]);
      expect(everything()).toEqual(WHOLE);
      expect(subjects()).toEqual([sub("cart"), sub("orders")]);
      expect((await stack.preview(two())).changes).toEqual({});
      await stack.destroy();
      expect(everything()).toEqual(NOTHING);
    }),
  );

  test.each([
    ["PUT", /protocols\/oidc$/, 403],
    ["POST", /OS-ROLE\/roles$/, 400],
  ] as const)("goes on from where it stopped when a part is refused: %s %s", (method, path, status) =>
    onHuawei(async (stack) => {
      iam.fail(method, path, status);
      const { diagnostics } = await stack.failingUp(two());
      const told = diagnostics.map(({ message }) => message).join("\n");
      expect(told).toMatch(new RegExp(`refused ${method} .*${path.source.slice(0, -1)}: ${status}`));
      await stack.up(two());
      expect(everything()).toEqual(WHOLE);
      expect((await stack.preview(two())).changes).toEqual({});
    })(),
  );

  test(
    "is refused the name of somebody else's group, and leaves that group alone",
    onHuawei(async (stack) => {
      const foreign = { name: "orders", description: "of the admins" };
      iam.state.groups.set("foreign", foreign);
      const { diagnostics } = await stack.failingUp(two());
      expect(diagnostics.map(({ message }) => message).join("\n")).toContain('which "engine-test/test" did not make');
      await stack.destroy();
      expect([...iam.state.groups.values()]).toEqual([foreign]);
      expect(everything()).toEqual({ ...NOTHING, groups: 1 });
    }),
  );

  test.each([
    ["the identity provider", /identity_providers\/prod$/, "PUT"],
    ["a user group", /\/v3\/groups$/, "POST"],
    ["a rule", /mappings\/prod$/, "PATCH"],
  ])("finds its own again when it was killed right after IAM had made %s", (_what, path, method) =>
    onHuawei(async (stack) => {
      const program = { module: join(__dirname, "programs/huawei.ts"), export: "twoWorkloads" };
      iam.fail(method, path, "reset-after", 100);
      const child = stack.upInChild({ ...program, args: { endpoint: iam.endpoint } });
      while (!iam.requests.some((request) => request.method === method && path.test(request.path))) await sleep(50);
      await child.kill();
      iam.recover();
      await stack.cancel();
      await stack.up(two());
      expect(everything()).toEqual(WHOLE);
      expect(subjects()).toEqual([sub("cart"), sub("orders")]);
      expect((await stack.preview(two())).changes).toEqual({});
      await stack.destroy();
      expect(everything()).toEqual(NOTHING);
    })(),
  );
});

test("nothing is written by a preview or an update that has nothing to do", () =>
  onHuawei(async (stack) => {
    await stack.up(two());
    const before = changes();
    await stack.up(two());
    await stack.preview(two({ more: ["canary"] }));
    await stack.refresh();
    expect(changes()).toBe(before);
    expect(iam.calls().filter((call) => call === `GET ${MAPPING}`).length).toBeGreaterThan(0);
  })());

describe("a transform that adds a row of the catalogue", () => {
  test.each(Object.keys(HUAWEI_ON_ENGINE))("is refused on the real engine, the foreign issuer first: %s", (kind) =>
    onHuawei((stack) =>
      expectRefused(stack, HUAWEI_ON_ENGINE[kind]!, (name, row) => onItsOwn[kind]!(name, row, iam.endpoint)),
    )(),
  );
});

describe("a workload that another stack takes over", () => {
  const change = { owner: "engine-test/test" };

  test.each([
    [
      "conversion rules",
      (more: object) => severalClusters({ endpoint: iam.endpoint, clusters: [{ kid: "a" }], ...more }),
    ],
    ["a trust agency", (more: object) => trustAgency({ endpoint: iam.endpoint, ...more })],
  ])("keeps %s, by the owner that stands in the account", (_, program) =>
    onHuawei(async (stack, engine) => {
      await stack.up(() => program({}));
      const before = [everything(), changes()];
      const other = await engine.stack("other");
      await stack.moveTo(other, "pulumi-workload-identity:index:FederatedWorkload");
      expect((await stack.up(async () => {})).changes).toEqual({});
      expect((await other.up(() => program({ change }))).changes).toEqual({});
      expect([everything(), changes()]).toEqual(before);
    })(),
  );
});
