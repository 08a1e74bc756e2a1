import { createHash } from "node:crypto";
import type { CloudCall, CloudObject, ResourceType, VendorBehaviour } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";
import { azureResourceType } from "../resource-types";
import { AZURE_MAX_CREDENTIALS } from "../trust";
import { azureEcho, azureLocationName } from "./resources";

const GROUP = "azure-native:resources:ResourceGroup";
const CREDENTIAL = "azure-native:managedidentity:FederatedIdentityCredential";
const ACCOUNT = "azure-native:storage:StorageAccount";
const BLOB = "azure-native:storage:Blob";
const CONTAINER = "azure-native:storage:BlobContainer";
const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const ROLE_DEFINITION = "azure-native:authorization:RoleDefinition";

const APPLICATION = "azuread:index/applicationRegistration:ApplicationRegistration";
const PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal";
const EXACT = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
const FLEXIBLE =
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential";
const CREDENTIALS: readonly string[] = [CREDENTIAL, EXACT, FLEXIBLE];

const types: Record<string, ResourceType> = {
  [GROUP]: {
    ...named("resourceGroupName", "location"),
    holds: (group, { inputs }) => sameText(inputs.resourceGroupName, group.inputs.resourceGroupName),
  },
  "azure-native:managedidentity:UserAssignedIdentity": named("resourceName", "resourceGroupName", "location"),
  // Slow enough for concurrent writes to meet.
  [CREDENTIAL]: {
    ...named("federatedIdentityCredentialResourceName", "resourceName", "resourceGroupName"),
    latency: 100,
  },
  [APPLICATION]: { replacedBy: [] },
  "azuread:index/application:Application": { replacedBy: [] },
  [PRINCIPAL]: { replacedBy: ["clientId", "useExisting"] },
  [EXACT]: { replacedBy: ["applicationId", "displayName"], latency: 100 },
  [FLEXIBLE]: { replacedBy: ["applicationId", "displayName"], latency: 100 },
  [ROLE_ASSIGNMENT]: {
    autoname: { path: ["roleAssignmentName"], style: "uuid" },
    // The provider replaces for these alone; what Azure says to another role is a rule below.
    replacedBy: ["roleAssignmentName", "principalId", "scope"],
  },
  [ROLE_DEFINITION]: {
    autoname: { path: ["roleDefinitionId"], style: "uuid" },
    replacedBy: ["roleDefinitionId", "scope"],
  },
  "azure-native:containerservice:IdentityBinding": {
    ...named("identityBindingName", "resourceName", "resourceGroupName", "properties"),
    computed: [["properties", "oidcIssuer"]],
  },
  "azure-native:containerservice:ManagedCluster": {
    ...named("resourceName", "resourceGroupName", "location", "dnsPrefix"),
    computed: [["oidcIssuerProfile", "issuerURL"]],
  },
  [ACCOUNT]: {
    ...named("accountName", "resourceGroupName", "location"),
    holds: (account, { type, inputs }) =>
      [BLOB, CONTAINER].includes(type) && inputs.accountName === account.inputs.accountName,
  },
  "azure-native:storage:StorageAccountStaticWebsite": { replacedBy: ["resourceGroupName", "accountName"] },
  // The provider changes no content in place, and creates nothing over what is there (azure-native 3, customCreate).
  [BLOB]: {
    replacedBy: ["resourceGroupName", "accountName", "containerName", "blobName", "type", "source", "contentMd5"],
    deletesFirst: true,
    importedInputs: importedBlob,
  },
  [azureResourceType("BlobContent")]: { replacedBy: ["blobId", "url"] },
  [CONTAINER]: {
    ...named("containerName", "resourceGroupName", "accountName"),
    holds: (container, { type, inputs }) =>
      type === BLOB &&
      ["accountName", "containerName"].every((property) => inputs[property] === container.inputs[property]),
  },
};

/** How Azure and its Pulumi provider behave on simulated clouds. */
export const azureBehaviour: VendorBehaviour = {
  accountSettings: ["subscriptionId", "tenantId"],
  resourceType: (type) => types[type],
  echo: azureEcho,
  rules: [
    function credentialsAreWrittenOneAtATime(call, world) {
      if (call.operation === "read" || !CREDENTIALS.includes(call.type)) return undefined;
      const busy = world.underWay.some((other) => other.operation !== "read" && sameIdentity(call, other));
      return busy
        ? "409 ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity: too many writes have been sent concurrently."
        : undefined;
    },
    function issuerAndSubjectAreUniquePerIdentity(call, world) {
      if (!["create", "update"].includes(call.operation) || !CREDENTIALS.includes(call.type)) return undefined;
      const taken = world
        .objects(call.type)
        .filter((other) => other.id !== call.id && sameIdentity(call, other))
        .some(({ inputs }) =>
          ["issuer", "subject", "claimsMatchingExpression"].every((field) => inputs[field] === call.inputs[field]),
        );
      return taken
        ? "400 BadRequest: Issuer and subject combination already exists for this Managed Identity."
        : undefined;
    },
    function anIdentityHoldsTwentyCredentials(call, world) {
      if (call.operation !== "create" || !CREDENTIALS.includes(call.type)) return undefined;
      const held = CREDENTIALS.flatMap((type) => world.objects(type)).filter((other) => sameIdentity(call, other));
      return held.length >= AZURE_MAX_CREDENTIALS
        ? `400 BadRequest: Too many Federated Identity Credentials are configured. The limit is ${AZURE_MAX_CREDENTIALS}.`
        : undefined;
    },
    function credentialNamesAreUniquePerApplication(call, world) {
      if (call.operation !== "create" || ![EXACT, FLEXIBLE].includes(call.type)) return undefined;
      const taken = [EXACT, FLEXIBLE]
        .flatMap((type) => world.objects(type))
        .some((other) => sameIdentity(call, other) && sameText(other.inputs.displayName, call.inputs.displayName));
      return taken
        ? `409 Conflict: FederatedIdentityCredential with name ${call.inputs.displayName} already exists.`
        : undefined;
    },
    function applicationsHaveOneServicePrincipalPerTenant(call, world) {
      if (call.operation !== "create" || call.type !== PRINCIPAL || call.inputs.useExisting === true) return undefined;
      // Its id is made of application and tenant.
      const taken = world.objects(PRINCIPAL).some(({ id }) => id === call.id);
      return taken
        ? `409 Conflict: The service principal cannot be created, updated, or restored because the service principal name ${call.inputs.clientId} is already in use.`
        : undefined;
    },
    function roleOfAnAssignmentStays(call, world) {
      if (call.operation !== "update" || call.type !== ROLE_ASSIGNMENT) return undefined;
      const before = world.objects(ROLE_ASSIGNMENT).find(({ id }) => id === call.id);
      return before === undefined || sameText(before.inputs.roleDefinitionId, call.inputs.roleDefinitionId)
        ? undefined
        : "400 RoleAssignmentUpdateNotPermitted: Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
    },
    function roleNamesAreUnique(call, world) {
      if (call.operation !== "create" || call.type !== ROLE_DEFINITION) return undefined;
      const taken = world
        .objects(ROLE_DEFINITION)
        .some(({ inputs }) => sameText(inputs.roleName, call.inputs.roleName));
      return taken
        ? `409 RoleDefinitionWithSameNameExists: A custom role with the same name ${call.inputs.roleName} already exists.`
        : undefined;
    },
    function assignedRolesStay(call, world) {
      if (call.operation !== "delete" || call.type !== ROLE_DEFINITION) return undefined;
      const assigned = world.objects(ROLE_ASSIGNMENT).some(({ inputs }) => sameText(inputs.roleDefinitionId, call.id));
      return assigned
        ? "400 RoleDefinitionHasAssignments: There are existing role assignments referencing role."
        : undefined;
    },
    function blobsAreReachedWithTheAccountsKey(call, world) {
      // The provider asks for the account's key before each of them (azure-native 3, newSharedKeyCredential).
      if (call.type !== BLOB || call.operation === "create" || world.objects(BLOB).some(({ id }) => id === call.id)) {
        return undefined;
      }
      const { accountName } = blobNames(call.id) ?? call.inputs;
      return world.objects(ACCOUNT).some(({ state }) => state.name === accountName)
        ? undefined
        : `404 ResourceNotFound: The Resource 'Microsoft.Storage/storageAccounts/${accountName}' was not found.`;
    },
    function publicContainersHaveToBeAllowed(call, world) {
      if (!["create", "update"].includes(call.operation) || call.type !== CONTAINER) return undefined;
      const account = world.objects(ACCOUNT).find(({ inputs }) => inputs.accountName === call.inputs.accountName);
      const isPublic = (call.inputs.publicAccess ?? "None") !== "None";
      return isPublic && account !== undefined && account.inputs.allowBlobPublicAccess !== true
        ? "409 PublicAccessNotPermitted: Public access is not permitted on this storage account."
        : undefined;
    },
    function roleAssignmentIsUnique(call, world) {
      if (call.operation !== "create" || call.type !== ROLE_ASSIGNMENT) return undefined;
      const taken = world
        .objects(ROLE_ASSIGNMENT)
        .some(({ inputs }) =>
          ["principalId", "roleDefinitionId", "scope"].every((property) =>
            sameText(inputs[property], call.inputs[property]),
          ),
        );
      return taken ? "409 RoleAssignmentExists: The role assignment already exists." : undefined;
    },
  ],
};

/** What a blob's id says (azure-native 3, parseBlobIdProperties). */
function blobNames(id: string): Record<string, string> | undefined {
  return /\/resourceGroups\/(?<resourceGroupName>.+)\/providers\/Microsoft.Storage\/storageAccounts\/(?<accountName>.+?)\/blobServices\/default\/containers\/(?<containerName>.+)\/blobs\/(?<blobName>.+)$/i.exec(
    id,
  )?.groups;
}

/** The provider reads what a blob is, and not what is in it (azure-native 3, azblobToPulumiProperties). */
function importedBlob({ id, inputs }: CloudObject): Record<string, unknown> {
  const { contentType = "application/octet-stream", source } = inputs;
  const contentMd5 = createHash("md5")
    .update(JSON.stringify(source ?? ""))
    .digest("base64");
  return { ...blobNames(id), type: "Block", accessTier: "Hot", contentType, contentMd5 };
}

function named(property: string, ...replacedBy: string[]): ResourceType {
  return { ...autonamed(property, replacedBy, { style: "plain" }), sameInputs: { location: azureLocationName } };
}

/** Azure's ids are compared without regard to capital letters. */
function sameText(one: unknown, other: unknown): boolean {
  return String(one).toLowerCase() === String(other).toLowerCase();
}

/** Whether two credentials are of one managed identity or application. */
function sameIdentity(call: CloudCall, other: Pick<CloudCall, "type" | "inputs">): boolean {
  return (
    CREDENTIALS.includes(other.type) &&
    ["resourceGroupName", "resourceName", "applicationId"].every((property) =>
      sameText(other.inputs[property], call.inputs[property]),
    )
  );
}
