import type { GcpProvider, GcpTrust } from "./trust";

/** Longest id of a pool or provider in characters, at least 4 (WorkloadIdentityPool API, 2026-08). */
export const GCP_POOL_ID_MAX_LENGTH = 32;
/** The ids of pools and providers (the same). */
export const GCP_POOL_ID = /^(?!gcp-)[0-9a-z-]{4,32}$/;
export const GCP_POOL_ID_FORM = `4 to ${GCP_POOL_ID_MAX_LENGTH} of a-z 0-9 -, not beginning with "gcp-"`;

/** The workload identity pool that a trust is about. */
export interface GcpPool {
  /** The last segment of its resource name. */
  id: string;
  /** The resource name, or only the id where a managed pool is named by that. */
  name: string;
  /** `<project>.svc.id.goog`: Google's own pool for the clusters of a project, with subjects of the form `ns/<namespace>/sa/<name>`. */
  managed: boolean;
  disabled: boolean;
  /** What comes before the subject in the usual member of this pool. */
  principalPrefix: string;
}

export function gcpPoolOf({ pool, disabled = false }: Pick<GcpTrust, "pool" | "disabled">): GcpPool {
  const id = pool.slice(pool.lastIndexOf("/") + 1);
  return {
    id,
    name: pool,
    disabled,
    managed: id.endsWith(".svc.id.goog"),
    principalPrefix: `principal://iam.googleapis.com/${pool}/subject/`,
  };
}

/** The project of a managed pool. */
export function gcpProjectOf({ id }: GcpPool): string {
  // The id of a project of a domain has dots and a colon itself: "example.com:shop".
  return id.slice(0, -".svc.id.goog".length);
}

/**
 * Whether a provider can let anybody in: it and its pool are not disabled, its resource name is in the pool, and in a managed pool it is a
 * cluster of the pool's own project, or a member of its fleet.
 */
export function isInUse(pool: GcpPool, { name, issuer, disabled }: GcpProvider): boolean {
  if (pool.disabled || disabled) return false;
  if (!pool.managed) return !name.startsWith("projects/") || isProviderOf(pool, name);
  return isGkeClusterOf(pool, issuer) || isFleetMemberOf(pool, name);
}

function isProviderOf({ name }: GcpPool, provider: string): boolean {
  return provider.startsWith(name) && provider.startsWith("/providers/", name.length);
}

/** Whether a provider is a member of the fleet whose pool this is: Google names the fleet's project by its id, or by its number. */
export function isFleetMemberOf(pool: GcpPool, provider: string, projectNumber = numberIn(pool)): boolean {
  return [gcpProjectOf(pool), projectNumber].some(
    (project) => project !== undefined && provider.startsWith(`https://gkehub.googleapis.com/projects/${project}/`),
  );
}

/** The number of the project, where the pool is named by its resource name. */
function numberIn({ name }: GcpPool): string | undefined {
  return /^projects\/(\d+)\//.exec(name)?.[1];
}

/** Whether an issuer is a GKE cluster of the pool's own project, which can sign for the pool without being listed. */
export function isGkeClusterOf(pool: GcpPool, issuer: string): boolean {
  return (
    pool.managed && issuer.startsWith(`https://container.googleapis.com/v1/projects/${gcpProjectOf(pool)}/locations/`)
  );
}
