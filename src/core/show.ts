import { isLater, isResource } from "./known";

/** A wrong value as an error message shows it: quoted and cut, so that hostile input cannot flood a terminal. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 120 ? `${value.slice(0, 117)}...` : value);
  if (value === undefined) return "(missing)";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (isLater(value)) return "then" in (value as object) ? "a promise" : "an output";
  if (isResource(value)) return "a resource";
  return Array.isArray(value) ? "a list" : typeof value === "function" ? "a function" : "an object";
}
