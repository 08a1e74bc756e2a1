import type * as pulumi from "@pulumi/pulumi";
import { stepHooks } from "../component/proof-hook";
import type { Issue } from "../core/issue";
import type { RotatingKey, RotationWaits } from "../issuer/rotation";
import { checkRotation, DEFAULT_ROTATION_WAITS } from "../issuer/rotation";
import type { ServiceAccountIssuerArgs } from "./args";
import type { IssuerPlace } from "./place";
import { checkPlace } from "./place";

/** What is stored of an issuer, so that the next update can be compared with it. */
export interface RotationInputs {
  rotation: RotatingKey[];
  /** Absent in what was deployed before places were compared. */
  place?: IssuerPlace;
  /** Absent where they are the default ones. */
  waits?: RotationWaits;
}

/** What is stored of the waits that the arguments ask for. */
export function waitsInput({ waits }: ServiceAccountIssuerArgs): Pick<RotationInputs, "waits"> {
  const { publication, tokenLifetime } = DEFAULT_ROTATION_WAITS;
  const { publicationSeconds = publication, tokenLifetimeSeconds = tokenLifetime } = waits ?? {};
  const isDefault = publicationSeconds === publication && tokenLifetimeSeconds === tokenLifetime;
  return isDefault ? {} : { waits: { publication: publicationSeconds, tokenLifetime: tokenLifetimeSeconds } };
}

/** Clients may keep what they got under the waits of before, so a step waits for the longer ones. */
function longerWaits(before: RotationWaits, after: RotationWaits): RotationWaits {
  return {
    publication: Math.max(before.publication, after.publication),
    tokenLifetime: Math.max(before.tokenLifetime, after.tokenLifetime),
  };
}

/** Refuses an update that leaves a valid token without its key or its issuer; nothing else reads the clock. */
export function rotationOptions(
  name: string,
  { acceptUnsafeRotation }: ServiceAccountIssuerArgs,
): pulumi.ComponentResourceOptions {
  const hooks = stepHooks<RotationInputs>(`rotation of issuer ${name}`, (before, after): Issue[] => {
    const waits = longerWaits(before.waits ?? DEFAULT_ROTATION_WAITS, after.waits ?? DEFAULT_ROTATION_WAITS);
    return [
      ...checkPlace(before.place ?? {}, after.place ?? {}),
      ...checkRotation(before.rotation, after.rotation, Date.now(), waits).filter(
        ({ path }) => path !== `keys.${acceptUnsafeRotation}`,
      ),
    ];
  });
  return hooks === undefined ? {} : { hooks };
}
