import type { Issue } from "../../../core/issue";
import { distinctIssues, issue } from "../../../core/issue";
import { isLater } from "../../../core/known";
import { show } from "../../../core/show";
import { OPENSHIFT_AUDIENCE } from "../../openshift-cloud";
import type { OpenShiftCluster } from "../../openshift-component";
import type { GcpIssuerRegistrationArgs, GcpRegistration } from "../args";
import { checkGcpIssuerRegistration } from "../registration";
import type { GcpOpenShiftArgs } from "./args";

/** Whether the pods of users get a pool of their own. */
export function gcpHasWorkloadPool({ workloadPool }: GcpOpenShiftArgs, { isFromCcoctl }: OpenShiftCluster): boolean {
  return workloadPool ?? !isFromCcoctl;
}

/** The pool of the operators, for OpenShift's own audience. */
export function gcpOperatorPool(args: GcpOpenShiftArgs, cluster: OpenShiftCluster): GcpIssuerRegistrationArgs {
  const { poolId = cluster.isFromCcoctl ? cluster.name : undefined } = args;
  const { providerId = cluster.isFromCcoctl ? cluster.name : undefined } = args;
  return {
    ...poolOf(args, cluster),
    audience: OPENSHIFT_AUDIENCE,
    ...(poolId === undefined ? {} : { poolId }),
    ...(providerId === undefined ? {} : { providerId }),
    ...(poolId === undefined && args.poolSuffix !== undefined ? { poolSuffix: args.poolSuffix } : {}),
    ...(cluster.isFromCcoctl ? { displayName: cluster.name } : {}),
  };
}

/** The pool of users' pods; its audience is the provider's own name, which no other service accepts. */
export function gcpWorkloadPool(args: GcpOpenShiftArgs, cluster: OpenShiftCluster): GcpIssuerRegistrationArgs {
  const { poolSuffix } = args;
  return { ...poolOf(args, cluster), ...(poolSuffix === undefined ? {} : { poolSuffix }) };
}

function poolOf({ project, uploadJwks }: GcpOpenShiftArgs, { issuer: { url, jwks } }: OpenShiftCluster) {
  return {
    ...{ url, project },
    ...(jwks === undefined ? {} : { jwks }),
    ...(uploadJwks === undefined ? {} : { uploadJwks }),
  };
}

/** Faults of the pools. */
export function checkGcpPools(args: GcpOpenShiftArgs, cluster: OpenShiftCluster): Issue[] {
  const { existingPool } = args;
  const own = [
    ...(existingPool === undefined ? checkGcpIssuerRegistration(gcpOperatorPool(args, cluster)) : []),
    ...(gcpHasWorkloadPool(args, cluster) ? checkGcpIssuerRegistration(gcpWorkloadPool(args, cluster)) : []),
  ];
  const audience =
    existingPool === undefined || isLater(existingPool) ? undefined : (existingPool as GcpRegistration).audience;
  const isOther =
    existingPool !== undefined && !isLater(existingPool) && !isLater(audience) && audience !== OPENSHIFT_AUDIENCE;
  const unused = (["poolId", "providerId"] as const).filter(
    (key) => existingPool !== undefined && args[key] !== undefined,
  );
  return [
    // What both pools have in common is told once.
    ...distinctIssues(own),
    ...(isOther
      ? [
          issue(
            "gcp-audience-invalid",
            "existingPool.audience",
            `Cannot use a pool for audience ${show(audience)}: operators have tokens for ${show(OPENSHIFT_AUDIENCE)}`,
          ),
        ]
      : []),
    ...unused.map((key) =>
      issue("argument-without-effect", key, `Cannot set ${key} beside existingPool: leave out one of the two`),
    ),
  ];
}
