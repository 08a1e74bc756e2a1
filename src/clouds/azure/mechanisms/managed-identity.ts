import type * as pulumi from "@pulumi/pulumi";
import { checkAutoname } from "../../../component/autoname";
import { claimPhysicalName } from "../../../component/physical-names";
import { settled } from "../../../component/settled-value";
import type { AzureExistingIdentity, AzureWorkloadArgs } from "../args";
import { azureManagedIdentity } from "../sdk";
import { AZURE_IDENTITY_NAME_MAX_LENGTH, azureCredentialNameOf } from "./managed-identity-limits";
import type { AzureCredentialHolder, AzureMechanism } from "./mechanism";

/** A user-assigned managed identity, new or existing. */
export const managedIdentityMechanism: AzureMechanism = {
  checkNames: (name, { existingIdentity, name: chosen }) =>
    existingIdentity === undefined && chosen === undefined
      ? checkAutoname("name", `${name}-identity`, AZURE_IDENTITY_NAME_MAX_LENGTH)
      : [],
  loadSdk: azureManagedIdentity,
  stored: ({ existingIdentity: existing, identityBinding }) =>
    existing && {
      bound: identityBinding !== undefined,
      path: "existingIdentity.federatedIdentityCredentials",
      ...(existing.federatedIdentityCredentials === undefined
        ? {}
        : { credentials: existing.federatedIdentityCredentials }),
    },
  importedName: azureCredentialNameOf,
  hold(parent, name, args) {
    const { existingIdentity } = args;
    if (existingIdentity === undefined) return createManagedIdentity(parent, name, args);
    return holderOf(existingIdentity, identityWord(existingIdentity));
  },
};

export function createManagedIdentity(
  parent: pulumi.Resource,
  name: string,
  {
    resourceGroupName = "",
    name: resourceName,
    location,
    tags,
  }: Pick<AzureWorkloadArgs, "resourceGroupName" | "name" | "location" | "tags">,
): AzureCredentialHolder {
  const { UserAssignedIdentity } = azureManagedIdentity();
  claimPhysicalName(parent, name, {
    argument: "name",
    what: "managed identity",
    value: resourceName,
    ignoresCase: true,
    account: [
      "azure",
      parent.getProvider("azure-native::"),
      typeof resourceGroupName === "string" ? resourceGroupName.toLowerCase() : resourceGroupName,
    ],
  });
  const identity = new UserAssignedIdentity(
    `${name}-identity`,
    { resourceGroupName, resourceName, location, ...(tags === undefined ? {} : { tags }) },
    { parent },
  );
  const { clientId, principalId, tenantId } = identity;
  const { id } = identity;
  return holderOf({ resourceGroupName, name: identity.name, id, clientId, principalId, tenantId }, identity);
}

function holderOf(identity: AzureExistingIdentity, target: AzureCredentialHolder["target"]): AzureCredentialHolder {
  const { resourceGroupName, name, id, clientId, tenantId, principalId } = identity;
  const owner = { resourceGroupName: settled(resourceGroupName), resourceName: settled(name) };
  return {
    identity: { name, resourceGroupName, clientId, tenantId, ...(principalId === undefined ? {} : { principalId }) },
    ...(id === undefined ? {} : { resourceId: id }),
    multiTenant: false,
    target,
    storeOf: () => ({
      inputs: ["issuer", "subject", "audiences", "claimsMatchingExpression"],
      owner,
      nameInput: "federatedIdentityCredentialResourceName",
      read: (inputs) => inputs,
      create: (logicalName, { name: credentialName, subject = "", audiences }, issuer, opts) =>
        new (azureManagedIdentity().FederatedIdentityCredential)(
          logicalName,
          {
            resourceGroupName: owner.resourceGroupName.output,
            resourceName: owner.resourceName.output,
            federatedIdentityCredentialResourceName: credentialName,
            issuer,
            subject,
            audiences,
          },
          opts,
        ),
    }),
  };
}

/** An identity of this component is nobody else's yet; of one that exists the name may be an output. */
function identityWord({ resourceGroupName, name }: AzureExistingIdentity): string | undefined {
  return typeof resourceGroupName === "string" && typeof name === "string"
    ? `${resourceGroupName}/${name}`.toLowerCase()
    : undefined;
}
