import type { Issue } from "./issue";

/** Says what is wrong with a value that is known. */
export type ValueCheck = (value: unknown, path: string) => Issue[];

/** Stands for a value that a preview does not know, on the wire and in what Pulumi prints (`rpc.unknownValue` of its SDK). */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is an Output or a Promise, told by what it can do: the core knows no Pulumi. */
export function isLater(value: unknown): boolean {
  const { apply, then } = (value ?? {}) as { apply?: unknown; then?: unknown };
  return typeof value === "object" && (typeof apply === "function" || typeof then === "function");
}

/** Whether nothing in this data is an Output or a Promise. */
export function isPlain(data: unknown): boolean {
  return partsOf(data).every((part) => !isLater(part));
}

/** Whether a program wrote down all of this data: nothing in it is missing, an Output or a Promise. */
export function isWritten(data: unknown): boolean {
  return partsOf(data).every((part) => part !== undefined && !isLater(part));
}

/** Data with all that is in it, as far as that is known. */
function partsOf(data: unknown): unknown[] {
  if (typeof data !== "object" || data === null || isLater(data)) return [data];
  return Object.values(data).flatMap(partsOf);
}

/** Whether a value is a Pulumi resource, which people pass in the place of one of its outputs. */
export function isResource(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && "__pulumiResource" in value;
}

/** Checks an argument where it is given and known; an Output or Promise is left to the second look, on final values. */
export function ifKnown(value: unknown, path: string, check: ValueCheck): Issue[] {
  return value === undefined || isLater(value) ? [] : check(value, path);
}
