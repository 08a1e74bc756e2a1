import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../core/short-hash";

/**
 * A physical name for a resource whose provider has no autonaming: letters, digits and `-`, with a hash of project and stack so that
 * two stacks can share an account. Give the property to `ignoreChanges` too; then, as with autonaming, the first name is kept for good.
 */
export function derivedName(logicalName: string, maxLength: number): string {
  const hash = shortHash([pulumi.getProject(), pulumi.getStack(), logicalName].join("\n"));
  const readable = logicalName
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, maxLength - hash.length - 1)
    .replace(/^-+|-+$/g, "");
  return readable === "" ? hash : `${readable}-${hash}`;
}
