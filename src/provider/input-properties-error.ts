import * as pulumi from "@pulumi/pulumi";
import { FederationError } from "../component/validation-error";
import { isLater } from "../core/known";

/** Faults of arguments as every language shows them: with the path of each input. */
export function inputPropertiesError(error: unknown, inputs: pulumi.Inputs): unknown {
  if (!(error instanceof FederationError)) return error;
  const reason = (fault: { message: string; code: string }) => `${fault.message} [${fault.code}]`;
  // Of no path the engine would print every input.
  const whole = error.issues.filter(({ path }) => path === "").map(reason);
  const errors = error.issues
    .filter(({ path }) => path !== "")
    .map((fault) => ({ propertyPath: shownPath(fault.path, inputs), reason: reason(fault) }));
  return new pulumi.InputPropertiesError({
    message: ["Cannot federate", ...whole, error.explained].join("\n"),
    errors,
  });
}

/**
 * The engine prints what an input holds that it finds at a path, secrets too. Where an output may be one, the path gets a space at its
 * end: it reads the same, and leads to nothing.
 */
function shownPath(path: string, inputs: pulumi.Inputs): string {
  const [name = ""] = /^\w+/.exec(path) ?? [];
  return holdsOutput(inputs[name]) ? `${path} ` : path;
}

function holdsOutput(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isLater(value) || Object.values(value).some(holdsOutput);
}
