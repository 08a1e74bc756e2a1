import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { formatIssue, whereExplained } from "../core/issue";
import { withdrawClaims } from "./claims";

/** The arguments of a component do not describe something that can be deployed safely: all faults at once, no stack. */
export class FederationError extends pulumi.ResourceError {
  /** Every fault, with its stable code and the path of the argument. */
  readonly issues: Issue[];

  constructor(name: string, issues: Issue[], resource?: pulumi.Resource) {
    super(describeFaults(name, issues), resource, true);
    this.name = "FederationError";
    this.issues = issues;
  }

  /** The line that ends the message: where the package explains these codes. */
  get explained(): string {
    return whereExplained(this.issues);
  }
}

/** Stops the construction of a component that has faults; `resource` is absent where it must not be registered with them. */
export function assertNoIssues(name: string, issues: Issue[], resource?: pulumi.Resource): void {
  // Two looks may see one fault: of the shape of arguments, and of the subjects in them.
  const once = [...new Map(issues.map((fault) => [formatIssue(fault), fault])).values()];
  if (once.length === 0) return;
  if (resource !== undefined) withdrawClaims(resource);
  throw new FederationError(name, once, resource);
}

export function describeFaults(name: string, issues: readonly Issue[]): string {
  const [only, ...more] = issues;
  // Where there is one fault, the first line says what to do: often it is all that a person is shown.
  if (only !== undefined && more.length === 0) return `${formatIssue(only)} in "${name}"\n${whereExplained(issues)}`;
  return [
    `Cannot federate "${name}": ${issues.length} faults`,
    ...issues.map((issue) => `  ${formatIssue(issue)}`),
    whereExplained(issues),
  ].join("\n");
}
