import type * as pulumi from "@pulumi/pulumi";
import { FederationError } from "../component/validation-error";
import { joinPath } from "../core/issue";

/** What `wire` answers; faults that it throws are told by the arguments of a component whose `template` it wires. */
export function wiredAsArgument<T>(name: string, owner: pulumi.Resource, wire: () => T): T {
  try {
    return wire();
  } catch (error) {
    if (!(error instanceof FederationError)) throw error;
    const issues = error.issues.map((fault) => ({ ...fault, path: argumentPath(fault.path) }));
    throw new FederationError(name, issues, owner);
  }
}

/** Where the methods take a template and `options`, the components have one object of arguments. */
function argumentPath(path: string): string {
  const [, option] = /^options\.?(.*)$/.exec(path) ?? [];
  return option ?? joinPath("template", path);
}
