import type { DeployedResource } from "../../../deployed";
import { azureDeployed } from "../../deployed";
import type { AzureTrust } from "../../trust";
import { AZURE_SIMULATED_TENANT } from "../resources";

const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";

/** Every tenant that an identity was deployed into, in small letters; there is one even before. */
export function entraTenants(resources: readonly DeployedResource[]): string[] {
  return [
    ...new Set([AZURE_SIMULATED_TENANT, ...resources.filter(isIdentity).map(({ state }) => small(state.tenantId))]),
  ];
}

/** The managed identity behind a client id, which Entra finds without regard to capital letters. */
export function entraIdentity(
  resources: readonly DeployedResource[],
  tenant: string,
  clientId: string,
): DeployedResource | undefined {
  return resources
    .filter(isIdentity)
    .find(({ state }) => small(state.tenantId) === small(tenant) && small(state.clientId) === small(clientId));
}

/** The credentials of this very identity: names repeat in other resource groups. */
export function trustOfIdentity(identity: DeployedResource, resources: readonly DeployedResource[]): AzureTrust {
  const [deployed] = azureDeployed([identity, ...resources]);
  return deployed?.trust ?? { cloud: "azure", federatedIdentityCredentials: [] };
}

function isIdentity({ type }: DeployedResource): boolean {
  return type === IDENTITY;
}

function small(value: unknown): string {
  return String(value).toLowerCase();
}
