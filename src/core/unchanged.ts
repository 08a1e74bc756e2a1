import type { Issue } from "./issue";
import { issue } from "./issue";
import { sameData } from "./same-data";
import { show } from "./show";

/**
 * Faults of what is about to be stored where a program's own transforms have changed it. What others rely on, such as the audiences
 * that a registration accepts, is stored as intended or not at all; a property that is intended as `undefined` must stay unset.
 */
export function checkUnchanged(stored: Readonly<Record<string, unknown>>, intended: object): Issue[] {
  return Object.entries(intended)
    .filter(([property, value]) =>
      value === undefined ? !isUnset(stored[property]) : !sameData(stored[property], value),
    )
    .map(([property, value]) => {
      const [seen, wanted] = [stored[property], value].map(asText);
      return issue(
        "input-changed",
        property,
        `Cannot store ${property} ${show(seen)}: intended is ${show(wanted)}; take the change out of the transform`,
      );
    });
}

/** A grant that the program's own transforms turned into another one is refused before it is looked at. */
export function unlessChanged(
  inputs: Record<string, unknown>,
  intended: object,
  check: () => Issue[] | undefined,
): Issue[] | undefined {
  const faults = checkUnchanged(inputs, intended);
  return faults.length > 0 ? faults : check();
}

/** Providers write a value that is not set in any of these ways. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function asText(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
