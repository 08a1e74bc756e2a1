import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { alicloudRoles } from "../../src/clouds/alicloud/api/roles";
import { signAlicloudCall } from "../../src/clouds/alicloud/api/signer";
import { alicloudOperations } from "../../src/clouds/alicloud/resources";
import { awsOperations } from "../../src/clouds/aws/resources";
import type { TrustStore } from "../../src/clouds/trust-statement";
import { trustStatement } from "../../src/clouds/trust-statement";
import { RoleServers } from "./support/role-servers";

const AWS_ROLE = "arn:aws:iam::111122223333:role/path/legacy";
const RAM_ROLE = "acs:ram::1234567890123456:role/Legacy";
const foreign = {
  Sid: "Owner",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "sts:AssumeRole",
};
const ours = {
  Sid: "Ours1",
  Effect: "Allow",
  Principal: { Service: "pods.eks.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const policyOf = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** A role in memory; `meanwhile` runs in the pause after each write, as somebody else may. */
function store(policy: string, meanwhile: (role: { policy: string }) => void = () => {}) {
  const role = { policy, writes: 0 };
  const roles: TrustStore = {
    read: async () => {
      const seen = role.policy;
      await Promise.resolve();
      return seen;
    },
    write: async (_arn, next) => {
      role.writes++;
      role.policy = next;
    },
    sleep: async () => meanwhile(role),
    random: () => 0.5,
    check: () => [],
  };
  return { role, roles };
}

const inputs = (statements: object[] = [ours], roleArn = AWS_ROLE) => ({ roleArn, statements });

describe("statements in a role of somebody else", () => {
  it("are written once, found again, changed in place and taken away", async () => {
    const { role, roles } = store(policyOf(foreign));
    const { id, outputs } = await trustStatement.create(roles, inputs());
    expect(role.policy).toBe(policyOf(foreign, ours));
    expect(outputs.policy).toBe(role.policy);
    expect((await trustStatement.create(roles, inputs())).id).toBe(id);
    expect(role.writes).toBe(1);
    const more = { ...ours, Condition: { Bool: { "aws:SecureTransport": "true" } } };
    const changed = await trustStatement.update(roles, id, outputs, inputs([more]));
    expect(role.policy).toBe(policyOf(foreign, more));
    await trustStatement.delete(roles, id, changed);
    expect(role.policy).toBe(policyOf(foreign));
  });

  it("survive somebody who writes between the read and the write, as that does", async () => {
    const other = { ...ours, Sid: "Theirs1" };
    let pauses = 0;
    const { role, roles } = store(policyOf(foreign), (each) => {
      // They had read before our write, and their write comes after it.
      if (++pauses === 1) each.policy = policyOf(foreign, other);
    });
    await trustStatement.create(roles, inputs());
    expect(role.policy).toBe(policyOf(foreign, other, ours));
  });

  it("of several resources of one program never undo each other", async () => {
    const { role, roles } = store(policyOf(foreign));
    const names = ["A1", "B1", "C1", "D1"];
    await Promise.all(names.map((Sid) => trustStatement.create(roles, inputs([{ ...ours, Sid }]))));
    expect(JSON.parse(role.policy).Statement).toHaveLength(5);
    expect(role.writes).toBe(4);
  });

  it("are given up where somebody writes the role again and again", async () => {
    const { roles } = store(policyOf(foreign), (role) => {
      role.policy = policyOf({ ...foreign, Condition: { StringEquals: { "aws:x": String(Math.random()) } } });
    });
    await expect(trustStatement.create(roles, inputs())).rejects.toMatchObject({
      code: "trust-policy-written-elsewhere",
    });
  });

  it("wait for an answer that is late instead of writing on the old one", async () => {
    const { role, roles } = store(policyOf(foreign));
    let late = 3;
    const read = roles.read;
    const slow: TrustStore = { ...roles, read: async (arn) => (late-- > 0 ? policyOf(foreign) : read(arn)) };
    await trustStatement.create(slow, inputs());
    expect(role.writes).toBe(1);
  });

  it.each([
    ["trust-policy-taken", policyOf({ ...ours, Effect: "Deny" }), "rename that one"],
    ["trust-policy-unreadable", "{}", "mend it by hand"],
  ])("are refused with %s", async (code, policy, fix) => {
    const { role, roles } = store(policy);
    const refused = trustStatement.create(roles, inputs());
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(fix) });
    expect(role.policy).toBe(policy);
  });

  it("that are the last ones stay, with the reason", async () => {
    const { role, roles } = store(policyOf(ours));
    const { id, outputs } = await trustStatement.create(roles, inputs());
    await expect(trustStatement.delete(roles, id, outputs)).rejects.toMatchObject({
      code: "trust-policy-empty",
      message: expect.stringContaining("give the role another one"),
    });
    expect(role.policy).toBe(policyOf(ours));
  });

  it("show that they were changed by hand, and that they are gone", async () => {
    const { role, roles } = store(policyOf(foreign));
    const { id, outputs } = await trustStatement.create(roles, inputs());
    expect(await trustStatement.read(roles, id, outputs)).toEqual(outputs);
    const denied = { ...ours, Effect: "Deny" };
    role.policy = policyOf(foreign, denied);
    const drifted = (await trustStatement.read(roles, id, outputs))!;
    expect(drifted).toMatchObject({ statements: [denied], policy: role.policy });
    await expect(
      trustStatement.update(roles, id, outputs, inputs([{ ...ours, Action: "sts:TagSession" }])),
    ).rejects.toMatchObject({
      code: "trust-policy-changed-elsewhere",
    });
    await trustStatement.update(roles, id, drifted, inputs());
    expect(role.policy).toBe(policyOf(foreign, ours));
    role.policy = policyOf(foreign);
    expect(await trustStatement.read(roles, id, outputs)).toBeUndefined();
  });
});

describe("the vendors' clients", () => {
  let servers: RoleServers;
  beforeEach(async () => {
    servers = await RoleServers.start();
    for (const [name, value] of Object.entries(servers.environment)) vi.stubEnv(name, value);
    servers.policies.set(AWS_ROLE, policyOf(foreign)).set(RAM_ROLE, policyOf(foreign));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await servers.stop();
  });

  it.each([
    ["IAM", AWS_ROLE, awsOperations],
    ["RAM", RAM_ROLE, alicloudOperations],
  ])("of %s create, read, change and delete with credentials of the environment", async (_name, roleArn, of) => {
    const operations = of("TrustStatement");
    const { inputs: checked, failures } = await operations.check(
      {},
      { ...inputs([ours], roleArn), __provider: "text" },
    );
    expect(failures).toEqual([]);
    const { id, outs } = await operations.create(checked);
    expect(servers.policies.get(roleArn)).toBe(policyOf(foreign, ours));
    expect(JSON.stringify(outs)).not.toContain("secret");
    expect(await operations.diff(id, outs, checked)).toMatchObject({ changes: false });
    expect(await operations.read(id, outs)).toEqual({ id, props: outs });
    await operations.delete(id, outs);
    expect(servers.policies.get(roleArn)).toBe(policyOf(foreign));
    servers.policies.delete(roleArn);
    expect(await operations.read(id, outs)).toEqual({ id: "", props: {} });
    await operations.delete(id, outs);
    await expect(operations.create(checked)).rejects.toMatchObject({ code: "trust-policy-role-missing" });
  });

  it.each([
    ["IAM", AWS_ROLE, "arn:aws:iam::444455556666:role/path/legacy", awsOperations],
    ["RAM", RAM_ROLE, "acs:ram::6543210987654321:role/Legacy", alicloudOperations],
  ])("of %s refuse a role of that name in another account", async (_name, roleArn, elsewhere, of) => {
    servers.policies.delete(roleArn);
    servers.policies.set(elsewhere, policyOf(foreign));
    const create = of("TrustStatement").create(inputs([ours], roleArn));
    await expect(create).rejects.toMatchObject({ code: "trust-policy-role-elsewhere" });
    expect(servers.policies.get(elsewhere)).toBe(policyOf(foreign));
  });

  it("take keys of the stack's configuration first, and refuse other kinds", async () => {
    const settings: Record<string, string> = { "aws:accessKey": "AKIDOTHER", "aws:secretKey": "x" };
    const config = { get: (key: string) => settings[key] };
    await expect(awsOperations("TrustStatement", config).create(inputs())).rejects.toThrow("InvalidAccessKeyId");
    expect(() => awsOperations("Role")).toThrow(expect.objectContaining({ code: "aws-resource-unknown" }));
  });

  it("stand in another role before they leave the old one", async () => {
    const diff = awsOperations("TrustStatement").diff("id", inputs(), inputs([ours], `${AWS_ROLE}-2`));
    expect(await diff).toEqual({ changes: true, replaces: ["roleArn"], deleteBeforeReplace: false });
  });

  it("say what a quota means, and what a refusal of RAM wants", async () => {
    const long = { ...ours, Condition: { StringEquals: { "aws:x": "x".repeat(2000) } } };
    const create = awsOperations("TrustStatement").create(inputs([long]));
    await expect(create).rejects.toMatchObject({ code: "aws-trust-too-long" });
    const tooLong = { ...ours, Condition: { StringEquals: { "aws:x": "x".repeat(9000) } } };
    const refused = awsOperations("TrustStatement").create(inputs([tooLong]));
    await expect(refused).rejects.toMatchObject({ code: "trust-policy-refused" });
    vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_ID", "OTHER");
    await expect(alicloudRoles(undefined, () => undefined).read(RAM_ROLE)).rejects.toThrow(
      /GetRole of RAM: status 403/,
    );
  });
});

it("Alibaba Cloud's calls are signed as in the vendor's example", () => {
  const call = {
    host: "ecs.cn-shanghai.aliyuncs.com",
    action: "RunInstances",
    version: "2014-05-26",
    parameters: { RegionId: "cn-shanghai", ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd" },
  };
  const key = { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" };
  const { headers } = signAlicloudCall(call, key, new Date("2023-10-26T10:22:32Z"), "3156853299f313e23d1673dc12e1703d");
  expect(headers.authorization).toMatch(/Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/);
});
