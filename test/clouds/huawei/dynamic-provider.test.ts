import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { huaweiResourceType } from "../../../src/clouds/huawei/resource-types";
import * as resources from "../../../src/clouds/huawei/resources";
import { IamServer, TEST_KEY } from "./support/iam-server";

const SOURCE = join(__dirname, "../../../src/clouds/huawei/dynamic-provider.ts");
const FIXTURE = join(__dirname, "fixtures/dynamic-provider.txt");
const MODULE = "pulumi-workload-identity/clouds/huawei/resources";

type ResourceClass = new (name: string, args: object) => pulumi.Resource;

/** The classes as the package ships them: the text that Pulumi stores is that of the compiled functions. */
function compiledClasses(): Record<string, ResourceClass> {
  const { outputText } = ts.transpileModule(readFileSync(SOURCE, "utf8"), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const compiled = { exports: {} as Record<string, ResourceClass> };
  new Function("module", "exports", "require", outputText)(compiled, compiled.exports, createRequire(SOURCE));
  return compiled.exports;
}

const classes = compiledClasses();
const kinds = Object.keys(classes).flatMap((name) => /^Huawei(\w+)Resource$/.exec(name)?.[1] ?? []);

/** The text that Pulumi stores with each kind of resource. */
const texts = new Map<string, string>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      expect(type).toBe(huaweiResourceType(name as resources.HuaweiResourceKind));
      texts.set(name, inputs.__provider);
      return { id: name, state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
  for (const kind of kinds) new classes[`Huawei${kind}Resource`]!(kind, {});
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
});

/** Runs stored text the way Pulumi's host of dynamic providers does. */
function revived(text: string, required: string[] = []): pulumi.dynamic.ResourceProvider {
  const revivedModule = { exports: {} as { handler(): pulumi.dynamic.ResourceProvider } };
  const load = (specifier: string) => {
    required.push(specifier);
    if (specifier === MODULE) return resources;
    throw new Error(`Cannot find module '${specifier}'`);
  };
  new Function("module", "exports", "require", text)(revivedModule, revivedModule.exports, load);
  return revivedModule.exports.handler();
}

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
    const provider = revived(texts.get("Group")!, required);
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
    await provider.delete!(id, outs);
    expect(await provider.read!(id, outs)).toEqual({ id: "", props: {} });
    expect(new Set(required)).toEqual(new Set([MODULE]));
  });
});
