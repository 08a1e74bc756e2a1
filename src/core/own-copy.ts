import { WorkloadIdentityError } from "./errors";
import { isLater, isResource } from "./known";
import { DEPTH_MAX } from "./size";

/**
 * A deep copy of arguments that holds what the program itself wrote, each property read once. So what is checked is what is used: a
 * getter that answers differently later, what an object inherits, and what the program does to its objects afterwards reach no document.
 * Instances of classes count by their own data too. Outputs, Promises, resources and functions are kept as they are.
 */
export function ownCopy<T>(value: T): T {
  return typeof value === "object" ? (copyOf(value, new Map()) as T) : value;
}

/**
 * The same of a vendor's document. Such is a tree of plain data, so no account is kept of what is copied already, and what nests deeper
 * than documents do, or contains itself, is refused.
 */
export function documentCopy<T>(value: T): T {
  return documentOf(value, 0) as T;
}

/** An object without members that inherits what code expects of any object, and nothing that a program put on `Object.prototype`. */
export function bareObject(): object {
  return Object.create(PROTOTYPE);
}

const PROTOTYPE = Object.create(null, {
  constructor: { value: Object, writable: true, configurable: true },
  hasOwnProperty: { value: Object.prototype.hasOwnProperty, writable: true, configurable: true },
  toString: { value: Object.prototype.toString, writable: true, configurable: true },
  valueOf: { value: Object.prototype.valueOf, writable: true, configurable: true },
}) as object;

function copyOf(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== "object" || value === null || isLater(value) || isResource(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return copyOfList(value, copies);
  const copy = bareObject() as Record<string, unknown>;
  copies.set(value, copy);
  for (const key of Object.keys(value)) {
    const given = (value as Record<string, unknown>)[key];
    setOwn(copy, key, typeof given === "object" ? copyOf(given, copies) : given);
  }
  return copy;
}

function copyOfList(list: readonly unknown[], copies: Map<object, object>): unknown[] {
  const copy: unknown[] = new Array(list.length);
  copies.set(list, copy);
  for (let i = 0; i < list.length; i++) if (Object.hasOwn(list, i)) copy[i] = copyOf(list[i], copies);
  return copy;
}

function documentOf(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEPTH_MAX) {
    const message = "Cannot read the document: it contains itself, or nests too deeply";
    throw new WorkloadIdentityError("trust-too-large", message);
  }
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    // What a list lacks is read like any other value that is wrong, and not passed over.
    for (let i = 0; i < value.length; i++)
      list.push(documentOf(Object.hasOwn(value, i) ? value[i] : undefined, depth + 1));
    return list;
  }
  if (isInstance(value) && (isLater(value) || isResource(value))) return value;
  const copy = bareObject() as Record<string, unknown>;
  for (const key of Object.keys(value))
    setOwn(copy, key, documentOf((value as Record<string, unknown>)[key], depth + 1));
  return copy;
}

/** Whether an object is of a class: the others are data, and need no closer look. */
function isInstance(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== null;
}

/** Gives an object a member of any name: an assignment would hand one of them to the prototype. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
