import type { Finders } from "../../core/catalogue";
import type { AskedRows } from "../../core/finding";
import { foundBy } from "../../core/finding";
import { isInClusterIssuer } from "../../core/issuer-url";
import type { Intent } from "../../core/trust-intent";
import type { NIMBUS_FINDINGS } from "./catalogue";
import type { NimbusTrust } from "./trust";

/** How to see each misconfiguration in a role. */
const FINDERS: Finders<typeof NIMBUS_FINDINGS, "K2" | "K3", (trust: NimbusTrust) => boolean> = {
  K2: ({ members }) => members.some(({ subject }) => /^system:serviceaccount:[^:]*:default$/.test(subject)),
  K3: ({ issuers }) => issuers.some(({ issuer }) => isInClusterIssuer(issuer)),
};

/** Identifiers of the known misconfigurations that the role shows. */
export function nimbusFindings(trust: NimbusTrust, _intent: Intent, asked?: AskedRows): string[] {
  return foundBy(FINDERS, (shows) => shows(trust), asked);
}
