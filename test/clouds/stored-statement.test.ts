import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as alicloud from "../../src/clouds/alicloud/resources";
import * as aws from "../../src/clouds/aws/resources";
import { RoleServers } from "./support/role-servers";
import { compiledModule, revivedProvider } from "./support/stored-provider";

const CLOUDS = [
  {
    cloud: "aws",
    resources: aws,
    className: "AwsTrustStatementResource",
    role: "arn:aws:iam::111122223333:role/legacy",
    version: "2012-10-17",
    owner: '{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}',
    ours: { Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole", Sid: "Ours" },
    settings: { "aws:accessKey": "AKIDEXAMPLE", "aws:secretKey": "kept back" },
  },
  {
    cloud: "alicloud",
    resources: alicloud,
    className: "AlicloudTrustStatementResource",
    role: "acs:ram::1234567890123456:role/legacy",
    version: "1",
    owner: '{"Effect":"Allow","Principal":{"RAM":["acs:ram::1234567890123456:root"]},"Action":"sts:AssumeRole"}',
    ours: { Effect: "Deny", Principal: { RAM: ["*"] }, Action: "sts:AssumeRole" },
    settings: { "alicloud:accessKey": "LTAIEXAMPLE", "alicloud:secretKey": "kept back" },
  },
];

describe.each(CLOUDS)("the dynamic provider of statements in a role of somebody else, $cloud", (each) => {
  const { cloud, role, owner, ours } = each;
  const module = `pulumi-workload-identity/clouds/${cloud}/resources`;
  let text = "";
  let servers: RoleServers;

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource({ name, type, inputs }) {
        // Other tests of the same worker may register resources of theirs.
        if (type === `pulumi-nodejs:dynamic/${cloud}:TrustStatement`) text = inputs.__provider;
        return { id: name, state: inputs };
      },
      call: ({ inputs }) => inputs,
    });
    const compiled = compiledModule(join(__dirname, `../../src/clouds/${cloud}/dynamic-provider.ts`));
    new (compiled[each.className] as new (name: string, args: object) => pulumi.Resource)("orders-statement", {});
    await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  });
  beforeEach(async () => {
    servers = await RoleServers.start();
    servers.policies.set(role, `{"Version":"${each.version}","Statement":[${owner}]}`);
    for (const [name, value] of Object.entries(servers.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await servers.stop();
  });

  it("is stored as a text that no edit of this library may change", async () => {
    await expect(text).toMatchFileSnapshot(join(__dirname, cloud, "fixtures/dynamic-provider.txt"));
  });

  it("is stored in a few lines", () => {
    expect(text.length).toBeLessThan(4000);
  });

  it("keeps a statement through the published module alone, with the key of its stack's configuration", async () => {
    const required: string[] = [];
    const settings: Record<string, string | undefined> = each.settings;
    const providerOfUpdate = async () => {
      const provider = revivedProvider(text, { name: module, exports: each.resources }, required);
      const config = { get: (key: string) => settings[key], require: (key: string) => settings[key] ?? "" };
      await provider.configure!({ config });
      return provider;
    };
    const provider = await providerOfUpdate();
    // Whatever the environment says, the configuration goes first.
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDOTHER");
    vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIOTHER");

    const { inputs, failures } = await provider.check!({}, { roleArn: role, statements: [ours], __provider: "text" });
    expect(failures).toEqual([]);
    const { id, outs } = await provider.create(inputs);
    expect(JSON.parse(servers.policies.get(role)!).Statement).toEqual([JSON.parse(owner), ours]);
    expect(JSON.stringify(outs)).not.toContain("kept back");
    expect(await provider.diff!(id, outs, inputs)).toMatchObject({ changes: false });
    expect(await provider.read!(id, outs)).toMatchObject({ id, props: { statements: [ours] } });
    // Another resource of the same update that had it leaves it; a later update deletes it.
    await provider.delete!(id, outs);
    expect(JSON.parse(servers.policies.get(role)!).Statement).toEqual([JSON.parse(owner), ours]);
    await (await providerOfUpdate()).delete!(id, outs);
    expect(await provider.read!(id, outs)).toEqual({ id: "", props: {} });
    expect(servers.policies.get(role)).toContain(owner);
    expect(new Set(required)).toEqual(new Set([module]));
  });
});
