import type { Issue } from "./issue";
import { isLater } from "./known";
import type { Read } from "./shape";
import { readObject, readRecordOf, shapeFault } from "./shape";

/*
 * The shapes of arguments, for programs that no compiler has checked. What decides the structure is plain, and texts inside may be known
 * later; whether a text or number is a good one is for other checks to say. Only the faults count: what is read is not used.
 */

/** Faults of the shape of an argument; where there are any, nothing else can be said of it. */
export function checkShape(read: Read<unknown>, value: unknown, path = ""): Issue[] {
  const issues: Issue[] = [];
  read(value, path, issues);
  return issues;
}

/** An argument that may be left out, or whose absence has a fault of its own. `null` is not left out. */
export function ifGiven<T>(read: Read<T>): Read<T> {
  return (value, path, issues) => (value === undefined ? (value as T) : read(value, path, issues));
}

/** A text that is known now or later. */
export const readInputText: Read<never> = (value, path, issues) =>
  (isLater(value) || typeof value === "string"
    ? value
    : shapeFault(value, path, issues, "a string or an output", value)) as never;

/** Texts by plain names, each known now or later. */
export const readTextsByName: Read<never> = (value, path, issues) =>
  (isLater(value) || hasNoPrototype(value)
    ? shapeFault(value, path, issues, "a plain object, known when the program runs", value)
    : readRecordOf(readInputText)(value, path, issues)) as never;

/** Texts by name, all of them or each known now or later. */
export const readInputTexts: Read<never> = (value, path, issues) =>
  isLater(value) ? (value as never) : readTextsByName(value, path, issues);

/** A plain text, number or boolean. */
export const readPlain: Read<never> = (value, path, issues) =>
  (["string", "number", "boolean"].includes(typeof value)
    ? value
    : shapeFault(value, path, issues, "a plain value, known when the program runs", value)) as never;

export const readFlag: Read<boolean> = (value, path, issues) =>
  typeof value === "boolean" ? value : shapeFault(value, path, issues, "true or false", false);

export function readOneOf<T>(...known: readonly T[]): Read<T> {
  const expected = `one of ${known.map((one) => JSON.stringify(one)).join(", ")}`;
  return (value, path, issues) =>
    known.includes(value as T) ? (value as T) : shapeFault(value, path, issues, expected, value as T);
}

/** An object of arguments that is plain itself. */
export function readArguments<T extends object>(fields: { [K in keyof T]-?: Read<T[K]> }): Read<T> {
  const read = readObject<T>(fields);
  return (value, path, issues) =>
    isLater(value)
      ? shapeFault(value, path, issues, "a plain object, known when the program runs", {} as T)
      : read(value, path, issues);
}

/** An object of arguments that is known now or later. */
export function readInputArguments<T extends object>(fields: { [K in keyof T]-?: Read<T[K]> }): Read<never> {
  const read = readObject<T>(fields);
  return (value, path, issues) => (isLater(value) ? value : read(value, path, issues)) as never;
}

/** Pulumi cannot hand on an object without a prototype. */
function hasNoPrototype(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}
