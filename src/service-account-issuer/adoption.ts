import { issuerHost } from "../clouds/issuer-hosts";
import type { AdoptedObject } from "../core/adopted-object";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import type { RotatingKey } from "../issuer/rotation";
import type { ServiceAccountIssuerArgs } from "./args";
import { hostsOf } from "./hosts";

/** The part of a list of adopted objects that is an issuer's. */
export const ADOPTED_PART = "issuer";

/** What the program takes over of the place that it asks for. */
export function adoptedObjects({ adopt = [] }: ServiceAccountIssuerArgs): AdoptedObject[] {
  return adopt.filter(({ component }) => component === ADOPTED_PART);
}

/** What stays as it is of the place that the program takes over, as `ignoreChanges` names it; nothing on most clouds. */
export function keptOfAdopted(args: ServiceAccountIssuerArgs): readonly string[] {
  const [argument = "external"] = hostsOf(args)[0] ?? [];
  if (argument === "external" || adoptedObjects(args).length === 0) return [];
  return issuerHost(argument).adoption?.ignoreChanges ?? [];
}

/** Faults of a step to other keys while the documents that are published stay as they are. */
export function checkKeptDocuments(
  args: ServiceAccountIssuerArgs,
  before: readonly RotatingKey[],
  after: readonly RotatingKey[],
): Issue[] {
  const kids = (keys: readonly RotatingKey[]) => keys.map(({ kid }) => kid).sort();
  if (keptOfAdopted(args).length === 0 || kids(before).join() === kids(after).join()) return [];
  const message =
    "Cannot publish other keys: the documents that adopt lists stay as they are; take adopt out of the program with this update, and both are deleted and written anew";
  return [issue("issuer-adopted-documents", "adopt", message)];
}
