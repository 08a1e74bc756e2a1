import { FederationError } from "../../src/component/validation-error";

/** The codes of the faults that a construction is refused with, sorted; none where it succeeds. Any other error fails the test. */
export function faultCodes(construct: () => unknown): string[] {
  try {
    construct();
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code }) => code).sort();
    throw error;
  }
}
