import { isDeepStrictEqual } from "node:util";
import type { OpenShiftCloud, OpenShiftPermission } from "../clouds/openshift-cloud";

/** Whether one permission, or what one forbids, holds everything that another does. */
export function holds(cloud: OpenShiftCloud, wide: OpenShiftPermission, narrow: OpenShiftPermission): boolean {
  return (
    wide.kind === narrow.kind &&
    wide.effect === narrow.effect &&
    cloud.covers(wide.name, narrow.name) &&
    (cloud.coversResource ?? isSame)(wide.resource ?? "", narrow.resource ?? "") &&
    (cloud.coversConditions ?? isDeepStrictEqual)(wide.conditions ?? {}, narrow.conditions ?? {})
  );
}

/** Permissions that nothing on the other side holds. */
export function notHeld(
  cloud: OpenShiftCloud,
  permissions: readonly OpenShiftPermission[],
  by: readonly OpenShiftPermission[],
): OpenShiftPermission[] {
  return permissions.filter((narrow) => !by.some((wide) => holds(cloud, wide, narrow)));
}

/** A permission as people read it, for example `kms:CreateGrant on * if Bool kms:GrantIsForAWSResource = true`. */
export function permissionText({ kind, name, effect, resource, conditions }: OpenShiftPermission): string {
  const tests = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} = ${[value].flat().join(" or ")}`),
  );
  return [
    ...(effect === undefined ? [] : [effect.toLowerCase()]),
    ...(PLAIN_KINDS.includes(kind) ? [] : [kind]),
    name,
    ...(resource === undefined ? [] : [`on ${resource}`]),
    ...(tests.length === 0 ? [] : [`if ${tests.join(" and ")}`]),
  ].join(" ");
}

/** What a vendor's word for a permission does not need to be said of: the names show it. */
const PLAIN_KINDS: readonly string[] = ["action", "permission"];

function isSame(one: string, other: string): boolean {
  return one === other;
}
