import type { Echo } from "../../simulated/behaviour";
import { madeUpGuid } from "../../simulated/made-up-id";
import type { SimulatedAccount, SimulatedResource } from "../../simulation";
import { azureResourceType } from "../resource-types";

/** The subscription and tenant that simulated resources live in. */
export const AZURE_SIMULATED_SUBSCRIPTION = "00000000-1111-2222-3333-444444444444";
export const AZURE_SIMULATED_TENANT = "55555555-6666-7777-8888-999999999999";

/** What Azure returns for the resources that this library creates, and for the cluster whose issuer programs read. */
export const azureResources: Record<string, SimulatedResource> = {
  "azure-native:resources:ResourceGroup": ({ name, inputs }, account) => {
    const groupName = String(inputs.resourceGroupName ?? `${name}${account.suffix(name)}`);
    return {
      id: groupId(groupName, account),
      state: {
        ...inputs,
        location: locationOf(inputs, account),
        name: groupName,
        type: "Microsoft.Resources/resourceGroups",
      },
    };
  },
  "azure-native:managedidentity:UserAssignedIdentity": ({ name, inputs }, account) => {
    const identityName = String(inputs.resourceName ?? `${name}${account.suffix(name)}`);
    const id = identityId(inputs.resourceGroupName, identityName, account);
    const state = {
      ...inputs,
      location: locationOf(inputs, account),
      name: identityName,
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      tenantId: azureTenantOf(account),
      clientId: madeUpGuid(`client ${id}`),
      principalId: madeUpGuid(`principal ${id}`),
    };
    return { id, state };
  },
  "azure-native:managedidentity:FederatedIdentityCredential": ({ name, inputs }, account) => {
    const credentialName = String(inputs.federatedIdentityCredentialResourceName ?? name);
    return {
      id: `${identityId(inputs.resourceGroupName, inputs.resourceName, account)}/federatedIdentityCredentials/${credentialName}`,
      state: {
        ...inputs,
        name: credentialName,
        type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
      },
    };
  },
  "azuread:index/applicationRegistration:ApplicationRegistration": entraApplication,
  "azuread:index/application:Application": entraApplication,
  "azuread:index/servicePrincipal:ServicePrincipal": ({ inputs }, account) => {
    const tenant = azureTenantOf(account);
    const objectId = madeUpGuid(`principal ${inputs.clientId} ${tenant}`);
    const samlMetadataUrl = `https://login.microsoftonline.com/${tenant}/federationmetadata/2007-06/federationmetadata.xml?appid=${inputs.clientId}`;
    // Of an application of another tenant only Entra knows which one that is.
    return {
      id: `/servicePrincipals/${objectId}`,
      state: { ...inputs, objectId, applicationTenantId: tenant, samlMetadataUrl },
    };
  },
  "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential": entraCredential,
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential":
    entraCredential,
  "azure-native:authorization:RoleDefinition": ({ inputs }) => {
    const { scope, roleName } = inputs;
    const guid = String(inputs.roleDefinitionId ?? madeUpGuid(`role ${scope} ${roleName}`));
    return {
      id: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
      state: { ...inputs, name: guid, type: "Microsoft.Authorization/roleDefinitions" },
    };
  },
  "azure-native:authorization:RoleAssignment": ({ inputs }) => {
    const scope = String(inputs.scope ?? "");
    const granted = [scope, inputs.principalId, inputs.roleDefinitionId].join(" ");
    const assignmentName = String(inputs.roleAssignmentName ?? madeUpGuid(`assignment ${granted}`));
    return {
      id: `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`,
      state: { ...inputs, name: assignmentName, type: "Microsoft.Authorization/roleAssignments" },
    };
  },
  "azure-native:storage:StorageAccount": ({ name, inputs }, account) => {
    const accountName = String(inputs.accountName ?? `${name}${account.suffix(name)}`);
    const id = storageId(inputs.resourceGroupName, accountName, account);
    const primaryEndpoints = {
      blob: `https://${accountName}.blob.core.windows.net/`,
      web: `https://${accountName}.z6.web.core.windows.net/`,
    };
    return { id, state: { ...inputs, location: locationOf(inputs, account), name: accountName, primaryEndpoints } };
  },
  "azure-native:storage:StorageAccountStaticWebsite": ({ inputs }, account) => ({
    id: `${storageId(inputs.resourceGroupName, inputs.accountName, account)}/staticWebsite`,
    state: { ...inputs, containerName: "$web" },
  }),
  "azure-native:storage:Blob": ({ name, inputs }, account) => {
    const { accountName, containerName, blobName = name } = inputs;
    const url = `https://${accountName}.blob.core.windows.net/${containerName}/${blobName}`;
    const container = `${storageId(inputs.resourceGroupName, accountName, account)}/blobServices/default/containers/${containerName}`;
    return { id: `${container}/blobs/${blobName}`, state: { metadata: {}, ...inputs, name: blobName, url } };
  },
  [azureResourceType("BlobContent")]: ({ inputs }) => ({ id: String(inputs.blobId), state: { ...inputs } }),
  "azure-native:storage:BlobContainer": ({ name, inputs }, account) => {
    const containerName = String(inputs.containerName ?? `${name}${account.suffix(name)}`);
    const id = storageId(inputs.resourceGroupName, inputs.accountName, account);
    return { id: `${id}/blobServices/default/containers/${containerName}`, state: { ...inputs, name: containerName } };
  },
  "azure-native:containerservice:IdentityBinding": ({ name, inputs }, account) => {
    const bindingName = String(inputs.identityBindingName ?? name);
    const { managedIdentity } = (inputs.properties ?? {}) as { managedIdentity?: { resourceId?: string } };
    const clientId = madeUpGuid(`client ${managedIdentity?.resourceId}`);
    const oidcIssuerUrl = `https://ib.oic.prod-aks.azure.com/${azureTenantOf(account)}/${clientId}`;
    return {
      id: `${groupId(inputs.resourceGroupName, account)}/providers/Microsoft.ContainerService/managedClusters/${inputs.resourceName}/identityBindings/${bindingName}`,
      state: {
        ...inputs,
        name: bindingName,
        type: "Microsoft.ContainerService/managedClusters/identityBindings",
        properties: { ...(inputs.properties as object), oidcIssuer: { oidcIssuerUrl } },
      },
    };
  },
  "azure-native:containerservice:ManagedCluster": ({ name, inputs }, account) => {
    const clusterName = String(inputs.resourceName ?? `${name}${account.suffix(name)}`);
    const location = locationOf(inputs, account);
    const group = groupId(inputs.resourceGroupName, account);
    const profile = inputs.oidcIssuerProfile as { enabled?: boolean } | undefined;
    const issuerURL = `https://${location}.oic.prod-aks.azure.${topLevelOf(location)}/${azureTenantOf(account)}/${madeUpGuid(`cluster ${clusterName}`)}/`;
    return {
      id: `${group}/providers/Microsoft.ContainerService/managedClusters/${clusterName}`,
      state: {
        ...inputs,
        location,
        name: clusterName,
        ...(profile?.enabled === true ? { oidcIssuerProfile: { enabled: true, issuerURL } } : {}),
      },
    };
  },
};

/** An application of either of the SDK's types. Two of one name are two, so its ids are made of the resource's. */
function entraApplication(
  { name, inputs }: Parameters<SimulatedResource>[0],
  account: SimulatedAccount,
): ReturnType<SimulatedResource> {
  const tenant = azureTenantOf(account);
  const content = `${name} ${account.suffix(name)} ${tenant}`;
  const objectId = madeUpGuid(`application ${content}`);
  return {
    id: `/applications/${objectId}`,
    state: {
      signInAudience: "AzureADMyOrg",
      ...inputs,
      objectId,
      clientId: madeUpGuid(`client ${content}`),
      publisherDomain: `${tenant}.onmicrosoft.com`,
    },
  };
}

function entraCredential({ inputs }: Parameters<SimulatedResource>[0]): ReturnType<SimulatedResource> {
  const credentialId = madeUpGuid(`credential ${inputs.applicationId} ${inputs.displayName}`);
  const objectId = String(inputs.applicationId).split("/").pop();
  return { id: `${objectId}/federatedIdentityCredential/${credentialId}`, state: { ...inputs, credentialId } };
}

/** Roles are assigned on resources of every kind, so all have ids that Azure could give: `azure-native:keyvault:Vault` in a group. */
export function azureEcho(
  type: string,
  { name, inputs }: { name: string; inputs: Record<string, unknown> },
): Echo | undefined {
  const [, module, kind] = /^azure-native:(\w+):(\w+)$/.exec(type) ?? [];
  if (module === undefined || kind === undefined || inputs.resourceGroupName === undefined) return undefined;
  const provider = `Microsoft.${module.charAt(0).toUpperCase()}${module.slice(1)}`;
  const collection = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}s`;
  return {
    id: `${groupId(inputs.resourceGroupName, {})}/providers/${provider}/${collection}/${name}`,
    state: { name },
  };
}

function storageId(resourceGroupName: unknown, name: unknown, account: SimulatedAccount): string {
  return `${groupId(resourceGroupName, account)}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

function identityId(resourceGroupName: unknown, name: unknown, account: SimulatedAccount): string {
  return `${groupId(resourceGroupName, account)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

function groupId(name: unknown, { settings }: Pick<SimulatedAccount, "settings">): string {
  return `/subscriptions/${settings?.subscriptionId ?? AZURE_SIMULATED_SUBSCRIPTION}/resourceGroups/${name}`;
}

export function azureTenantOf({ settings }: SimulatedAccount): string {
  return String(settings?.tenantId ?? AZURE_SIMULATED_TENANT);
}

/** Azure's provider fills in the location of the resource group. */
function locationOf({ location, resourceGroupName }: Record<string, unknown>, account: SimulatedAccount): string {
  const groups = account.deployed?.("azure-native:resources:ResourceGroup") ?? [];
  const group = groups.find(({ state }) => state.name === resourceGroupName);
  return azureLocationName(location ?? account.settings?.location ?? group?.state.location ?? "westeurope");
}

/** The name of a location, which Azure takes by its display name too: "West Europe" is `westeurope`. */
export function azureLocationName(location: unknown): string {
  return String(location).replaceAll(" ", "").toLowerCase();
}

/** Where the vendor's clouds for governments and for China end. */
function topLevelOf(location: string): string {
  if (/^us(gov|dod)/.test(location)) return "us";
  return location.startsWith("china") ? "cn" : "com";
}
