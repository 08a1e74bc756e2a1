import type { GcpTrust } from "./trust";

/** The workload identity pool that a trust is about. */
export interface GcpPool {
  /** The last segment of its resource name. */
  id: string;
  /** The resource name, or only the id where a managed pool is named by that. */
  name: string;
  /** `<project>.svc.id.goog`: Google's own pool for the clusters of a project, with subjects of the form `ns/<namespace>/sa/<name>`. */
  managed: boolean;
  /** What comes before the subject in the usual member of this pool. */
  principalPrefix: string;
}

export function gcpPoolOf({ pool }: Pick<GcpTrust, "pool">): GcpPool {
  const id = pool.slice(pool.lastIndexOf("/") + 1);
  return {
    id,
    name: pool,
    managed: id.endsWith(".svc.id.goog"),
    principalPrefix: `principal://iam.googleapis.com/${pool}/subject/`,
  };
}

/** The project of a managed pool. */
export function gcpProjectOf({ id }: GcpPool): string {
  return id.slice(0, id.indexOf("."));
}

/** Whether an issuer is a GKE cluster of the pool's own project, which can sign for the pool without being listed. */
export function isGkeClusterOf(pool: GcpPool, issuer: string): boolean {
  return (
    pool.managed && issuer.startsWith(`https://container.googleapis.com/v1/projects/${gcpProjectOf(pool)}/locations/`)
  );
}
