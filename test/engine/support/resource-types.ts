/** How a provider treats one resource type: which names it makes up and which changes mean a new resource. */
export interface ResourceType {
  /** Path of the input that is filled in when the program leaves it out, and how. */
  readonly autoname?: { readonly path: readonly string[]; readonly style: NameStyle; readonly maxLength?: number };
  /** Inputs that cannot be changed in place. */
  readonly replacedBy: readonly string[] | "every input";
  /** Several resources may stand for one object: membership in a policy, a patch of an object that exists. */
  readonly shared?: boolean;
  /** How long the vendor takes, in milliseconds; 5 unless told. */
  readonly latency?: number;
}

/** `dashed`: `-` and seven hex digits; `plain`: eight hex digits; `uuid`: nothing but a UUID. */
export type NameStyle = "dashed" | "plain" | "uuid";

const types: Record<string, ResourceType> = {
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { replacedBy: ["url"] },
  "aws:iam/role:Role": named("name", 64, ["path", "namePrefix"]),
  "aws:iam/policy:Policy": named("name", 128, ["path", "description"]),
  "aws:iam/rolePolicy:RolePolicy": named("name", 128, ["role"]),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { replacedBy: "every input", shared: true },

  "azure-native:resources:ResourceGroup": azure("resourceGroupName", ["location"]),
  "azure-native:managedidentity:UserAssignedIdentity": azure("resourceName", ["resourceGroupName", "location"]),
  // Slow enough for concurrent writes to meet.
  "azure-native:managedidentity:FederatedIdentityCredential": {
    ...azure("federatedIdentityCredentialResourceName", ["resourceName", "resourceGroupName"]),
    latency: 100,
  },
  "azure-native:authorization:RoleAssignment": {
    autoname: { path: ["roleAssignmentName"], style: "uuid" },
    replacedBy: ["roleAssignmentName", "principalId", "roleDefinitionId", "scope"],
  },

  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": { replacedBy: ["workloadIdentityPoolId", "project"] },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
    replacedBy: ["workloadIdentityPoolId", "workloadIdentityPoolProviderId", "project"],
  },
  "gcp:serviceaccount/account:Account": named("accountId", 30, ["project"]),

  "alicloud:ims/oidcProvider:OidcProvider": { replacedBy: ["oidcProviderName", "issuerUrl"] },
  "alicloud:ram/role:Role": named("roleName", 64, []),
  "alicloud:ram/policy:Policy": named("policyName", 128, []),
  "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment": { replacedBy: "every input", shared: true },
  "alicloud:cs/kubernetesAddon:KubernetesAddon": { replacedBy: ["clusterId", "name"] },
};

/** Throws for a type whose behaviour nobody has written down: a guess would make tests pass for the wrong reason. */
export function resourceType(type: string): ResourceType {
  const found =
    types[type] ?? (isGoogleMember(type) ? googleMember : isKubernetes(type) ? kubernetesType(type) : undefined);
  if (found === undefined)
    throw new Error(`resource type "${type}" is missing in test/engine/support/resource-types.ts`);
  return found;
}

const googleMember: ResourceType = { replacedBy: "every input", shared: true };

function isGoogleMember(type: string): boolean {
  return /^gcp:.*iammember$/i.test(type);
}

function isKubernetes(type: string): boolean {
  return type.startsWith("kubernetes:");
}

function kubernetesType(type: string): ResourceType {
  const replacedBy = ["metadata.name", "metadata.namespace"];
  if (type.endsWith("Patch")) return { replacedBy, shared: true };
  return { autoname: { path: ["metadata", "name"], style: "dashed" }, replacedBy };
}

function named(property: string, maxLength: number, replacedBy: string[]): ResourceType {
  return { autoname: { path: [property], style: "dashed", maxLength }, replacedBy: [property, ...replacedBy] };
}

function azure(property: string, replacedBy: string[]): ResourceType {
  return { autoname: { path: [property], style: "plain" }, replacedBy: [property, ...replacedBy] };
}
