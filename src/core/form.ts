import { issue } from "./issue";
import type { ValueCheck } from "./known";
import { show } from "./show";

/** Checks that a text has a form; `what` names it ("role name"), and `expected` completes "expected …". */
export function checkForm(code: string, what: string, pattern: RegExp, expected: string): ValueCheck {
  return (value, path) =>
    typeof value === "string" && pattern.test(value)
      ? []
      : [issue(code, path, `Cannot use ${what} ${show(value)}: expected ${expected}`)];
}

/** Checks that a text has at least one and at most `max` characters. */
export function checkLength(code: string, what: string, max: number): ValueCheck {
  return checkForm(code, what, new RegExp(`^[^]{1,${max}}$`), `1 to ${max} characters`);
}

/** Checks that a number is whole and within bounds. */
export function checkRange(code: string, what: string, min: number, max: number): ValueCheck {
  return (value, path) => {
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return [];
    const asText = typeof value === "string" && /^\d+$/.test(value) ? ", without quotes" : "";
    const expected = `expected a whole number from ${min} to ${max}${asText}`;
    return [issue(code, path, `Cannot use ${what} ${show(value)}: ${expected}`)];
  };
}
