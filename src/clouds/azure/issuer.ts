import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";

/**
 * What a cluster says about its issuer: the output `oidcIssuerProfile` of `azure-native:containerservice:ManagedCluster`, or of a cluster
 * that Arc connects, which spells the field `issuerUrl`, as the command line of Azure does.
 */
export interface AksCluster {
  oidcIssuerProfile?: { enabled?: boolean; issuerURL?: string; issuerUrl?: string };
}

/**
 * The issuer of an AKS cluster, byte for byte. For use on outputs:
 * `cluster.oidcIssuerProfile.apply((oidcIssuerProfile) => aksIssuer({ oidcIssuerProfile }).url)`.
 * Throws `WorkloadIdentityError` (`aks-issuer-off`) where the cluster has none.
 */
export function aksIssuer(cluster: AksCluster): { url: string } {
  const { enabled, issuerURL, issuerUrl } = cluster.oidcIssuerProfile ?? {};
  const url = issuerURL ?? issuerUrl;
  if (enabled !== false && typeof url === "string" && url !== "") return { url };
  throw new WorkloadIdentityError(
    "aks-issuer-off",
    `Cannot read the issuer of the AKS cluster: its OIDC issuer is off (enabled is ${show(enabled)}, issuerURL is ${show(url)}); set oidcIssuerProfile: { enabled: true } on the cluster, which cannot be undone`,
  );
}
