import type * as pulumi from "@pulumi/pulumi";
import { joinPath } from "../core/issue";
import type { Caller } from "../kubernetes/wire-or-throw";

/** A component whose `template` is wired: faults are told by its arguments. */
export function callerOf(owner: pulumi.ComponentResource, name: string): Caller {
  return { owner, name, pathOf: argumentPath };
}

/** Where the methods take a template and `options`, the components have one object of arguments. */
function argumentPath(path: string): string {
  const [, option] = /^options\.?(.*)$/.exec(path) ?? [];
  return option ?? joinPath("template", path);
}
