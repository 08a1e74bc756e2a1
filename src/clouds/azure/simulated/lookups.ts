import type { SimulatedLookup } from "../../simulation";

/** The look-ups by which programs reach a cluster that they make. */
export const azureLookups: Record<string, SimulatedLookup> = {
  "azure-native:containerservice:listManagedClusterUserCredentials": kubeconfigs,
  "azure-native:containerservice:listManagedClusterAdminCredentials": kubeconfigs,
};

/** A kubeconfig that leads nowhere: the simulated cluster is reached without one. */
function kubeconfigs({ resourceName }: Record<string, unknown>): Record<string, unknown> {
  const name = String(resourceName);
  const config = { apiVersion: "v1", kind: "Config", clusters: [{ name, cluster: {} }], users: [], contexts: [] };
  return { kubeconfigs: [{ name, value: Buffer.from(JSON.stringify(config)).toString("base64") }] };
}
