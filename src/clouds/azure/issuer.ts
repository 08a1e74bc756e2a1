import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";

/** What an AKS cluster says about its issuer: the output `oidcIssuerProfile` of `azure-native:containerservice:ManagedCluster`. */
export interface AksCluster {
  oidcIssuerProfile?: { enabled?: boolean; issuerURL?: string };
}

/**
 * The issuer of an AKS cluster, byte for byte. For use on outputs:
 * `cluster.oidcIssuerProfile.apply((oidcIssuerProfile) => aksIssuer({ oidcIssuerProfile }).url)`.
 * Throws `WorkloadIdentityError` (`aks-issuer-off`) where the cluster has none.
 */
export function aksIssuer(cluster: AksCluster): { url: string } {
  const { enabled, issuerURL } = cluster.oidcIssuerProfile ?? {};
  if (enabled !== false && typeof issuerURL === "string" && issuerURL !== "") return { url: issuerURL };
  throw new WorkloadIdentityError(
    "aks-issuer-off",
    `Cannot read the issuer of the AKS cluster: its OIDC issuer is off (enabled is ${show(enabled)}, issuerURL is ${show(issuerURL)}); set oidcIssuerProfile: { enabled: true } on the cluster, which cannot be undone`,
  );
}
