import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";
import { knownOutputs } from "../known-outputs";

/** What a GKE cluster's outputs say about its issuer. */
export interface GkeCluster {
  /** `projects/<project>/locations/<location>/clusters/<name>`: the output `id`, not `selfLink`. By default made of the next three. */
  id?: string;
  project?: string;
  /** Region or zone. */
  location?: string;
  name?: string;
  /** `<project>.svc.id.goog`: `workloadIdentityConfig.workloadPool`. */
  workloadPool: string;
  /** Number of the cluster's project; direct access names it. */
  projectNumber?: string;
}

/** A GKE cluster's issuer with its entry for Google Cloud. */
export interface GkeIssuer {
  url: string;
  gcp: { gkeWorkloadPool: string; projectNumber?: string };
}

const GKE_CALL = "cluster.id.apply((id) => gkeIssuer({ id, workloadPool }))";

/**
 * The issuer of a GKE cluster. Where the cluster's outputs are not plain, pass it to `apply` and set `gke` on the workload, or write a literal
 * issuer whose `url` is `gkeIssuerUrl` of the cluster's `id`. Throws `gke-cluster-id-invalid`, `gke-workload-pool-missing` or `cluster-outputs-later`.
 */
export function gkeIssuer(cluster: GkeCluster): GkeIssuer {
  const names = ["id", "project", "location", "name", "workloadPool"] as const;
  const { project, location, name, workloadPool, projectNumber, ...named } = knownOutputs(cluster, names, GKE_CALL);
  const id = named.id ?? `projects/${project ?? ""}/locations/${location ?? ""}/clusters/${name ?? ""}`;
  if (typeof workloadPool !== "string" || !workloadPool.endsWith(".svc.id.goog")) {
    throw new WorkloadIdentityError(
      "gke-workload-pool-missing",
      `Cannot read the issuer of ${show(id)}: its workload pool is ${show(workloadPool)}; set workloadIdentityConfig.workloadPool to "<project>.svc.id.goog" on the cluster`,
    );
  }
  return {
    url: gkeIssuerUrl(id),
    gcp: { gkeWorkloadPool: workloadPool, ...(projectNumber === undefined ? {} : { projectNumber }) },
  };
}

/** The `iss` of a GKE cluster's tokens, from the cluster's `id`; zones and regions are both `locations`. */
export function gkeIssuerUrl(id: string): string {
  if (!isGkeClusterId(id)) {
    throw new WorkloadIdentityError(
      "gke-cluster-id-invalid",
      `Cannot read the issuer of ${show(id)}: expected the cluster's id "projects/<project>/locations/<location>/clusters/<name>"; selfLink has another form`,
    );
  }
  return `https://container.googleapis.com/v1/${id}`;
}

export function isGkeClusterId(id: unknown): boolean {
  return typeof id === "string" && /^projects\/[^/]+\/locations\/[^/]+\/clusters\/[^/]+$/.test(id);
}

/** What the outputs of a fleet's member say about its issuer. */
export interface FleetMember {
  /** The `iss` of the member's tokens: `authority.issuer` of a membership, `oidcConfig.issuerUrl` of an attached cluster. */
  issuer: string;
  /** `projects/<project>/locations/<location>/memberships/<membership>` with the id of the fleet's host project: the id of a membership. */
  membership: string;
  /** Number of the fleet's host project; direct access names it. */
  projectNumber?: string;
}

/** The issuer of a fleet's member with its entry for Google Cloud. */
export interface FleetIssuer {
  url: string;
  gcp: { fleetWorkloadPool: string; fleetIdentityProvider: string; projectNumber?: string };
}

const FLEET_CALL =
  "pulumi.all([issuer, membership.id]).apply(([issuer, membership]) => fleetIssuer({ issuer, membership }))";
const MEMBERSHIP = /^projects\/([^/]+)\/locations\/[^/]+\/memberships\/[^/]+$/;

/**
 * The issuer of a cluster that is attached to a fleet. Where its outputs are not plain, pass them to `apply` and set `fleet` on the
 * workload. Throws `fleet-membership-invalid` or `cluster-outputs-later`.
 */
export function fleetIssuer(member: FleetMember): FleetIssuer {
  const { issuer, membership, projectNumber } = knownOutputs(member, ["issuer", "membership"], FLEET_CALL);
  const [, project] = MEMBERSHIP.exec(String(membership)) ?? [];
  if (project === undefined || /^\d+$/.test(project)) {
    throw new WorkloadIdentityError(
      "fleet-membership-invalid",
      `Cannot read the fleet of ${show(membership)}: expected "projects/<project>/locations/global/memberships/<membership>" with the id of the fleet's host project, which its pool is named by`,
    );
  }
  return {
    url: issuer,
    gcp: {
      fleetWorkloadPool: `${project}.svc.id.goog`,
      fleetIdentityProvider: `https://gkehub.googleapis.com/${membership}`,
      ...(projectNumber === undefined ? {} : { projectNumber }),
    },
  };
}
