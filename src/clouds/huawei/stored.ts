import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/subject";
import { sameData } from "./resources/same-data";

/** Every workload's proof rests on what its provider accepts, so that is stored as intended or not at all. */
export function checkHuaweiStored(stored: Record<string, unknown>, intended: object): Issue[] {
  return Object.entries(intended)
    .filter(([property, value]) => !sameData(stored[property], value))
    .map(([property, value]) =>
      issue(
        "trust-over",
        property,
        `Cannot register the issuer with ${property} ${show(JSON.stringify(stored[property]))}: intended is ${show(JSON.stringify(value))}`,
      ),
    );
}
