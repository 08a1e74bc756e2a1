import { placeholderIssuer } from "../../../component/placeholders";
import { show } from "../../../core/show";
import { gcpPoolOf, gcpProjectOf, isFleetMemberOf, isGkeClusterOf } from "../pool";
import { checkManagedPool, entryFault, symbolicManagedPool } from "./managed-pool";
import type { GcpMechanism } from "./mechanism";
import { knownOr } from "./mechanism";

const MEMBER = /^https:\/\/gkehub\.googleapis\.com\/projects\/([^/]+)\/locations\/[a-z0-9-]+\/memberships\/[^/]+$/;

/** A member of a fleet outside of the fleet's project: a cluster of EKS or AKS, on premises, or of another project of GKE. */
export const fleetMechanism: GcpMechanism = {
  title: "a member of a fleet",
  poolField: "fleetWorkloadPool",
  entryAdvice:
    'set gcp to { fleetWorkloadPool: "<project>.svc.id.goog", fleetIdentityProvider }, for example with fleetIssuer',
  managed: true,
  proviso:
    "each membership of a fleet is that of the issuer's cluster, and no other member of the fleet and no GKE cluster of its project runs these ServiceAccounts: Google does not tell them apart",
  check(known, access) {
    const { issuer, registration } = known;
    const { fleetWorkloadPool = "", fleetIdentityProvider: member } = registration;
    const pool = gcpPoolOf({ pool: fleetWorkloadPool });
    const codes = { code: "gcp-fleet-workload-pool-invalid", audienceCode: "gcp-fleet-audience-fixed" };
    const faults = checkManagedPool(fleetMechanism, known, access, codes);
    if (faults.some(({ code }) => code === codes.code)) return faults;
    const [, project] = MEMBER.exec(member ?? "") ?? [];
    if (project === undefined) {
      const expected = '"https://gkehub.googleapis.com/projects/<project>/locations/global/memberships/<membership>"';
      return [entryFault("gcp-fleet-member-invalid", "fleetIdentityProvider", member, expected), ...faults];
    }
    // The proof takes the provider for one of this pool: that the two agree is seen here, on their names.
    if (!isFleetMemberOf(pool, member ?? "", registration.projectNumber)) {
      const expected = `a member of the fleet of project ${show(gcpProjectOf(pool))}, whose pool fleetWorkloadPool is`;
      return [entryFault("gcp-fleet-member-mismatch", "fleetIdentityProvider", member, expected), ...faults];
    }
    if (!isGkeClusterOf(pool, issuer)) return faults;
    const expected = `a member outside of the fleet's project: ${show(issuer)} is a GKE cluster of it; set gkeWorkloadPool in place of both`;
    return [entryFault("gcp-fleet-of-gke", "fleetWorkloadPool", fleetWorkloadPool, expected), ...faults];
  },
  provider: ({ fleetIdentityProvider = "" }, issuer) => ({ name: fleetIdentityProvider, issuer }),
  audiences: ({ fleetWorkloadPool = "" }) => [fleetWorkloadPool],
  target: ({ fleetWorkloadPool, fleetIdentityProvider }) =>
    `identitynamespace:${fleetWorkloadPool}:${fleetIdentityProvider}`,
  symbolic(plain, word, projectNumber) {
    const { fleetWorkloadPool, fleetIdentityProvider } = plain ?? {};
    const told = typeof fleetIdentityProvider === "string" ? MEMBER.exec(fleetIdentityProvider)?.[1] : undefined;
    const pool = knownOr(plain, fleetWorkloadPool, `${told ?? word}.svc.id.goog`);
    const project = pool?.replace(/\.svc\.id\.goog$/, "");
    const member = knownOr(
      plain,
      fleetIdentityProvider,
      `https://gkehub.googleapis.com/projects/${project}/locations/global/memberships/${word}`,
    );
    return {
      ...(pool === undefined ? {} : { fleetWorkloadPool: pool }),
      ...(member === undefined ? {} : { fleetIdentityProvider: member }),
      ...symbolicManagedPool(plain, projectNumber),
    };
  },
  symbolicIssuer: placeholderIssuer,
};
