import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";
import { knownOutputs } from "../known-outputs";
import { HUAWEI_CCE_DEFAULT_ISSUER } from "./values";

/** What is known of a CCE cluster. */
export interface CceCluster<Jwks = string> {
  clusterId: string;
  /** The public key set as JSON: `kubectl get --raw /openid/v1/jwks`, or the output `jwks` of `HuaweiClusterJwksResource`. */
  jwks: Jwks;
  /** The cluster's setting `service-account-issuer`, where its OIDC provider is switched on. The issuer that all CCE clusters share by default. */
  issuer?: string;
}

/** The issuer of a CCE cluster with its keys, and a client id that no other cluster has. */
export interface CceIssuer<Jwks = string> {
  url: string;
  jwks: Jwks;
  clientId: string;
}

const CALL = "cluster.id.apply((clusterId) => cceIssuer({ clusterId, jwks }))";

/**
 * The issuer of a CCE cluster. Without a setting of their own all CCE clusters have one and the same, so the cluster's own key set and
 * client id (for `registrations.huawei.clientId`) tell them apart.
 * Throws `cce-cluster-id-missing` or `cluster-outputs-later`.
 */
export function cceIssuer<Jwks>(cluster: CceCluster<Jwks>): CceIssuer<Jwks> {
  const { clusterId, jwks, issuer = HUAWEI_CCE_DEFAULT_ISSUER } = knownOutputs(cluster, ["clusterId"], CALL);
  if (typeof clusterId !== "string" || clusterId === "") {
    const fault = `Cannot read the issuer of CCE cluster ${show(clusterId)}: set clusterId to its id, which its client id is made of`;
    throw new WorkloadIdentityError("cce-cluster-id-missing", fault);
  }
  return { url: issuer, jwks, clientId: `cce-${clusterId}` };
}
