import * as pulumi from "@pulumi/pulumi";
import type { ServiceAccountIssuerArgs } from "./args";
import type { RotationInputs } from "./rotation-hook";
import { rotationOptions, waitsInput } from "./rotation-hook";

/**
 * Stores the keys whose documents have been published. It comes after them, where the issuer's own inputs are stored before: after an
 * update that failed in between, the waits of a rotation begin with the update that published.
 */
export function rememberPublished(
  name: string,
  { rotation }: RotationInputs,
  args: ServiceAccountIssuerArgs,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Resource {
  return new pulumi.ComponentResource(
    "pulumi-workload-identity:index:PublishedKeys",
    name,
    { rotation, ...waitsInput(args) },
    pulumi.mergeOptions(opts, rotationOptions(name, args)),
  );
}
