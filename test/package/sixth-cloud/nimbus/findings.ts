import type { Finders } from "../../core/catalogue";
import { foundBy } from "../../core/finding";
import { isInClusterIssuer } from "../../core/issuer-url";
import type { NIMBUS_FINDINGS } from "./catalogue";
import type { NimbusMember, NimbusTrust } from "./trust";

/** How to see each misconfiguration in a member of a role. */
const FINDERS: Finders<typeof NIMBUS_FINDINGS, "K2" | "K3", (member: NimbusMember) => boolean> = {
  K2: ({ subject }) => /^system:serviceaccount:[^:]*:default$/.test(subject),
  K3: ({ issuer }) => isInClusterIssuer(issuer),
};

/** Identifiers of the known misconfigurations that the members show. */
export function nimbusFindings({ members }: NimbusTrust): string[] {
  return foundBy(FINDERS, (shows) => members.some(shows));
}
