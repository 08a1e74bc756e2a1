import { lookupOf } from "../../simulated/made-lookup";
import { madeUpGuid } from "../../simulated/made-up-id";
import type { SimulatedLookup } from "../../simulation";
import { AZURE_SIMULATED_SUBSCRIPTION, azureResources, azureTenantOf } from "./resources";

const clientConfig: SimulatedLookup = (args, account) => ({
  ...args,
  id: "client",
  clientId: madeUpGuid("client simulated"),
  objectId: madeUpGuid("object simulated"),
  subscriptionId: account.settings?.subscriptionId ?? AZURE_SIMULATED_SUBSCRIPTION,
  tenantId: azureTenantOf(account),
});

/** How programs reach a cluster that they make, who they are, and what they read of what stands already. */
export const azureLookups: Record<string, SimulatedLookup> = {
  "azure-native:containerservice:listManagedClusterUserCredentials": kubeconfigs,
  "azure-native:containerservice:listManagedClusterAdminCredentials": kubeconfigs,
  "azure-native:authorization:getClientConfig": clientConfig,
  "azuread:index/getClientConfig:getClientConfig": clientConfig,
  "azure-native:resources:getResourceGroup": lookupOf(azureResources, "azure-native:resources:ResourceGroup"),
  "azure-native:managedidentity:getUserAssignedIdentity": lookupOf(
    azureResources,
    "azure-native:managedidentity:UserAssignedIdentity",
  ),
  "azure-native:containerservice:getManagedCluster": lookupOf(
    azureResources,
    "azure-native:containerservice:ManagedCluster",
    { oidcIssuerProfile: { enabled: true } },
  ),
};

/** A kubeconfig that leads nowhere: the simulated cluster is reached without one. */
function kubeconfigs({ resourceName }: Record<string, unknown>): Record<string, unknown> {
  const name = String(resourceName);
  const config = { apiVersion: "v1", kind: "Config", clusters: [{ name, cluster: {} }], users: [], contexts: [] };
  return { kubeconfigs: [{ name, value: Buffer.from(JSON.stringify(config)).toString("base64") }] };
}
