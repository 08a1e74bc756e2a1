import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";
import { programClaims } from "./claims";
import { assertNoIssues } from "./validation-error";

/** Something that a component writes to an identity: the path of its argument, what a fault calls it, and what tells it from others. */
export interface SharedWrite {
  readonly path: string;
  readonly what: unknown;
  readonly content: readonly unknown[];
}

/**
 * Claims what a component writes to an identity that exists, and that others of the program may write to as well. Clouds keep such a thing
 * once: of two resources for it the second fails half-way through a deployment, or the first one that goes takes it from both.
 * `identity` is told apart by plain words and objects, as the things of `programClaims` are. Throws where another component was first.
 */
export function claimOnSharedIdentity(
  owner: pulumi.Resource,
  name: string,
  identity: readonly unknown[],
  writes: readonly SharedWrite[],
): void {
  const claim = programClaims("shared-identity", owner, name);
  const faults = writes.flatMap(({ path, what, content }): Issue[] => {
    const first = claim([...identity, ...content], true);
    if (first === undefined) return [];
    const why = `"${first.name}" gives it to the same identity, which keeps it once, and taking either away would take it from both`;
    const fix = "leave it out here, the identity has it all the same";
    return [issue("identity-given-twice", path, `Cannot give ${show(what)} to this identity: ${why}; ${fix}`)];
  });
  assertNoIssues(name, faults, owner);
}
