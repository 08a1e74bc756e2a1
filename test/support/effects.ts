import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import { installCloudMocks, outputValue, settled } from "../../src/testing";
import { lateFaults } from "./late-faults";

/** A value for every argument of an object; the compiler misses none that is new. */
export type Every<T> = { [K in keyof Required<T>]: T[K] };

/** An argument by its path, and a value that differs from its default. */
export type Said = readonly [path: string, value: unknown];

/** The arguments of the object at a path, which is there by then. */
export function at<T extends object>(path: string, values: Every<T>): Said[] {
  return Object.entries(values).map(([name, value]) => [path === "" ? name : `${path}.${name}`, value]);
}

/** Everything that a component makes and says, or the fault that it fails with. */
export async function observed(make: () => object): Promise<string> {
  const mocks = await installCloudMocks();
  const told: string[] = [];
  const spies = (["warn", "error"] as const).map((level) =>
    vi.spyOn(pulumi.log, level).mockImplementation(async (text) => void told.push(text)),
  );
  try {
    const outputs = Object.entries(make()).filter(([, value]) => pulumi.Output.isInstance(value));
    await settled();
    // What waits for a fault of final values never comes.
    const seen = await Promise.all(
      outputs.map(async ([name, value]) => [name, await Promise.race([outputValue(value), setTimeout(20)])]),
    );
    return JSON.stringify([seen, mocks.resources.map(({ type, name, id, inputs }) => [type, name, id, inputs]), told]);
  } catch (error) {
    return (error as Error).message;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The arguments that change nothing where they are added to `args`, and are no fault; those that stand there already are left out. */
export async function silentArguments<A extends object>(make: (args: A) => object, args: A, said: readonly Said[]) {
  const silent: string[] = [];
  // A fault of final values is told too, where nobody waits for it.
  await lateFaults(async () => {
    const without = await observed(() => make(args));
    if (!without.startsWith("[")) throw new Error(without);
    for (const [path, value] of said) {
      const given = withValue(args, path.split("."), value);
      if (given !== undefined && (await observed(() => make(given))) === without) silent.push(path);
    }
  });
  return silent;
}

/** A copy with a value at a path, or `undefined` where it is not to be said: its object is missing, or says it already. */
function withValue<A>(args: A, [name = "", ...rest]: string[], value: unknown): A | undefined {
  if (typeof args !== "object" || args === null) return undefined;
  const own = (args as Record<string, unknown>)[name];
  if (rest.length === 0 && JSON.stringify(own) === JSON.stringify(value)) return undefined;
  const inner = rest.length === 0 ? value : withValue(own, rest, value);
  if (inner === undefined) return undefined;
  return (Array.isArray(args) ? Object.assign([...args], { [name]: inner }) : { ...args, [name]: inner }) as A;
}
