import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";

/** Where a group has a role. */
export type HuaweiRoleScope =
  | { kind: "domain" | "all-projects"; domainId: string }
  | { kind: "project"; projectId: string }
  | { kind: "enterprise-project"; enterpriseProjectId: string };

export interface HuaweiRoleAssignment {
  groupId: string;
  roleId: string;
  scope: HuaweiRoleScope;
}

/** Assigning twice is assigning once. */
export async function assignRole(client: HuaweiClient, assignment: HuaweiRoleAssignment): Promise<void> {
  await client.request({ service: "iam", method: "PUT", path: path(assignment) });
}

export async function hasRole(client: HuaweiClient, assignment: HuaweiRoleAssignment): Promise<boolean> {
  const { scope, groupId, roleId } = assignment;
  if (scope.kind !== "enterprise-project") {
    const found = client.request({ service: "iam", method: "HEAD", path: path(assignment) }).then(() => true);
    return (await ifFound(found)) ?? false;
  }
  // Enterprise projects cannot be asked for one role.
  const answer = await ifFound(
    client.request<{ roles: { id: string }[] }>({
      service: "iam",
      method: "GET",
      path: huaweiPath`/v3.0/OS-PERMISSION/enterprise-projects/${scope.enterpriseProjectId}/groups/${groupId}/roles`,
    }),
  );
  return answer?.roles.some(({ id }) => id === roleId) ?? false;
}

export async function removeRole(client: HuaweiClient, assignment: HuaweiRoleAssignment): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(assignment) }));
}

function path({ scope, groupId, roleId }: HuaweiRoleAssignment): string {
  switch (scope.kind) {
    case "domain":
      return huaweiPath`/v3/domains/${scope.domainId}/groups/${groupId}/roles/${roleId}`;
    case "all-projects":
      return huaweiPath`/v3/OS-INHERIT/domains/${scope.domainId}/groups/${groupId}/roles/${roleId}/inherited_to_projects`;
    case "project":
      return huaweiPath`/v3/projects/${scope.projectId}/groups/${groupId}/roles/${roleId}`;
    case "enterprise-project":
      return huaweiPath`/v3.0/OS-PERMISSION/enterprise-projects/${scope.enterpriseProjectId}/groups/${groupId}/roles/${roleId}`;
  }
}
