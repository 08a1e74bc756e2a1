import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";

/** What a Nimbus cluster says about its issuer. */
export interface NimbusCluster {
  issuerUrl?: string;
}

/** The issuer of a Nimbus cluster. Throws `WorkloadIdentityError` (`nimbus-issuer-off`) where the cluster has none. */
export function nimbusIssuer({ issuerUrl }: NimbusCluster): { url: string } {
  if (typeof issuerUrl === "string" && issuerUrl !== "") return { url: issuerUrl };
  throw new WorkloadIdentityError(
    "nimbus-issuer-off",
    `Cannot read the issuer of the Nimbus cluster: issuerUrl is ${show(issuerUrl)}; turn its issuer on`,
  );
}
