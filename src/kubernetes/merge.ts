import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../core/known";

export type Fields = Record<string, unknown>;

/** Told about what stands in the way; `path` is where, `why` is what, and `more` has another kind of fault or another way out. */
export type Conflict = (path: string, why: string, more?: { code?: string; fix?: string }) => void;

/** Tells values once all of them are known: at once where they are plain, else when the program's Outputs are. */
export function whenKnown(values: readonly unknown[], tell: (known: unknown[]) => void): void {
  if (values.some(isLater)) pulumi.output([...values]).apply((known) => tell(known));
  else tell([...values]);
}

/** Applies `change` where the value is plain, and waits only where a program hid the structure in an Output or a Promise. */
export function mapKnown<A>(value: unknown, change: (value: A) => unknown): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return pulumi.output(value as Promise<A>).apply((known) => change(known as A));
  }
  return change(value as A);
}

/** Whether two values are the same as far as that can be seen before deployment: Outputs are the same only if they are one object. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (pulumi.Output.isInstance(a) || pulumi.Output.isInstance(b)) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameValue((a as Fields)[key], (b as Fields)[key]));
}

/** The map at `key` with the entries added that it lacks; empty where there is nothing to add. */
export function addEntries(
  owner: Fields,
  key: string,
  entries: Record<string, unknown>,
  path: string,
  conflict: Conflict,
): Fields {
  if (Object.keys(entries).length === 0) return {};
  return {
    [key]: mapKnown(owner[key] ?? {}, (present: Fields) => {
      for (const [name, value] of Object.entries(entries)) {
        if (present[name] !== undefined && !sameValue(present[name], value)) {
          conflict(`${path}["${name}"]`, "it is set to another value");
        }
      }
      return { ...entries, ...present };
    }),
  };
}

/** The list with the items appended whose name it lacks. */
export function addNamed(
  list: unknown,
  items: readonly ({ name: string } & Fields)[] | readonly Fields[],
  path: string,
  conflict: Conflict,
): unknown {
  return mapKnown(list ?? [], (present: Fields[]) => {
    const missing = items.filter((item) => {
      const same = present.find((other) => other?.name === item.name);
      if (same === undefined) return true;
      if (!sameValue(same, item)) conflict(`${path}["${String(item.name)}"]`, "it is set to another value");
      return false;
    });
    return [...present, ...missing];
  });
}
