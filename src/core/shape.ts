import { WorkloadIdentityError } from "./errors";
import type { Issue } from "./issue";
import { issue } from "./issue";
import { isLater, isResource } from "./known";
import { bareObject, documentCopy, setOwn } from "./own-copy";
import type { Path } from "./path";
import { at, pathText } from "./path";
import { isRecord, own } from "./record";
import { show } from "./show";

/** Reads a value that came from outside. Faults are collected; what is returned next to a fault is never used. */
export type Read<T> = (value: unknown, path: Path, issues: Issue[]) => T;

/** How each field of an object is read. */
export type ReadFields<T> = { [K in keyof T]-?: Read<T[K]> };

/** More faults than this tell a person nothing, and a hostile document could have millions. */
const MAX_ISSUES = 50;

/** Reads a whole document, or throws an error with every fault of its shape. */
export function parseShape<T>(read: Read<T>, value: unknown, code: string, what: string): T {
  const issues: Issue[] = [];
  const result = read(value, "", issues);
  if (issues.length > 0) throw new WorkloadIdentityError(code, `Cannot read ${what}:`, issues);
  return result;
}

export const readText: Read<string> = (value, path, issues) =>
  typeof value === "string" ? value : shapeFault(value, path, issues, "a string", "");

export const readBoolean: Read<boolean> = (value, path, issues) =>
  typeof value === "boolean" ? value : shapeFault(value, path, issues, "true or false", false);

/** The document of a vendor, read later by those who know its language, and so a copy of its own. */
export const readAnyObject: Read<object> = (value, path, issues) =>
  isRecord(value) ? documentCopy(value) : shapeFault(value, path, issues, "an object", {});

export function readExactly<T extends string>(expected: T): Read<T> {
  return (value, path, issues) =>
    value === expected ? expected : shapeFault(value, path, issues, JSON.stringify(expected), expected);
}

export function readOptional<T>(read: Read<T>): Read<T | undefined> {
  return (value, path, issues) => (value === undefined || value === null ? undefined : read(value, path, issues));
}

export function readListOf<T>(read: Read<T>): Read<T[]> {
  return (value, path, issues) => {
    if (!Array.isArray(value)) {
      const list = `a list, ${typeof value === "string" ? `[${show(value)}]` : "[a, b]"}`;
      return shapeFault(value, path, issues, isLater(value) ? "a plain list, [a, b], of such" : list, []);
    }
    const items: T[] = [];
    for (let i = 0; i < value.length && issues.length < MAX_ISSUES; i++) {
      items.push(read(value[i], at(path, i), issues));
    }
    return items;
  };
}

/** Reads an object with keys of its own choice; inherited ones do not count. */
export function readRecordOf<T>(read: Read<T>): Read<Record<string, T>> {
  return (value, path, issues) => {
    if (!isRecord(value)) return shapeFault(value, path, issues, "an object", {});
    const result: Record<string, T> = {};
    for (const key of Object.keys(value)) setOwn(result, key, read(value[key], at(path, key), issues));
    return result;
  };
}

/**
 * Reads an object with these fields; others are left out, inherited ones do not count. A field that is not there is read under the name
 * that it had in older documents.
 */
export function readObject<T extends object>(
  fields: ReadFields<T>,
  formerNames: { readonly [K in keyof T]?: string } = {},
): Read<T> {
  const readers = (Object.entries(fields) as [keyof T & string, Read<T[keyof T & string]>][]).map(([key, read]) => ({
    key,
    read,
    formerName: formerNames[key],
  }));
  return (value, path, issues) => {
    if (!isRecord(value)) return shapeFault(value, path, issues, "an object", {} as T);
    const result = bareObject() as Partial<T>;
    for (const { key, read, formerName } of readers) {
      let given = own(value, key);
      if (given === undefined && formerName !== undefined) given = own(value, formerName);
      const field = read(given, at(path, key), issues);
      if (field !== undefined) result[key] = field;
    }
    return result as T;
  };
}

/** What to write in place of an output or a promise. */
export const WRITE_PLAIN =
  "Write the value itself, or one of pulumi.Config that is no secret: it decides what is created, and that is planned before outputs are known";

/** What to do about a value that is of no use wherever it stands, before what is expected there. */
function insteadOf(value: unknown): string {
  if (isLater(value)) return `${WRITE_PLAIN}; `;
  return value === null ? "Leave it out, or give it a value; " : "";
}

export function shapeFault<T>(value: unknown, path: Path, issues: Issue[], expected: string, instead: T): T {
  if (issues.length < MAX_ISSUES)
    issues.push(
      issue(
        "shape-invalid",
        pathText(path),
        `${insteadOf(value)}expected ${expected}, got ${show(value)}${isResource(value) ? ": pass one of its outputs" : ""}`,
      ),
    );
  return instead;
}
