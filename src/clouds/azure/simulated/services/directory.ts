import type { DeployedResource } from "../../../deployed";
import { azureDeployed } from "../../deployed";
import type { AzureTrust } from "../../trust";
import { AZURE_SIMULATED_TENANT } from "../resources";

const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const APPLICATIONS = [
  "azuread:index/applicationRegistration:ApplicationRegistration",
  "azuread:index/application:Application",
];

/** Who signs in at Entra: a managed identity or an application. */
export interface EntraClient {
  id: string;
  name: string;
  trust: AzureTrust;
}

/** Every tenant that an identity or service principal was deployed into, in small letters; there is one even before. */
export function entraTenants(resources: readonly DeployedResource[]): string[] {
  const tenants = resources.flatMap((resource) => tenantOf(resource) ?? []);
  return [...new Set([AZURE_SIMULATED_TENANT, ...tenants])];
}

/**
 * The client behind an id, which Entra finds without regard to capital letters: a managed identity of the tenant, or an application that
 * has a service principal there.
 */
export function entraClient(
  resources: readonly DeployedResource[],
  tenant: string,
  clientId: string,
): EntraClient | undefined {
  const here = resources.find(
    (resource) => tenantOf(resource) === small(tenant) && small(resource.state.clientId) === small(clientId),
  );
  if (here?.type !== PRINCIPAL) return here && clientOf(here, String(here.state.name), resources);
  const application = resources.find(
    ({ type, state }) => APPLICATIONS.includes(type) && small(state.clientId) === small(clientId),
  );
  if (application === undefined) return undefined;
  const { signInAudience, publisherDomain, displayName } = application.state;
  const isElsewhere = publisherDomain !== `${small(tenant)}.onmicrosoft.com`;
  if (isElsewhere && signInAudience === "AzureADMyOrg") return undefined;
  return clientOf(application, String(displayName), resources);
}

/** With the credentials of this very identity: names repeat in other resource groups. */
function clientOf(holder: DeployedResource, name: string, resources: readonly DeployedResource[]): EntraClient {
  const [deployed] = azureDeployed([holder, ...resources]);
  return { id: holder.id, name, trust: deployed?.trust ?? { cloud: "azure", federatedIdentityCredentials: [] } };
}

/** The tenant that a resource signs in at: a service principal says it in the address of its metadata. */
function tenantOf({ type, state }: DeployedResource): string | undefined {
  if (type === IDENTITY) return small(state.tenantId);
  if (type !== PRINCIPAL) return undefined;
  return small(new URL(String(state.samlMetadataUrl)).pathname.split("/")[1]);
}

function small(value: unknown): string {
  return String(value).toLowerCase();
}
