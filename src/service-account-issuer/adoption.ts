import { issuerHost } from "../clouds/issuer-hosts";
import type { AdoptedObject } from "../core/adopted-object";
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
