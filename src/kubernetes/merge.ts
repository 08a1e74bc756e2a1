import * as pulumi from "@pulumi/pulumi";
import { joinPath } from "../core/issue";
import { isLater } from "../core/known";
import { isRecord } from "../core/record";

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

/** What stands deep inside of a template; undefined where nothing does. */
export function valueAt(fields: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => mapKnown(value, (known) => (isRecord(known) && Object.hasOwn(known, key) ? known[key] : undefined)),
    fields,
  );
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

/** Changes a list of objects in the template; what is none is reported and left as it is. */
export function mapList(
  value: unknown,
  path: string,
  conflict: Conflict,
  change: (list: Fields[]) => unknown,
): unknown {
  return mapKnown(value ?? [], (list: unknown) => {
    if (!Array.isArray(list)) {
      conflict(path, "this is no list", { code: MISSHAPEN, fix: "write a list of objects, [{ ... }]" });
      return list;
    }
    const wrong = [...list.keys()].filter((index) => !isRecord(list[index]));
    for (const index of wrong) reportNoObject(`${path}[${index}]`, conflict);
    if (wrong.length > 0) return list;
    for (const [index, fields] of list.entries()) reportPythonNames(fields, `${path}[${index}]`, conflict);
    return change(list as Fields[]);
  });
}

/** Changes an object in the template; what is none is reported and left as it is. */
export function mapFields(
  value: unknown,
  path: string,
  conflict: Conflict,
  change: (fields: Fields) => unknown,
): unknown {
  return mapKnown(value ?? {}, (fields: unknown) => {
    if (isRecord(fields)) return change(fields);
    reportNoObject(path, conflict);
    return fields;
  });
}

const MISSHAPEN = "pod-template-expected";

function reportNoObject(path: string, conflict: Conflict): void {
  conflict(path, "this is no object", { code: MISSHAPEN, fix: "write an object, { ... }" });
}

/**
 * Reports fields by Python's names. Pulumi's SDK for Python reads `volume_mounts` as `volumeMounts` too: of a template with both it keeps one,
 * and so would lose what is wired in, or put back what nobody looked at here.
 */
export function reportPythonNames(fields: Fields, path: string, conflict: Conflict): void {
  for (const name of Object.keys(fields)) {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(name)) continue;
    const fix = `write ${name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
    conflict(joinPath(path, name), "Kubernetes has no such field", { code: "pod-template-field-unknown", fix });
  }
}

/** The map with the entries added that it lacks. */
export function addEntries(
  present: Fields,
  entries: Record<string, unknown>,
  path: string,
  conflict: Conflict,
): Fields {
  for (const [name, value] of Object.entries(entries)) {
    if (present[name] !== undefined && !sameValue(present[name], value)) {
      conflict(`${path}["${name}"]`, "it is set to another value");
    }
  }
  return { ...entries, ...present };
}

/** The list with the items appended whose name it lacks; `differs` is told the names that it has with another value. */
export function addNamed(
  present: readonly Fields[],
  items: readonly ({ name: string } & Fields)[],
  differs: (name: string) => void,
): Fields[] {
  const missing = items.filter((item) => {
    const same = present.find((other) => other.name === item.name);
    if (same !== undefined && !sameValue(same, item)) differs(item.name);
    return same === undefined;
  });
  return [...present, ...missing];
}
