import type * as pulumi from "@pulumi/pulumi";
import { stepHooks } from "../component/proof-hook";
import type { Issue } from "../core/issue";
import type { RotatingKey } from "../issuer/rotation";
import { checkRotation, DEFAULT_ROTATION_WAITS } from "../issuer/rotation";
import type { ServiceAccountIssuerArgs } from "./args";
import type { IssuerPlace } from "./place";
import { checkPlace } from "./place";

/** What is stored of an issuer, so that the next update can be compared with it. */
export interface RotationInputs {
  rotation: RotatingKey[];
  /** Absent in what was deployed before places were compared. */
  place?: IssuerPlace;
}

/** Refuses an update that leaves a valid token without its key or its issuer; nothing else reads the clock. */
export function rotationOptions(
  name: string,
  { acceptUnsafeRotation, waits = {} }: ServiceAccountIssuerArgs,
): pulumi.ComponentResourceOptions {
  const { publication, tokenLifetime } = DEFAULT_ROTATION_WAITS;
  const { publicationSeconds = publication, tokenLifetimeSeconds = tokenLifetime } = waits;
  const hooks = stepHooks<RotationInputs>(`rotation of issuer ${name}`, (before, after): Issue[] => [
    ...checkPlace(before.place ?? {}, after.place ?? {}),
    ...checkRotation(before.rotation, after.rotation, Date.now(), {
      publication: publicationSeconds,
      tokenLifetime: tokenLifetimeSeconds,
    }).filter(({ path }) => path !== `keys.${acceptUnsafeRotation}`),
  ]);
  return hooks === undefined ? {} : { hooks };
}
