import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";
import { knownOutputs } from "../known-outputs";

/** The region in an EKS issuer's host, in every partition; empty for other issuers. */
export function eksRegion(issuer: string): string {
  return /^https:\/\/oidc\.eks\.([a-z0-9-]+)\./.exec(issuer)?.[1] ?? "";
}

/** The part of an EKS cluster that names its issuer, as `@pulumi/aws/eks` returns it. */
export interface EksClusterIdentity {
  identities: { oidcs?: { issuer?: string }[] }[];
}

const CALL = "cluster.identities.apply((identities) => eksIssuer({ identities }).url)";

/**
 * The issuer of an EKS cluster; every EKS cluster has one. Give it the cluster's `identities` once they are known:
 * `cluster.identities.apply((identities) => eksIssuer({ identities }).url)`.
 * Throws `WorkloadIdentityError`: `eks-issuer-missing` where the cluster has none, `cluster-outputs-later` for outputs themselves.
 */
export function eksIssuer(cluster: EksClusterIdentity): { url: string } {
  const { identities } = knownOutputs(cluster, [], CALL);
  const url = identities?.[0]?.oidcs?.[0]?.issuer;
  if (url === undefined || url === "") {
    throw new WorkloadIdentityError(
      "eks-issuer-missing",
      `Cannot read the issuer of this cluster: identities[0].oidcs[0].issuer is ${show(url)}; pass the outputs of an EKS cluster`,
    );
  }
  return { url };
}
