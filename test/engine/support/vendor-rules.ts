import type { CloudCall, CloudObject } from "./simulated-cloud";

/** What a rule may look at: the caller's account only. */
export interface VendorWorld {
  objects(type: string): CloudObject[];
  /** Other calls that the vendor has not answered yet. */
  readonly underWay: readonly CloudCall[];
  /** Whether an object of this type and id was deleted before. */
  readonly wasDeleted: boolean;
}

/** The vendor's refusal of a call, or undefined where this rule has nothing against it. */
export type VendorRule = (call: CloudCall, world: VendorWorld) => string | undefined;

const awsIssuer = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const alibabaIssuer = "alicloud:ims/oidcProvider:OidcProvider";
const azureCredential = "azure-native:managedidentity:FederatedIdentityCredential";
const azureRoleAssignment = "azure-native:authorization:RoleAssignment";
const googleTombstones = [
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
  "gcp:serviceaccount/account:Account",
];

export const vendorRules: VendorRule[] = [
  function awsIssuerIsUniquePerAccount(call, world) {
    if (call.operation !== "create" || call.type !== awsIssuer) return undefined;
    const taken = world.objects(awsIssuer).some(({ inputs }) => inputs.url === call.inputs.url);
    return taken ? `EntityAlreadyExists: Provider with url ${call.inputs.url} already exists.` : undefined;
  },

  function alibabaIssuerIsUniquePerAccount(call, world) {
    if (call.operation !== "create" || call.type !== alibabaIssuer) return undefined;
    const taken = world.objects(alibabaIssuer).some(({ inputs }) => inputs.issuerUrl === call.inputs.issuerUrl);
    return taken ? `EntityAlreadyExists.OIDCProvider: the issuer ${call.inputs.issuerUrl} already exists.` : undefined;
  },

  function awsRoleIsKeptWhilePoliciesAreAttached(call, world) {
    if (call.operation !== "delete" || call.type !== "aws:iam/role:Role" || call.inputs.forceDetachPolicies === true)
      return undefined;
    const attached = ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/rolePolicy:RolePolicy"]
      .flatMap((type) => world.objects(type))
      .some(({ inputs }) => inputs.role === call.id);
    return attached ? "DeleteConflict: Cannot delete entity, must detach all policies first." : undefined;
  },

  function alibabaRoleIsKeptWhilePoliciesAreAttached(call, world) {
    if (call.operation !== "delete" || call.type !== "alicloud:ram/role:Role" || call.inputs.force === true)
      return undefined;
    const attached = world
      .objects("alicloud:ram/rolePolicyAttachment:RolePolicyAttachment")
      .some(({ inputs }) => inputs.roleName === call.id);
    return attached ? "DeleteConflict.Role.Policy: the role has policies attached." : undefined;
  },

  function azureCredentialsAreWrittenOneAtATime(call, world) {
    if (call.operation === "read" || call.type !== azureCredential) return undefined;
    const busy = world.underWay.some((other) => other.operation !== "read" && sameIdentity(call, other));
    return busy
      ? "409 ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity: too many writes have been sent concurrently."
      : undefined;
  },

  function azureIssuerAndSubjectAreUniquePerIdentity(call, world) {
    if (!["create", "update"].includes(call.operation) || call.type !== azureCredential) return undefined;
    const taken = world
      .objects(azureCredential)
      .filter((other) => other.id !== call.id && sameIdentity(call, other))
      .some(({ inputs }) => inputs.issuer === call.inputs.issuer && inputs.subject === call.inputs.subject);
    return taken
      ? "400 BadRequest: Issuer and subject combination already exists for this Managed Identity."
      : undefined;
  },

  function azureRoleAssignmentIsUnique(call, world) {
    if (call.operation !== "create" || call.type !== azureRoleAssignment) return undefined;
    const taken = world
      .objects(azureRoleAssignment)
      .some(({ inputs }) =>
        ["principalId", "roleDefinitionId", "scope"].every((property) => inputs[property] === call.inputs[property]),
      );
    return taken ? "409 RoleAssignmentExists: The role assignment already exists." : undefined;
  },

  function googleKeepsDeletedNamesForThirtyDays(call, world) {
    if (call.operation !== "create" || !googleTombstones.includes(call.type) || !world.wasDeleted) return undefined;
    return `Error 409: Requested entity already exists, alreadyExists: ${call.id} was deleted less than 30 days ago`;
  },
];

function sameIdentity(call: CloudCall, other: Pick<CloudCall, "type" | "inputs">): boolean {
  return (
    other.type === call.type &&
    other.inputs.resourceGroupName === call.inputs.resourceGroupName &&
    other.inputs.resourceName === call.inputs.resourceName
  );
}
