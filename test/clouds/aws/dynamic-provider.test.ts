import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as resources from "../../../src/clouds/aws/resources";
import { RoleServers } from "../support/role-servers";
import { compiledModule, revivedProvider } from "../support/stored-provider";

const FIXTURE = join(__dirname, "fixtures/dynamic-provider.txt");
const MODULE = "pulumi-workload-identity/clouds/aws/resources";
const ROLE = "arn:aws:iam::111122223333:role/legacy";
const OWNER = '{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}';

let text = "";

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource({ name, type, inputs }) {
      expect(type).toBe("pulumi-nodejs:dynamic/aws:TrustStatement");
      text = inputs.__provider;
      return { id: name, state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
  const { AwsTrustStatementResource } = compiledModule(join(__dirname, "../../../src/clouds/aws/dynamic-provider.ts"));
  new (AwsTrustStatementResource as new (name: string, args: object) => pulumi.Resource)("orders-statement", {});
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
});

describe("the dynamic provider of statements in a role of somebody else", () => {
  let servers: RoleServers;

  beforeEach(async () => {
    servers = await RoleServers.start();
    servers.policies.set(ROLE, `{"Version":"2012-10-17","Statement":[${OWNER}]}`);
    for (const [name, value] of Object.entries(servers.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await servers.stop();
  });

  it("is stored as a text that no edit of this library may change", async () => {
    await expect(text).toMatchFileSnapshot(FIXTURE);
  });

  it("is stored in a few lines", () => {
    expect(text.length).toBeLessThan(4000);
  });

  it("keeps a statement through the published module alone, with the key of its stack's configuration", async () => {
    const required: string[] = [];
    const provider = revivedProvider(text, { name: MODULE, exports: resources }, required);
    const settings: Record<string, string> = {
      "aws:accessKey": "AKIDEXAMPLE",
      "aws:secretKey": "kept back",
    };
    const config = { get: (key: string) => settings[key], require: (key: string) => settings[key] ?? "" };
    await provider.configure!({ config });
    // Whatever the environment says, the configuration goes first.
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDOTHER");
    vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIOTHER");
    const ours = { Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole", Sid: "Ours" };

    const { inputs, failures } = await provider.check!({}, { roleArn: ROLE, statements: [ours], __provider: "text" });
    expect(failures).toEqual([]);
    const { id, outs } = await provider.create(inputs);
    expect(JSON.parse(servers.policies.get(ROLE)!).Statement).toEqual([JSON.parse(OWNER), ours]);
    expect(JSON.stringify(outs)).not.toContain("kept back");
    expect(await provider.diff!(id, outs, inputs)).toMatchObject({ changes: false });
    expect(await provider.read!(id, outs)).toMatchObject({ id, props: { statements: [ours] } });
    await provider.delete!(id, outs);
    expect(await provider.read!(id, outs)).toEqual({ id: "", props: {} });
    expect(servers.policies.get(ROLE)).toContain(OWNER);
    expect(new Set(required)).toEqual(new Set([MODULE]));
  });
});
