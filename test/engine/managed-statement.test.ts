import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { RoleServers } from "../clouds/support/role-servers";
import { AWS_ROLE, managedStatement, RAM_ROLE } from "./programs/managed-statement";
import { withDynamicProviders } from "./support/dynamic-providers";
import type { ProgramModules } from "./support/program-modules";
import { BUILD_TIMEOUT, buildProgramModules } from "./support/program-modules";
import type { Report } from "./support/stack";

let modules: ProgramModules;
let servers: RoleServers;
/** Handed on by reference: the server has its port only when a test starts. */
const environment: Record<string, string> = {};

beforeAll(async () => {
  modules = await buildProgramModules();
}, BUILD_TIMEOUT);
beforeEach(async () => {
  servers = await RoleServers.start();
  Object.assign(environment, servers.environment);
  servers.policies.set(AWS_ROLE, `{ "Version": "2012-10-17",\n "Statement": [${AWS_OWNERS.join(" ,\n ")}] }`);
  servers.policies.set(RAM_ROLE, `{"Statement":[${RAM_OWNERS.join(",")}],"Version":"1"}`);
});
afterEach(() => servers.stop());

const AWS_OWNERS = [
  '{ "Sid":"Owner", "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"}, "Action" : "sts:AssumeRole" }',
  '{"Action":["sts:AssumeRole"],"Principal":{"Service":"lambda.amazonaws.com"},"Effect":"Allow"}',
];
const RAM_OWNERS = [
  '{ "Action":"sts:AssumeRole", "Effect":"Allow", "Principal":{"RAM":["acs:ram::1234567890123456:root"]} }',
  '{"Effect":"Allow","Principal":{"Service":["fc.aliyuncs.com"]},"Action":"sts:AssumeRole"}',
];
const RESOURCES = ["aws", "alicloud"].map((cloud) => `pulumi-nodejs:dynamic/${cloud}:TrustStatement`);

const stepsOf = ({ steps }: Report) =>
  steps.flatMap(({ op, type }) => (RESOURCES.includes(type) ? [`${op} ${type.split("/")[1]}`] : [])).sort();
const both = (op: string) => [`${op} alicloud:TrustStatement`, `${op} aws:TrustStatement`];
const errorsOf = ({ diagnostics }: Report) => diagnostics.filter(({ severity }) => severity === "error");
const subjectsIn = (arn: string) =>
  [...(servers.policies.get(arn) ?? "").matchAll(/system:serviceaccount:shop:(\w+)/g)].map(([, name]) => name).sort();
const expectOwners = () => {
  for (const [arn, owners] of [
    [AWS_ROLE, AWS_OWNERS],
    [RAM_ROLE, RAM_OWNERS],
  ] as const) {
    for (const owner of owners) expect(servers.policies.get(arn)).toContain(owner);
  }
};

test(
  "statements in roles of somebody else are planned without a call, kept beside the others, repaired and taken away",
  withDynamicProviders(
    () => modules,
    environment,
    async (stack, engine) => {
      const program =
        (args = {}) =>
        () =>
          managedStatement(args);
      await stack.preview(program());
      expect(servers.calls).toEqual([]);
      const created = await stack.up(program());
      expect(errorsOf(created)).toEqual([]);
      expect(stepsOf(created)).toEqual(both("create"));
      for (const arn of [AWS_ROLE, RAM_ROLE]) expect(subjectsIn(arn)).toEqual(["orders"]);
      expectOwners();
      for (const cloud of ["aws", "alicloud"]) {
        expect(created.outputs[cloud]!.value).toMatch(/^proved: the whole trust policy, .* and the 2 other\(s\)/);
      }
      expect(created.outputs.roleArn!.value).toBe(AWS_ROLE);
      expect((await stack.preview(program())).changes).toEqual({});

      const grown = program({ more: ["canary"] });
      expect(errorsOf(await stack.preview(grown))).toEqual([]);
      expect(stepsOf(await stack.up(grown))).toEqual(both("update"));
      for (const arn of [AWS_ROLE, RAM_ROLE]) expect(subjectsIn(arn)).toEqual(["canary", "orders"]);
      const state = JSON.stringify(await stack.resources());
      expect(state).not.toContain("not-a-real-secret");

      // Another stack adds its own, and finds a caller that it does not name.
      const other = await engine.stack("other");
      const { diagnostics } = await other.failingUp(program({ name: "cart", others: ["orders"] }));
      const said = diagnostics.map(({ message }) => message).join("\n");
      expect(said).toContain("system:serviceaccount:shop:canary");
      const beside = await other.up(program({ name: "cart", others: ["orders", "canary"] }));
      expect(errorsOf(beside)).toEqual([]);
      for (const arn of [AWS_ROLE, RAM_ROLE]) expect(subjectsIn(arn)).toEqual(["canary", "cart", "orders"]);

      // Somebody takes the statements out by hand.
      servers.policies.set(AWS_ROLE, `{"Version":"2012-10-17","Statement":[${AWS_OWNERS.join(",")}]}`);
      expect((await stack.refresh()).changes).toMatchObject({ delete: 1 });
      const known = program({ more: ["canary"], others: ["cart"] });
      expect(stepsOf(await stack.up(known))).toEqual(["create aws:TrustStatement"]);
      expect(subjectsIn(AWS_ROLE)).toEqual(["canary", "orders"]);

      await stack.destroy();
      expect([subjectsIn(AWS_ROLE), subjectsIn(RAM_ROLE)]).toEqual([[], ["cart"]]);
      await other.destroy();
      expect(subjectsIn(RAM_ROLE)).toEqual([]);
      expectOwners();
    },
  ),
);
