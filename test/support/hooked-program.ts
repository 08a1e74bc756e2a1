import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import type { DeployedResource } from "../../src/clouds/cloud";
import { installCloudMocks, settled } from "../../src/testing";

const fromPulumi = createRequire(require.resolve("@pulumi/pulumi"));

type Inputs = Record<string, unknown>;

/** A resource of a program, with what its hooks say before it is created. */
export interface HookedResource {
  type: string;
  name: string;
  inputs: Inputs;
  /** The message of the hook that refuses these inputs; `undefined` where all let them pass. */
  refusalOf(inputs: Inputs): Promise<string | undefined>;
}

/** The resources of a program under mocks, whose hooks are called by the test: the mock monitor has none. */
export async function hookedProgram(program: () => void, deployed: DeployedResource[] = []): Promise<HookedResource[]> {
  const mocks = await installCloudMocks({ deployed });
  const hooks = new Map<string, pulumi.ResourceHook>();
  const names = new Map<string, readonly string[]>();
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: Request, answer: unknown): void;
    registerResourceHook?: unknown;
  };
  const { registerResource } = monitor;
  monitor.registerResourceHook = () => undefined;
  monitor.registerResource = (request, answer) => {
    names.set(`${request.getType()} ${request.getName()}`, request.getHooks()?.getBeforeCreateList() ?? []);
    registerResource.call(monitor, request, answer);
  };
  const callbacks = vi.spyOn(fromPulumi("./runtime/settings"), "getCallbacks").mockReturnValue({
    registerResourceHook: async (hook: pulumi.ResourceHook) => void hooks.set(hook.name, hook),
  } as never);
  const store = fromPulumi("./runtime/state").getStore();
  const { supportsResourceHooks } = store;
  store.supportsResourceHooks = true;
  try {
    program();
    await settled();
  } finally {
    store.supportsResourceHooks = supportsResourceHooks;
    callbacks.mockRestore();
  }
  return mocks.resources.map(({ type, name, inputs }) => ({
    type,
    name,
    inputs,
    async refusalOf(newInputs) {
      for (const hook of names.get(`${type} ${name}`) ?? []) {
        try {
          await hooks.get(hook)!.callback({ urn: "", id: "", name, type, newInputs } as never);
        } catch (error) {
          return (error as Error).message;
        }
      }
      return undefined;
    },
  }));
}

interface Request {
  getType(): string;
  getName(): string;
  getHooks(): { getBeforeCreateList(): string[] } | undefined;
}
