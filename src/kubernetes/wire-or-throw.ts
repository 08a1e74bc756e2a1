import * as pulumi from "@pulumi/pulumi";
import { failLate } from "../component/fail-late";
import { assertNoIssues, FederationError } from "../component/validation-error";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import type { BoundWiring, PodTemplateOptions } from "./bound-wiring";
import type { Conflict } from "./merge";
import { wirePodTemplate } from "./pod-template";

/** Whose template is wired, and what it calls the paths of faults; those of a method's template and `options` by default. */
export interface Caller {
  owner: pulumi.ComponentResource;
  name: string;
  pathOf?: (path: string) => string;
}

/** Throws a `FederationError` with the faults of a caller, unless there are none. */
export function refuse({ owner, name, pathOf = (path) => path }: Caller, faults: readonly Issue[]): void {
  const told = faults.map((fault) => ({ ...fault, path: pathOf(fault.path) }));
  assertNoIssues(name, told, owner);
}

/**
 * Wires the pods of a component, and throws a `FederationError` with every conflict, those of `faults` first. What an Output of the
 * template hides is told as an error when it is known.
 */
export function wireOrThrow<T extends object>(
  caller: Caller,
  template: T,
  bound: BoundWiring,
  options: PodTemplateOptions,
  faults: readonly Issue[],
): T {
  const { owner, name, pathOf = (path) => path } = caller;
  const conflicts = [...faults];
  let late = false;
  const conflict: Conflict = (path, why, { code = "pod-template-conflict", fix = "remove it" } = {}) => {
    const fault = issue(code, path, `Cannot wire the pod: ${why}; ${fix}`);
    if (late) failLate(owner, new FederationError(name, [{ ...fault, path: pathOf(path) }], owner).message);
    else conflicts.push(fault);
  };
  const wired = wirePodTemplate(template, bound, options, conflict, (warning) => pulumi.log.warn(warning, owner));
  late = true;
  refuse(caller, conflicts);
  return wired;
}
