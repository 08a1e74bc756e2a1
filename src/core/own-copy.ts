import { isLater, isResource } from "./known";

/**
 * A deep copy of arguments that holds what the program itself wrote, each property read once. So what is checked is what is used: a
 * getter that answers differently later, what an object inherits, and what the program does to its objects afterwards reach no document.
 * Instances of classes count by their own data too. Outputs, Promises, resources and functions are kept as they are.
 */
export function ownCopy<T>(value: T): T {
  return copyOf(value, new Map()) as T;
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
    const item = typeof given === "object" ? copyOf(given, copies) : given;
    // An assignment would hand this one key to the prototype.
    if (key !== "__proto__") copy[key] = item;
    else Object.defineProperty(copy, key, { value: item, enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

function copyOfList(list: readonly unknown[], copies: Map<object, object>): unknown[] {
  const copy: unknown[] = new Array(list.length);
  copies.set(list, copy);
  for (let i = 0; i < list.length; i++) if (Object.hasOwn(list, i)) copy[i] = copyOf(list[i], copies);
  return copy;
}
