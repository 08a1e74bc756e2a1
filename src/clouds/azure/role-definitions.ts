import { AZURE_ROLE_DEFINITIONS } from "./built-in-roles";

/**
 * The roles that logical names call by their names. It is never added to: others are called by their GUIDs, which Microsoft does not
 * change, and which assignments have been deployed under.
 */
const CALLED_BY_NAME: readonly string[] = [
  "AcrPull",
  "AcrPush",
  "App Configuration Data Reader",
  "Azure Event Hubs Data Owner",
  "Azure Event Hubs Data Receiver",
  "Azure Event Hubs Data Sender",
  "Azure Kubernetes Service Cluster User Role",
  "Azure Kubernetes Service RBAC Cluster Admin",
  "Azure Service Bus Data Owner",
  "Azure Service Bus Data Receiver",
  "Azure Service Bus Data Sender",
  "Cognitive Services OpenAI User",
  "Contributor",
  "DNS Zone Contributor",
  "Key Vault Administrator",
  "Key Vault Certificate User",
  "Key Vault Crypto Service Encryption User",
  "Key Vault Crypto User",
  "Key Vault Secrets Officer",
  "Key Vault Secrets User",
  "Managed Identity Contributor",
  "Managed Identity Operator",
  "Monitoring Metrics Publisher",
  "Monitoring Reader",
  "Network Contributor",
  "Owner",
  "Private DNS Zone Contributor",
  "Reader",
  "Role Based Access Control Administrator",
  "Storage Blob Data Contributor",
  "Storage Blob Data Owner",
  "Storage Blob Data Reader",
  "Storage Queue Data Contributor",
  "Storage Table Data Contributor",
  "User Access Administrator",
  "Virtual Machine Contributor",
];

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DEFINITION_ID = /^(\/.+)?\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i;

export function isAzureGuid(value: unknown): value is string {
  return typeof value === "string" && GUID.test(value);
}

/** The GUID of a role given by name, GUID or id, in lower case; `undefined` where it is none of them. */
export function azureRoleGuid(role: string): string | undefined {
  const named = Object.hasOwn(AZURE_ROLE_DEFINITIONS, role) ? AZURE_ROLE_DEFINITIONS[role] : undefined;
  const guid = named ?? DEFINITION_ID.exec(role)?.[2] ?? role;
  return isAzureGuid(guid) ? guid.toLowerCase() : undefined;
}

/** A role as a resource name shows it: the same for every way to write one role. */
export function azureRoleKey(guid: string): string {
  const name = CALLED_BY_NAME.find((each) => AZURE_ROLE_DEFINITIONS[each] === guid) ?? guid;
  return name.toLowerCase().replaceAll(" ", "-");
}

/**
 * The id of a role definition as Azure returns it for an assignment on this scope: within the scope's subscription, or without one
 * on management groups and the tenant. An id that was given whole is left as it is.
 */
export function azureRoleDefinitionId(role: string, scope: string): string {
  const guid = azureRoleGuid(role);
  if (guid === undefined || DEFINITION_ID.test(role)) return role;
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}
