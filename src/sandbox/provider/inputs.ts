import { randomUUID } from "node:crypto";
import type { NameStyle, ResourceType } from "../../clouds/simulated/behaviour";
import { UNKNOWN_VALUE } from "../../core/known";

export type Properties = Record<string, unknown>;

/** Makes up the physical name where the program gave none, and keeps the one made up before. */
export function fillIn({ autoname }: ResourceType, name: string, olds: Properties, news: Properties) {
  if (autoname === undefined || at(news, autoname.path) !== undefined) return { inputs: news };
  const path = autoname.path.join(".");
  const kept = isMadeUp(olds, path) ? at(olds, autoname.path) : undefined;
  const value = (kept as string | undefined) ?? makeUp(name, autoname.style);
  const inputs = { ...put(news, autoname.path, value), __defaults: [path] };
  if (value.length <= (autoname.maxLength ?? Number.POSITIVE_INFINITY)) return { inputs };
  const reason = `the name made up from "${name}" has ${value.length} characters, at most ${autoname.maxLength} are possible`;
  return { inputs, failure: { property: path, reason } };
}

/** What the preview of a creation shows of a resource; what is left out the SDK takes for unknown, but only at the top. */
export function previewed({ computed = [] }: ResourceType, inputs: Properties): Properties {
  return computed.reduce<Properties>((known, path) => put(known, path, UNKNOWN_VALUE), withoutDefaults(inputs));
}

function makeUp(name: string, style: NameStyle): string {
  const uuid = randomUUID();
  if (style === "uuid") return uuid;
  return style === "plain" ? `${name}${uuid.slice(0, 8)}` : `${name}-${uuid.replaceAll("-", "").slice(0, 7)}`;
}

/** What an object says after more was applied to it: what is said anew wins, and the rest stays. */
export function applied(present: Properties, more: Properties): Properties {
  const both = Object.entries(more).map(([name, value]) => {
    const before = present[name];
    return [name, isObject(before) && isObject(value) ? applied(before, value) : value] as const;
  });
  return { ...present, ...Object.fromEntries(both) };
}

/** What an object says when that is taken away which was applied to it. */
export function withdrawn(present: Properties, applied: Properties): Properties {
  const rest = Object.entries(present).flatMap(([name, value]) => {
    const gone = applied[name];
    if (gone === undefined) return [[name, value] as const];
    if (!isObject(value) || !isObject(gone)) return [];
    const inner = withdrawn(value, gone);
    return Object.keys(inner).length === 0 ? [] : [[name, inner] as const];
  });
  return Object.fromEntries(rest);
}

/** Whether an input was made up: noted in the place that Terraform-bridged providers use. */
export function isMadeUp(inputs: Properties, path: string): boolean {
  return ((inputs.__defaults as string[] | undefined) ?? []).includes(path);
}

export function withoutDefaults({ __defaults: _, ...inputs }: Properties): Properties {
  return inputs;
}

function at(properties: Properties, [first, ...rest]: readonly string[]): unknown {
  const value = properties[first!];
  return rest.length === 0 ? value : isObject(value) ? at(value, rest) : undefined;
}

function put(properties: Properties, [first, ...rest]: readonly string[], value: string): Properties {
  const inner = properties[first!];
  return { ...properties, [first!]: rest.length === 0 ? value : put(isObject(inner) ? inner : {}, rest, value) };
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
