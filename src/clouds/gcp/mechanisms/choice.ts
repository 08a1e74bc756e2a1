import type { GcpRegistration, GcpWorkloadArgs } from "../args";
import { fleetMechanism } from "./fleet";
import { gkeMechanism } from "./gke";
import type { GcpMechanism, GcpPoolField } from "./mechanism";
import { ownPoolMechanism } from "./own-pool";

/** The kinds of clusters, by the field of an entry that names their pool. */
export const gcpMechanisms: Readonly<Record<GcpPoolField, GcpMechanism>> = {
  workloadIdentityPool: ownPoolMechanism,
  gkeWorkloadPool: gkeMechanism,
  fleetWorkloadPool: fleetMechanism,
};

/** The arguments that name a kind where the issuer's entry is an output. */
const ASKED_BY = { gke: gkeMechanism, fleet: fleetMechanism } as const;

/** The kind of cluster that an entry is of. */
export function gcpKindOf(registration: { readonly [Field in GcpPoolField]?: unknown }): GcpPoolField {
  const managed = [gkeMechanism, fleetMechanism].find(({ poolField }) => registration[poolField] !== undefined);
  return (managed ?? ownPoolMechanism).poolField;
}

/** The kind of cluster that an issuer is: `plain` is its entry where the program wrote it down. */
export function gcpKind(plain: GcpRegistration | undefined, args: GcpWorkloadArgs): GcpPoolField {
  return plain === undefined ? gcpAskedKind(args) : gcpKindOf(plain);
}

/** The kind of cluster that the arguments name. */
export function gcpAskedKind(args: Pick<GcpWorkloadArgs, keyof typeof ASKED_BY>): GcpPoolField {
  const [asked] = (["gke", "fleet"] as const).filter((name) => args[name] === true);
  return (asked === undefined ? ownPoolMechanism : ASKED_BY[asked]).poolField;
}
