import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { huaweiResourceType } from "../../../src/clouds/huawei/resource-types";
import * as resources from "../../../src/clouds/huawei/resources";
import { compiledModule, revivedProvider } from "../support/stored-provider";
import { IamServer, TEST_KEY } from "./support/iam-server";

const SOURCE = join(__dirname, "../../../src/clouds/huawei/dynamic-provider.ts");
const FIXTURE = join(__dirname, "fixtures/dynamic-provider.txt");
const MODULE = "pulumi-workload-identity/clouds/huawei/resources";

type ResourceClass = new (name: string, args: object) => pulumi.Resource;

const classes = compiledModule(SOURCE) as Record<string, ResourceClass>;
const kinds = Object.keys(classes).flatMap((name) => /^Huawei(\w+)Resource$/.exec(name)?.[1] ?? []);

/** The text that Pulumi stores with each kind of resource. */
const texts = new Map<string, string>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      // Other tests of the same worker may register resources of theirs.
      if (type === huaweiResourceType(name as resources.HuaweiResourceKind)) texts.set(name, inputs.__provider);
      return { id: name, state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
  for (const kind of kinds) new classes[`Huawei${kind}Resource`]!(kind, {});
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
});

describe("the dynamic providers", () => {
  it.each(kinds)("of %s are stored as a text that no edit of this library may change", (kind) => {
    expect(texts.get(kind)).toBe(readFileSync(FIXTURE, "utf8").replaceAll("KIND", kind));
  });

  it("are stored in a few lines, and not as a secret", () => {
    for (const kind of kinds) expect(texts.get(kind)!.length).toBeLessThan(4000);
  });

  it("exist for every kind of resource that there is", () => {
    expect(kinds).toHaveLength(10);
    for (const kind of kinds) expect(resources.huaweiOperations(kind)).toBeDefined();
    expect(() => resources.huaweiOperations("Nothing")).toThrow(
      expect.objectContaining({ code: "huawei-resource-unknown", message: expect.stringContaining(kinds[0]!) }),
    );
  });
});

describe("a stored dynamic provider", () => {
  let server: IamServer;

  beforeEach(async () => {
    server = await IamServer.start();
  });
  afterEach(() => server.stop());

  it("manages a resource with the key of the stack's configuration, through the published module alone", async () => {
    const required: string[] = [];
    const provider = revivedProvider(texts.get("Group")!, { name: MODULE, exports: resources }, required);
    const settings: Record<string, string> = {
      "huawei:accessKey": TEST_KEY.accessKey,
      "huawei:secretKey": TEST_KEY.secretKey,
    };
    const config = { get: (key: string) => settings[key], require: (key: string) => settings[key] ?? "" };
    await provider.configure!({ config });
    const news = {
      connection: { iamEndpoint: server.endpoint },
      name: "orders",
      owner: "shop/prod",
      __provider: "text",
    };

    const { inputs, failures } = await provider.check!({}, news);
    expect(failures).toEqual([]);
    const { id, outs } = await provider.create(inputs);
    expect(server.state.groups.size).toBe(1);
    expect(JSON.stringify(outs)).not.toContain(TEST_KEY.secretKey);
    expect(await provider.diff!(id, outs, inputs)).toMatchObject({ changes: false });
    expect(await provider.update!(id, outs, { ...inputs, description: "x" })).toMatchObject({
      outs: { description: "x" },
    });
    expect(await provider.read!(id, outs)).toMatchObject({ id, props: { description: "x" } });
    // Another resource of the same update had it before.
    await provider.delete!(id, outs);
    expect(server.state.groups.size).toBe(1);
    await provider.configure!({ config: { ...config } });
    await provider.delete!(id, outs);
    expect(await provider.read!(id, outs)).toEqual({ id: "", props: {} });
    expect(new Set(required)).toEqual(new Set([MODULE]));
  });
});
