import { createHash } from "node:crypto";
import type { SimulatedResource } from "../../simulation";

/** The subscription and tenant that simulated resources live in. */
const AZURE_SIMULATED_SUBSCRIPTION = "00000000-1111-2222-3333-444444444444";
export const AZURE_SIMULATED_TENANT = "55555555-6666-7777-8888-999999999999";

/** What Azure returns for the resources that this library creates, and for the cluster whose issuer programs read. */
export const azureResources: Record<string, SimulatedResource> = {
  "azure-native:managedidentity:UserAssignedIdentity": ({ name, inputs }, account) => {
    const identityName = String(inputs.resourceName ?? `${name}${account.suffix(name)}`);
    const id = identityId(inputs.resourceGroupName, identityName);
    const state = {
      location: "westeurope",
      ...inputs,
      name: identityName,
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      tenantId: AZURE_SIMULATED_TENANT,
      clientId: guid(`client ${id}`),
      principalId: guid(`principal ${id}`),
    };
    return { id, state };
  },
  "azure-native:managedidentity:FederatedIdentityCredential": ({ name, inputs }) => {
    const credentialName = String(inputs.federatedIdentityCredentialResourceName ?? name);
    return {
      id: `${identityId(inputs.resourceGroupName, inputs.resourceName)}/federatedIdentityCredentials/${credentialName}`,
      state: {
        ...inputs,
        name: credentialName,
        type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
      },
    };
  },
  "azure-native:authorization:RoleAssignment": ({ name, inputs }) => {
    const assignmentName = String(inputs.roleAssignmentName ?? guid(`assignment ${name}`));
    const scope = String(inputs.scope ?? "");
    return {
      id: `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`,
      state: { ...inputs, name: assignmentName, type: "Microsoft.Authorization/roleAssignments" },
    };
  },
  "azure-native:containerservice:ManagedCluster": ({ name, inputs }, account) => {
    const clusterName = String(inputs.resourceName ?? `${name}${account.suffix(name)}`);
    const location = String(inputs.location ?? "westeurope");
    const group = `/subscriptions/${AZURE_SIMULATED_SUBSCRIPTION}/resourceGroups/${inputs.resourceGroupName}`;
    const profile = inputs.oidcIssuerProfile as { enabled?: boolean } | undefined;
    const issuerURL = `https://${location}.oic.prod-aks.azure.com/${AZURE_SIMULATED_TENANT}/${guid(`cluster ${clusterName}`)}/`;
    return {
      id: `${group}/providers/Microsoft.ContainerService/managedClusters/${clusterName}`,
      state: {
        location,
        ...inputs,
        name: clusterName,
        ...(profile?.enabled === true ? { oidcIssuerProfile: { enabled: true, issuerURL } } : {}),
      },
    };
  },
};

function identityId(resourceGroupName: unknown, name: unknown): string {
  return `/subscriptions/${AZURE_SIMULATED_SUBSCRIPTION}/resourceGroups/${resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

function guid(of: string): string {
  const hex = createHash("sha256").update(of).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
