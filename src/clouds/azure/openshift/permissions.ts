import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import { wildcardsCover } from "../../../core/wildcards";
import type { OpenShiftPermission } from "../../openshift-cloud";
import type { AzureProviderSpec } from "./spec";

const Kind = { Role: "role", Permission: "permission", DataPermission: "dataPermission" } as const;

/** What a request asks for, one row for each permission and built-in role. */
export function azurePermissions({ roles, permissions, dataPermissions }: AzureProviderSpec): OpenShiftPermission[] {
  return [
    ...roles.map((name) => ({ kind: Kind.Role, name })),
    ...permissions.map((name) => ({ kind: Kind.Permission, name })),
    ...dataPermissions.map((name) => ({ kind: Kind.DataPermission, name })),
  ];
}

/** The spec of these permissions. */
export function azureWithPermissions(
  _: AzureProviderSpec,
  permissions: readonly OpenShiftPermission[],
  path: string,
  issues: Issue[],
): AzureProviderSpec {
  for (const { kind, name, effect, resource, conditions } of permissions) {
    const fault = (why: string) =>
      issues.push(issue("openshift-permission-unsupported", path, `Cannot narrow ${show(name)} ${why}`));
    if (!Object.values<string>(Kind).includes(kind))
      fault(`of kind ${show(kind)}: expected ${Object.values(Kind).map(show).join(", ")}`);
    if (effect !== undefined) fault("by denying it: a custom role only allows; leave the permission out");
    if (resource !== undefined) {
      fault("to a resource: a custom role names none; name it in scopes, where the role is assigned");
    }
    if (conditions !== undefined) {
      fault("by conditions: a custom role has none; give the assignment one by conditions");
    }
  }
  const of = (wanted: string) => permissions.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  return { roles: of(Kind.Role), permissions: of(Kind.Permission), dataPermissions: of(Kind.DataPermission) };
}

/** Operations that hand their holder the rights of others (Azure RBAC, permissions by provider, 2026-08). */
const ESCALATING: Readonly<Record<string, string>> = {
  "Microsoft.Authorization/roleAssignments/write": "assigns any role on its scopes, to itself too",
  "Microsoft.Authorization/roleDefinitions/write": "adds permissions to custom roles, its own among them",
  "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write":
    "lets anybody become the managed identities on its scopes",
  "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action":
    "runs machines as the managed identities on its scopes",
  "Microsoft.Compute/virtualMachines/runCommand/action": "runs commands on machines, with their identities",
  "Microsoft.Compute/virtualMachines/extensions/write": "runs programs on machines, with their identities",
  "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action":
    "hands out the administrator's access to AKS clusters",
};

const ESCALATING_ROLES: Readonly<Record<string, string>> = {
  Contributor: "does everything on its scopes but assign roles, and runs machines with their identities",
  Owner: "does everything on its scopes, and assigns any role there",
  "Role Based Access Control Administrator": "assigns any role on its scopes, to itself too",
  "User Access Administrator": "assigns any role on its scopes, to itself too",
  "Managed Identity Operator": "runs machines as the managed identities on its scopes",
  "Managed Identity Contributor": "lets anybody become the managed identities on its scopes",
  "Virtual Machine Contributor": "runs commands on machines, with their identities",
};

/** Why a permission lets its holder become more than it is. */
export function azureEscalation({ kind, name }: OpenShiftPermission): string | undefined {
  if (kind === Kind.DataPermission) return undefined;
  const table = Object.entries(kind === Kind.Role ? ESCALATING_ROLES : ESCALATING);
  return table.find(([escalating]) => wildcardsCover(name, escalating))?.[1];
}
