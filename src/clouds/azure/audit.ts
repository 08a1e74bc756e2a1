import { jsonDocument } from "../../core/json";
import { isRecord } from "../../core/record";
import type { CloudAudit, Exported, IdentityTrust, NamingPod } from "../audit";
import type { DeployedResource } from "../deployed";
import { printedIn, resourceOf, writtenAs } from "../written";
import { AZURE_ROLE_DEFINITIONS } from "./built-in-roles";
import { azureDeployed } from "./deployed";
import { AZURE_REFUSALS } from "./refusals";
import { AZURE_RIVALS, AZURE_STORED_KEYS } from "./wiring";

const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential";
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const CLUSTER = "azure-native:containerservice:ManagedCluster";
/** An application's principal, which roles are assigned to. */
const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const TYPES = [IDENTITY, CREDENTIAL, ASSIGNMENT, CLUSTER, PRINCIPAL];

const CREDENTIALS = "/federatedIdentityCredentials/";

type Values = Record<string, unknown>;

const identity = writtenAs(IDENTITY);
const credential = writtenAs(CREDENTIAL, ({ audience, audiences, id, name, userAssignedIdentityId, parentId }) => {
  // One that is planned has no id yet, and names its identity by the provider's newer or older attribute.
  const owner = userAssignedIdentityId || parentId;
  return {
    audiences: audiences ?? audience,
    ...(id === undefined && owner ? { id: `${owner}${CREDENTIALS}${name}` } : {}),
  };
});
const cluster = writtenAs(CLUSTER, ({ oidcIssuerUrl }) => ({ oidcIssuerProfile: { issuerURL: oidcIssuerUrl } }));
const assignment = writtenAs(ASSIGNMENT);
const principal = writtenAs(PRINCIPAL);
const application = (state: Values, name: string) => [applicationOf(state, name)];
const applicationCredential = (state: Values, name: string) => [
  credentialOf(state, String(state.applicationId ?? state.applicationObjectId ?? name)),
];

/** What azapi keeps of any resource: what was asked for as `body`, a text in its first version, and what Azure answered as `output`. */
function anyResource({ body, output, ...state }: Values, name: string): DeployedResource[] {
  const [asked, answered] = [body, output].map((value) => {
    const read = typeof value === "string" ? jsonDocument(value) : value;
    return isRecord(read) && isRecord(read.properties) ? read.properties : {};
  });
  const item = { name, ...state, ...asked, ...answered };
  const isOther = !/\/(userAssignedIdentities|managedClusters|roleAssignments)\//i.test(String(state.id ?? ""));
  return isOther ? [] : (itemOf(item, undefined, name, new Set()) ?? []);
}

const CLIENT_ID = "azure.workload.identity/client-id";

export const azureAudit: CloudAudit = {
  name: "azure",
  reads: (type) => TYPES.includes(type),
  written: {
    azurerm_user_assigned_identity: identity,
    azurerm_federated_identity_credential: credential,
    azurerm_role_assignment: assignment,
    azurerm_kubernetes_cluster: cluster,
    azuread_application: application,
    azuread_application_registration: application,
    azuread_application_federated_identity_credential: applicationCredential,
    azuread_application_flexible_federated_identity_credential: applicationCredential,
    azuread_service_principal: principal,
    azapi_resource: anyResource,
    "azure:authorization/userAssignedIdentity:UserAssignedIdentity": identity,
    "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential": credential,
    "azure:authorization/assignment:Assignment": assignment,
    "azure:containerservice/kubernetesCluster:KubernetesCluster": cluster,
    "azuread:index/application:Application": application,
    "azuread:index/applicationRegistration:ApplicationRegistration": application,
    "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential":
      applicationCredential,
    "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential":
      applicationCredential,
  },
  exported: azureExported,
  identities: azureIdentities,
  account: (identity) => /^\/subscriptions\/([^/]+)\//i.exec(identity)?.[1],
  // Entra registers no issuers; each credential names its own.
  registrations: () => [],
  clusters: (resources) =>
    resources.flatMap(({ type, name, state }) => {
      const profile = type === CLUSTER && isRecord(state.oidcIssuerProfile) ? state.oidcIssuerProfile : {};
      const issuer = profile.issuerURL ?? profile.issuerUrl;
      return typeof issuer === "string" && issuer !== "" ? [{ name: String(state.name ?? name), issuer }] : [];
    }),
  named: { annotations: [CLIENT_ID], variables: ["AZURE_CLIENT_ID"] },
  unwired: ({ annotations, labels, env }: NamingPod) =>
    annotations[CLIENT_ID] !== undefined &&
    labels !== undefined &&
    labels["azure.workload.identity/use"] !== "true" &&
    !env.has("AZURE_FEDERATED_TOKEN_FILE")
      ? 'it has no label azure.workload.identity/use: "true", so the webhook leaves it alone, and it mounts no token itself'
      : undefined,
  tokenFile: "AZURE_FEDERATED_TOKEN_FILE",
  others: (subjects) => ({ credentials: subjects }),
  controllers: /^(managedidentity|authorization)\.azure\.(com|(m\.)?upbound\.io)$/,
  audiences: /^api:\/\/AzureADTokenExchange/i,
  refusals: AZURE_REFUSALS,
  storedKeys: AZURE_STORED_KEYS,
  rivals: () => AZURE_RIVALS,
};

/** An application in the form of a managed identity: to a token they are the same. */
function applicationOf({ id, objectId, displayName, clientId, appId, applicationId }: Values, name: string) {
  const object = String(objectId ?? id ?? name);
  return resourceOf(IDENTITY, name, {
    id: lastPart(object),
    name: displayName ?? name,
    clientId: clientId ?? appId ?? applicationId,
  });
}

function credentialOf(state: Values, owner: string): DeployedResource {
  const { displayName, name = displayName, issuer, subject, audiences, audience, claimsMatchingExpression } = state;
  const expression =
    typeof claimsMatchingExpression === "string" ? { value: claimsMatchingExpression } : claimsMatchingExpression;
  return resourceOf(CREDENTIAL, String(name), {
    id: `${lastPart(owner)}${CREDENTIALS}${name}`,
    name,
    resourceName: owner,
    issuer,
    ...(typeof subject === "string" && subject !== "" ? { subject } : {}),
    audiences: audiences ?? (audience === undefined ? [] : [audience]),
    ...(isRecord(expression) ? { claimsMatchingExpression: expression } : {}),
  });
}

/** `az`, Resource Manager and Microsoft Graph: envelopes with `value`, and single objects, with or without `properties`. */
function azureExported(document: unknown, source: string): Exported | undefined {
  if (!isRecord(document)) return undefined;
  if (/\/deploymentTemplate\.json#?$/i.test(String(document.$schema))) {
    const why =
      "a template of Resource Manager says what is asked for; az identity federated-credential list says what there is";
    return { resources: [], lacks: [why] };
  }
  const isList = Array.isArray(document.value);
  const items = isList ? printedIn(document, "value") : [document];
  const context = String(document["@odata.context"] ?? "");
  const owner = /applications\('([^']+)'\)\/federatedIdentityCredentials/.exec(context)?.[1];
  const lacks = new Set<string>();
  const read = items.map((item) =>
    itemOf(isRecord(item.properties) ? { ...item, ...item.properties } : item, owner, source, lacks),
  );
  if (read.length > 0 && read.every((resources) => resources === undefined)) return undefined;
  read.forEach((resources, index) => {
    if (resources === undefined) lacks.add(`value[${index}] is of no form that is read`);
  });
  return {
    resources: read.flatMap((resources) => resources ?? []),
    ...(lacks.size === 0 ? {} : { lacks: [...lacks] }),
  };
}

function itemOf(item: Values, owner: string | undefined, source: string, lacks: Set<string>) {
  const id = String(item.id ?? "");
  const name = String(item.name ?? item.displayName ?? id);
  if (id.toLowerCase().includes(CREDENTIALS.toLowerCase())) {
    const [identityId = ""] = id.split(/\/federatedIdentityCredentials\//i);
    return [{ ...credentialOf(item, lastPart(identityId)), id }];
  }
  if (/\/userAssignedIdentities\/[^/]+$/i.test(id)) return identity({ ...item, id }, name);
  if (/\/managedClusters\/[^/]+$/i.test(id) && "oidcIssuerProfile" in item) return [resourceOf(CLUSTER, name, item)];
  if (/\/roleAssignments\/[^/]+$/i.test(id)) return assignment(item, name);
  if (typeof item.appId === "string" && item.servicePrincipalType !== undefined) {
    return [resourceOf(PRINCIPAL, name, { clientId: item.appId, objectId: item.id })];
  }
  if (typeof item.appId === "string" && typeof item.id === "string") {
    const inline = printedIn(item.federatedIdentityCredentials).map((each) => credentialOf(each, id));
    return [applicationOf(item, name), ...inline];
  }
  if (typeof item.issuer === "string" && Array.isArray(item.audiences)) {
    if (owner === undefined) {
      lacks.add(
        "it does not say whose credentials these are, so they are taken for one application's; az rest on /applications/<id>/federatedIdentityCredentials says it",
      );
    }
    return [credentialOf(item, owner ?? `application of ${source}`)];
  }
  return undefined;
}

function lastPart(id: string): string {
  return /^\/applications\//.test(id) ? id.slice(id.lastIndexOf("/") + 1) : id;
}

function azureIdentities(resources: readonly DeployedResource[]): IdentityTrust[] {
  const groups = new Map<string, DeployedResource[]>();
  for (const resource of resources) {
    if (resource.type !== IDENTITY && resource.type !== CREDENTIAL) continue;
    const id =
      resource.type === IDENTITY ? resource.id : (resource.id.split(/\/federatedIdentityCredentials\//i)[0] ?? "");
    const key = id.toLowerCase();
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [withNames(resource)]);
    else known.push(withNames(resource));
  }
  const principals = new Map(
    resources.filter(({ type }) => type === PRINCIPAL).map(({ state }) => [clientIdOf(state), String(state.objectId)]),
  );
  const grants = grantsOf(resources);
  return [...groups].flatMap(([key, group]) => {
    const state = group.find(({ type }) => type === IDENTITY)?.state ?? {};
    const clientId = clientIdOf(state);
    const principalId = String(state.principalId ?? principals.get(clientId) ?? "");
    return azureDeployed(group).map((deployed) => ({
      ...deployed,
      // Names are good within a resource group alone.
      identity: group.map(({ id }) => idOfIdentity(id)).find((id) => id !== "") ?? key,
      knownAs: clientId === "" ? [] : [clientId],
      grants: grants.get(principalId) ?? [],
    }));
  });
}

function idOfIdentity(id: string): string {
  return id.split(/\/federatedIdentityCredentials\//i)[0] ?? "";
}

/** Terraform's providers and Resource Manager name a credential's identity by its id alone. */
function withNames(resource: DeployedResource): DeployedResource {
  const { type, id, state } = resource;
  const own = id.split(/\/federatedIdentityCredentials\//i);
  const resourceName = state.resourceName ?? own[0]?.split("/").at(-1);
  const name = state.name ?? (type === CREDENTIAL ? own[1] : id.split("/").at(-1));
  return { ...resource, state: { ...state, name, ...(type === CREDENTIAL ? { resourceName } : {}) } };
}

function clientIdOf({ clientId, applicationId }: Values): string {
  return String(clientId ?? applicationId ?? "");
}

const ROLE_NAMES = new Map(Object.entries(AZURE_ROLE_DEFINITIONS).map(([name, guid]) => [guid, name]));

/** Roles with their scopes, by the principal that has them. */
function grantsOf(resources: readonly DeployedResource[]): Map<string, string[]> {
  const grants = new Map<string, string[]>();
  for (const { type, state } of resources) {
    if (type !== ASSIGNMENT) continue;
    const guid = String(state.roleDefinitionId ?? "")
      .split("/")
      .at(-1)!
      .toLowerCase();
    const role = state.roleDefinitionName ?? ROLE_NAMES.get(guid) ?? guid;
    const principalId = String(state.principalId);
    grants.set(principalId, [...(grants.get(principalId) ?? []), `${role} on ${state.scope}`]);
  }
  return grants;
}
