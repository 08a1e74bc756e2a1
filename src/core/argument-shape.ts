import type { Issue } from "./issue";
import { issue, joinPath } from "./issue";
import { isLater, isResource } from "./known";
import { nearest } from "./nearest";
import type { Path } from "./path";
import { pathText } from "./path";
import { isRecord } from "./record";
import type { Read, ReadFields } from "./shape";
import { readListOf, readObject, readRecordOf, shapeFault } from "./shape";
import { show } from "./show";

/*
 * The shapes of arguments, for programs that no compiler has checked. What decides the structure is plain, and texts inside may be known
 * later; whether a text or number is a good one is for other checks to say. Only the faults count: what is read is not used.
 */

/** Faults of the shape of an argument; where there are any, nothing else can be said of it. */
export function checkShape(read: Read<unknown>, value: unknown, path = ""): Issue[] {
  return faultsOf(read, value, path).filter(({ code }) => code !== ARGUMENT_UNKNOWN);
}

/** The arguments, at any depth, that nobody reads: `argument-unknown`, each with the nearest one that is read. */
export function unknownArguments(read: Read<unknown>, value: unknown, path = ""): Issue[] {
  return faultsOf(read, value, path).filter(({ code }) => code === ARGUMENT_UNKNOWN);
}

const ARGUMENT_UNKNOWN = "argument-unknown";

/** A name that no argument has. */
const NO_NAME = "-";

/** As many arguments of an object show a person what is meant. */
const MAX_NAMES = 6;

/** Fewer than a reader reports in all, so that they never crowd out a fault of shape. */
const MAX_UNKNOWN = 20;

function faultsOf(read: Read<unknown>, value: unknown, path: string): Issue[] {
  const issues: Issue[] = [];
  read(value, path, issues);
  return issues;
}

/** An argument that may be left out, or whose absence has a fault of its own. `null` is not left out. */
export function ifGiven<T>(read: Read<T>): Read<T> {
  return (value, path, issues) => (value === undefined ? (value as T) : read(value, path, issues));
}

/** The same with a reader that is loaded only where the argument is given. */
export function whenGiven<T>(load: () => Read<T>): Read<T> {
  return (value, path, issues) => (value === undefined ? (value as T) : load()(value, path, issues));
}

/** An argument that has checks of its own, with better words than those for a shape. */
export const readAny: Read<never> = (value) => value as never;

/** How a value that is no text is written as one, as an aside. */
function inQuotes(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? `, such as ${show(String(value))},` : "";
}

/** A text that is known now or later. */
export const readInputText: Read<never> = (value, path, issues) =>
  (isLater(value) || typeof value === "string"
    ? value
    : shapeFault(value, path, issues, `a string${inQuotes(value)} or an output`, value)) as never;

/** A document as text, known now or later; people have it as an object. */
export const readInputDocument: Read<never> = (value, path, issues) =>
  (isLater(value) || typeof value === "string"
    ? value
    : shapeFault(value, path, issues, "its JSON as a string, by JSON.stringify, or an output of one", value)) as never;

/** Arguments by plain names, a plain object itself. */
export function readByName<T>(read: Read<T>): Read<Record<string, T>> {
  return (value, path, issues) => {
    if (isRecord(value) && !isLater(value)) return readRecordOf(read)(value, path, issues);
    const plain = isLater(value) ? "a plain object, known when the program runs" : "an object";
    return shapeFault(value, path, issues, `${plain}, with a name for each: { <name>: … }`, {});
  };
}

/** Texts by plain names, each known now or later. */
export const readTextsByName = readByName(readInputText) as Read<never>;

/** A list of texts, each known now or later; with names of one's own they are another argument. */
export function readTextList(byName: string): Read<never[]> {
  return (value, path, issues) =>
    isRecord(value) && !isLater(value)
      ? shapeFault(value, path, issues, `a list, [a, b], or under the name ${byName} an object`, [])
      : readListOf(readInputText)(value, path, issues);
}

/** Texts by name, all of them or each known now or later. */
export const readInputTexts: Read<never> = (value, path, issues) =>
  isLater(value) ? (value as never) : readTextsByName(value, path, issues);

/** A plain text, number or boolean. */
export const readPlain: Read<never> = (value, path, issues) =>
  (["string", "number", "boolean"].includes(typeof value)
    ? value
    : shapeFault(value, path, issues, "a plain value, known when the program runs", value)) as never;

/** A text that is plain, for a name or a choice. */
export const readPlainText: Read<never> = (value, path, issues) =>
  (typeof value === "string"
    ? value
    : shapeFault(value, path, issues, `a plain string${inQuotes(value)}, known when the program runs`, value)) as never;

export const readFlag: Read<boolean> = (value, path, issues) => {
  const isText = value === "true" || value === "false";
  return typeof value === "boolean"
    ? value
    : shapeFault(value, path, issues, `true or false${isText ? ", without quotes" : ""}`, false);
};

export function readOneOf<T>(...known: readonly T[]): Read<T> {
  const expected = `one of ${known.map((one) => JSON.stringify(one)).join(", ")}`;
  return (value, path, issues) =>
    known.includes(value as T) ? (value as T) : shapeFault(value, path, issues, expected, value as T);
}

/** An object of arguments that is plain itself; keys in `passing` belong to other readers and are let through. */
export function readArguments<T extends object>(fields: ReadFields<T>, passing: readonly string[] = []): Read<T> {
  const read = readObject<T>(fields);
  const names = Object.keys(fields);
  const shown = `{ ${names.slice(0, MAX_NAMES).join(", ")}${names.length > MAX_NAMES ? ", …" : ""} }`;
  return (value, path, issues) => {
    if (isLater(value)) return shapeFault(value, path, issues, "a plain object, known when the program runs", {} as T);
    if (isResource(value)) return shapeFault(value, path, issues, `an object, ${shown}, of its outputs`, {} as T);
    if (!isRecord(value)) return shapeFault(value, path, issues, `an object, ${shown}`, {} as T);
    issues.push(...misspelt(value, path, issues, fields, passing));
    return read(value, path, issues);
  };
}

/** An object of arguments that is known now or later; nobody looks into one that is known later. */
export function readInputArguments<T extends object>(fields: ReadFields<T>, passing?: readonly string[]): Read<never> {
  const read = readArguments<T>(fields, passing);
  return (value, path, issues) => (isLater(value) ? value : read(value, path, issues)) as never;
}

/** Keys that begin with two underscores are those of Pulumi's SDKs. */
function misspelt<T>(
  value: unknown,
  at: Path,
  issues: Issue[],
  fields: ReadFields<T>,
  passing: readonly string[],
): Issue[] {
  if (!isRecord(value)) return [];
  const known = Object.keys(fields);
  const given = Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [key]));
  const room = MAX_UNKNOWN - issues.filter(({ code }) => code === ARGUMENT_UNKNOWN).length;
  const path = pathText(at);
  return given
    .filter((key) => !known.includes(key) && !passing.includes(key) && !key.startsWith("__"))
    .slice(0, room)
    .map((key) => {
      const places = key === NO_NAME ? [] : placesOf(key, fields);
      const near = nearest(key, known);
      const meant = places.length > 0 || near === undefined ? places : [near];
      const advice =
        meant.length === 0
          ? `known are ${[...known].sort().join(", ")}`
          : `did you mean ${meant.map(show).join(" or ")}?`;
      const lacking = path === "" ? "there is no such argument" : `${path} has no such argument`;
      const fault = `Cannot use argument ${show(key)}: ${lacking}; ${advice}`;
      return issue(ARGUMENT_UNKNOWN, joinPath(path, /^\w+$/.test(key) ? key : `[${show(key)}]`), fault);
    });
}

/** The arguments of a name that stand inside of others, where people have left the outer one out. */
function placesOf<T>(key: string, fields: ReadFields<T>): string[] {
  const takes = (read: Read<unknown>, name: string) => unknownArguments(read, { [name]: true }).length === 0;
  return Object.entries<Read<unknown>>(fields).flatMap(([outer, read]) =>
    // Who takes a name that no argument has takes any, or is no object.
    !takes(read, NO_NAME) && takes(read, key) ? [`${outer}.${key}`] : [],
  );
}
