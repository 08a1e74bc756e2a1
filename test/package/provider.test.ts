import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import messages from "@pulumi/pulumi/proto/provider_pb";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { InstalledProgram } from "./installed";
import { installProgram, packLibrary } from "./installed";

let packed: ReturnType<typeof packLibrary>;
let program: InstalledProgram;
let started: ChildProcess;

beforeAll(() => {
  packed = packLibrary();
  // No vendor's SDK, and no settings of TypeScript.
  program = installProgram(packed.unpacked, ["@pulumi/pulumi", "@bufbuild/cel", "jose", "yaml"]);
});
afterAll(() => {
  started?.kill();
  program?.remove();
  packed?.remove();
});

it("the packed provider starts as Pulumi starts it, and has every component without compiling anything", async () => {
  const library = join(program.dir, "node_modules/pulumi-workload-identity");
  const runner = join(program.dir, "node_modules/@pulumi/pulumi/cmd/run-plugin");
  started = spawn(process.execPath, [runner, join(library, "provider"), "127.0.0.1:1"], {
    cwd: program.dir,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await Promise.race([
    once(createInterface(started.stdout!), "line"),
    once(started, "exit").then(([status]) => [`ended with ${status}`]),
  ])) as [string];
  expect(port).toMatch(/^\d+$/);
  const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
  });
  const answer = await new Promise<GetSchemaResponse>((resolve, reject) =>
    client.getSchema(new messages.GetSchemaRequest(), (error, response) =>
      error === null ? resolve(response) : reject(error),
    ),
  );
  client.close();
  const { resources } = JSON.parse(answer.getSchema()) as { resources: Record<string, object> };
  expect(Object.keys(resources)).toEqual(
    expect.arrayContaining(
      ["FederatedWorkload", "ClusterFederation", "ServiceAccountIssuer", "AwsWorkloadIdentity"].map(
        (name) => `pulumi-workload-identity:index:${name}`,
      ),
    ),
  );
});

it("the packed provider finds the class of every component, and loads no vendor's SDK for it", () => {
  const provider = "./node_modules/pulumi-workload-identity/dist/provider";
  const script = `
    const missing = Object.entries(require("${provider}/components.json"))
      .filter(([name, file]) => require("${provider}/../" + file)[name]?.name !== name);
    console.log(JSON.stringify(missing));
  `;
  expect(JSON.parse(program.node("-e", script))).toEqual([]);
});
