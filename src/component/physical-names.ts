import type * as pulumi from "@pulumi/pulumi";
import { issue } from "../core/issue";
import { show } from "../core/show";
import { newOneOf, programClaims } from "./claims";
import { assertNoIssues } from "./validation-error";

/** A name on a cloud: the argument that gives it, what it names, and in which account, by plain words and objects. */
export interface PhysicalName {
  readonly argument: string;
  readonly what: string;
  /** Absent where the provider makes one up. */
  readonly value: string | undefined;
  /** Whether the cloud takes two names that differ in letter case for one. */
  readonly ignoresCase?: true;
  readonly account: readonly unknown[];
}

/**
 * Claims the name of what a component creates. An account has it once, and the second component to create it would fail half-way through
 * a deployment, or take the first one's over. Throws where another component of the program was first.
 */
export function claimPhysicalName(
  owner: pulumi.Resource,
  name: string,
  { argument, what, value, ignoresCase, account }: PhysicalName,
): void {
  if (value === undefined) return;
  const word = ignoresCase ? value.toLowerCase() : value;
  const first = programClaims("physical-name", owner, name)([what, ...account, word], true);
  if (first === undefined) return;
  const why = `both create the ${what} of that name, and an account has it once`;
  const fault = `Set ${argument} to another name than ${show(value)} in ${newOneOf(first.name, name)}: ${why}`;
  assertNoIssues(name, [issue("name-taken-twice", argument, fault)], owner);
}
