import { createRequire } from "node:module";
import * as grpc from "@grpc/grpc-js";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import type * as RuntimeSettings from "@pulumi/pulumi/runtime/settings";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { grpcClientOptions, neverConnected, shareNoConnections } from "./support/connections";
import { freePorts } from "./support/ports";
import { withEngine } from "./support/stack";

const settings = createRequire(__filename)("@pulumi/pulumi/runtime/settings") as typeof RuntimeSettings;

/** What a call of a new client gets: UNIMPLEMENTED is the answer of a server that knows no method at all. */
function call(address: string): Promise<string> {
  const client = new grpc.Client(address, grpc.credentials.createInsecure(), grpcClientOptions);
  onTestFinished(() => client.close());
  const bytes = (value: Buffer) => value;
  return new Promise((resolve) =>
    client.makeUnaryRequest("/a/b", bytes, bytes, Buffer.alloc(0), (error) => resolve(error?.message ?? "")),
  );
}

async function serve(address: string): Promise<void> {
  const server = new grpc.Server();
  onTestFinished(() => server.forceShutdown());
  await new Promise((resolve, reject) =>
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    ),
  );
}

test("a program reaches its engine on a port where an earlier one was called after its end", async () => {
  shareNoConnections();
  const [port] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  expect(await call(address)).toContain("ECONNREFUSED");
  await serve(address);
  expect(await call(address)).toMatch(/^12 UNIMPLEMENTED/);
});

test("a program that does not reach its engine is started again", async () => {
  const [port] = await freePorts(1);
  const { resetOptions } = settings;
  const connect = vi.spyOn(settings, "resetOptions");
  onTestFinished(() => connect.mockRestore());
  const toNobody = (times: number) => {
    connect.mockClear();
    for (let i = 0; i < times; i++)
      connect.mockImplementationOnce((project, stack, parallel, engineAddr, _, ...rest) =>
        resetOptions(project, stack, parallel, engineAddr, `127.0.0.1:${port}`, ...rest),
      );
  };
  await withEngine({}, async (engine) => {
    const stack = await engine.stack();
    toNobody(1);
    expect((await stack.up(async () => {})).changes).toEqual({ create: 1 });
    expect(connect).toHaveBeenCalledTimes(2);
    toNobody(3);
    expect((await stack.failingUp(async () => {})).failure.message).toContain("ECONNREFUSED");
    expect(connect).toHaveBeenCalledTimes(3);
  });
});

describe("a run that failed is run again", () => {
  const failure = new Error("error: Error: 14 UNAVAILABLE: No connection established. Last error: null.");
  const event = (body: Partial<EngineEvent>): EngineEvent => ({ sequence: 0, timestamp: 0, ...body });
  const metadata = { op: "create", urn: "urn:pulumi:s::p::t::n", type: "t", provider: "" };
  const started = event({ resourcePreEvent: { metadata } as NonNullable<EngineEvent["resourcePreEvent"]> });

  test("when the program never reached its engine", () => {
    expect(neverConnected(failure, [])).toBe(true);
    expect(neverConnected(failure, [event({ preludeEvent: { config: {} } })])).toBe(true);
  });

  test("never when a resource was registered, or when it failed by itself", () => {
    expect(neverConnected(failure, [started])).toBe(false);
    expect(neverConnected(new Error("error: EntityAlreadyExists"), [])).toBe(false);
    expect(neverConnected(new Error("error: 14 UNAVAILABLE: the cloud is down"), [])).toBe(false);
  });
});
