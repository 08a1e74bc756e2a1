import type * as pulumi from "@pulumi/pulumi";
import { stepHooks } from "../component/proof-hook";
import type { Issue } from "../core/issue";
import type { RotatingKey } from "../issuer/rotation";
import { checkRotation, DEFAULT_ROTATION_WAITS } from "../issuer/rotation";
import type { ServiceAccountIssuerArgs } from "./args";

/** What the component stores of its keys, so that the next update can be compared with it. */
interface RotationInputs {
  rotation: RotatingKey[];
}

/** Refuses an update whose keys leave a valid token without one; nothing else reads the clock. */
export function rotationOptions(
  name: string,
  { acceptUnsafeRotation, waits = {} }: ServiceAccountIssuerArgs,
): pulumi.ComponentResourceOptions {
  const { publication, tokenLifetime } = DEFAULT_ROTATION_WAITS;
  const { publicationSeconds = publication, tokenLifetimeSeconds = tokenLifetime } = waits;
  const hooks = stepHooks<RotationInputs>(`rotation of issuer ${name}`, (before, after): Issue[] =>
    checkRotation(before.rotation, after.rotation, Date.now(), {
      publication: publicationSeconds,
      tokenLifetime: tokenLifetimeSeconds,
    }).filter(({ path }) => path !== `keys.${acceptUnsafeRotation}`),
  );
  return hooks === undefined ? {} : { hooks };
}
