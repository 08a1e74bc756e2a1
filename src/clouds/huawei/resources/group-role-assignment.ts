import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { HuaweiClient } from "../api/client";
import { resolveProject } from "../api/projects";
import type { HuaweiRoleScope } from "../api/role-assignments";
import { assignRole, hasRole, removeRole } from "../api/role-assignments";
import { resolveRole } from "../api/roles";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** Where a role counts. IAM takes 15 to 30 minutes to act on a new assignment. */
export const HuaweiRoleScopeKind = {
  /** Global services of the account, and what belongs to no project. */
  Domain: "domain",
  /** Every project, today's and tomorrow's. */
  AllProjects: "all-projects",
  /** One project. */
  Project: "project",
  /** One enterprise project. */
  EnterpriseProject: "enterprise-project",
} as const;
export type HuaweiRoleScopeKind = (typeof HuaweiRoleScopeKind)[keyof typeof HuaweiRoleScopeKind];

/** A role that a user group has somewhere. */
export interface HuaweiGroupRoleAssignmentInputs extends HuaweiResourceInputs {
  groupId: string;
  /** Id or display name of a role, a system policy or a custom policy. */
  role: string;
  scope: HuaweiRoleScopeKind;
  /** The project by id or name, or the enterprise project by id. For the account: its id, the own one by default. */
  scopeId?: string;
}

export interface HuaweiGroupRoleAssignmentOutputs extends HuaweiGroupRoleAssignmentInputs {
  /** The role, whatever it was called by. */
  roleId: string;
  /** The account, project or enterprise project, whatever it was called by. */
  resolvedScopeId: string;
}

type Inputs = HuaweiGroupRoleAssignmentInputs;
type Outputs = HuaweiGroupRoleAssignmentOutputs;

const EVERYTHING = ["groupId", "role", "scope", "scopeId"] as const;

export const huaweiGroupRoleAssignment: HuaweiResource<Inputs, Outputs> = {
  inputs: ["connection", ...EVERYTHING],
  replaceOn: EVERYTHING,
  // The same role may be called by its name or its id: without this, the old resource would take away what the new one gave. What another
  // group has stays until the rules lead to that one.
  name: ["groupId"],
  check: checkAssignment,
  async create(client, inputs) {
    const roleId = await resolveRole(client, inputs.role);
    const outputs = { ...inputs, roleId, resolvedScopeId: await resolveScope(client, inputs) };
    await assignRole(client, assignment(outputs));
    return { id: [inputs.groupId, inputs.scope, outputs.resolvedScopeId, roleId].join("/"), outputs };
  },
  read: async (client, _id, outputs) => ((await hasRole(client, assignment(outputs))) ? outputs : undefined),
  update: async (_client, _id, olds, news) => ({ ...olds, ...news }),
  delete: (client, _id, outputs) => removeRole(client, assignment(outputs)),
};

function assignment({ groupId, roleId, scope, resolvedScopeId: id }: Outputs) {
  const scopes: Record<HuaweiRoleScopeKind, HuaweiRoleScope> = {
    domain: { kind: "domain", domainId: id },
    "all-projects": { kind: "all-projects", domainId: id },
    project: { kind: "project", projectId: id },
    "enterprise-project": { kind: "enterprise-project", enterpriseProjectId: id },
  };
  return { groupId, roleId, scope: scopes[scope] };
}

async function resolveScope(client: HuaweiClient, { scope, scopeId }: Inputs): Promise<string> {
  if (scopeId === undefined) return client.domainId();
  return scope === "project" ? resolveProject(client, scopeId) : scopeId;
}

function checkAssignment({ groupId, role, scope, scopeId }: Inputs): Issue[] {
  const issues: Issue[] = [];
  for (const [path, value] of Object.entries({ groupId, role })) {
    if (typeof value === "string" && value !== "") continue;
    issues.push(issue("huawei-role-assignment-incomplete", path, `Cannot assign a role with ${path} ${show(value)}`));
  }
  const scopes: readonly unknown[] = Object.values(HuaweiRoleScopeKind);
  if (!scopes.includes(scope)) {
    const known = scopes.map(show).join(", ");
    issues.push(
      issue(
        "huawei-role-scope-unknown",
        "scope",
        `Cannot assign a role on scope ${show(scope)}: expected one of ${known}`,
      ),
    );
  } else if (scopeId === undefined && (scope === "project" || scope === "enterprise-project")) {
    issues.push(
      issue(
        "huawei-role-scope-incomplete",
        "scopeId",
        `Cannot assign a role on a ${scope} without its id: set scopeId`,
      ),
    );
  }
  return issues;
}
