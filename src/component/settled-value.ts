import * as pulumi from "@pulumi/pulumi";

/** An Output, and the value that came out of it. */
export interface Settled<T> {
  /** What resources get: a hook of theirs runs only when this has a value. */
  readonly output: pulumi.Output<T>;
  /** The value, or `undefined` while it is not known; a hook cannot wait for Outputs. */
  value(): T | undefined;
}

/** The values of several, once all of them are known. */
export function valuesOf<T>(settled: Readonly<Record<string, Settled<T>>>): Record<string, T> | undefined {
  const known = Object.entries(settled).map(([name, each]) => [name, each.value()] as const);
  return known.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(known as [string, T][]);
}

/** Keeps the value of an input for hooks that look at what was made of it. */
export function settled<T>(input: pulumi.Input<T>): Settled<T> {
  let value: T | undefined;
  const given = (pulumi.Output.isInstance(input) ? input : pulumi.output(input)) as pulumi.Output<T>;
  const output = given.apply((known): T => {
    value = known as T;
    return value;
  });
  return { output: output as pulumi.Output<T>, value: () => value };
}
