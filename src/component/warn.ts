import * as pulumi from "@pulumi/pulumi";

/** Shows warnings under a resource, each on a line of its own. */
export function warn(resource: pulumi.Resource, warnings: readonly string[]): void {
  for (const warning of warnings) pulumi.log.warn(warning, resource);
}
