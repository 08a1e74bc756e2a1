import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/show";

/** The fault of a plain value that has not the form; an Output or Promise is left to the vendor. */
export function checkForm(
  value: unknown,
  pattern: RegExp,
  code: string,
  path: string,
  what: string,
  expected: string,
): Issue[] {
  const later = typeof value === "object" && value !== null;
  if (value === undefined || later || (typeof value === "string" && pattern.test(value))) return [];
  return [issue(code, path, `Cannot use ${what} ${show(value)}: expected ${expected}`)];
}

/** The fault of a number that is not whole or out of bounds. */
export function checkRange(
  value: unknown,
  min: number,
  max: number,
  code: string,
  path: string,
  what: string,
): Issue[] {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= min && (value as number) <= max))
    return [];
  return [issue(code, path, `Cannot use ${what} ${show(value)}: expected a whole number from ${min} to ${max}`)];
}
