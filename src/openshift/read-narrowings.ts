import { parse } from "yaml";
import { checkShape, ifGiven, readArguments, unknownArguments } from "../core/argument-shape";
import { WorkloadIdentityError } from "../core/errors";
import { readListOf, readText } from "../core/shape";
import type { OpenShiftNarrowing, OpenShiftNarrowingCondition } from "./narrowing";

/** How narrowings are read that no compiler has checked. */
export const readNarrowings = readListOf(
  readArguments<OpenShiftNarrowing>({
    requests: ifGiven(readListOf(readText)),
    permissions: readListOf(readText),
    permissionsInstead: ifGiven(readListOf(readText)),
    resources: ifGiven(readListOf(readText)),
    conditions: ifGiven(
      readListOf(
        readArguments<OpenShiftNarrowingCondition>({
          test: readText,
          variable: readText,
          values: readListOf(readText),
        }),
      ),
    ),
  }),
);

/** The narrowings in a YAML or JSON text; throws `WorkloadIdentityError` (`openshift-narrowing-invalid`) with every fault. */
export function parseNarrowings(text: string, source: string): OpenShiftNarrowing[] {
  const value: unknown = parsed(text, source);
  const issues = [...checkShape(readNarrowings, value), ...unknownArguments(readNarrowings, value)];
  if (issues.length > 0) throw new WorkloadIdentityError(CODE, `Cannot use the narrowings of ${source}:`, issues);
  return value as OpenShiftNarrowing[];
}

const CODE = "openshift-narrowing-invalid";

function parsed(text: string, source: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new WorkloadIdentityError(CODE, `Cannot read ${source} as YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}
