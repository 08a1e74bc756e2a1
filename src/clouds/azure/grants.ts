import { createHash } from "node:crypto";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { ifKnown, isLater } from "../../core/known";
import { nearest } from "../../core/nearest";
import { show } from "../../core/show";
import type { AzureRoleAssignmentArgs } from "./args";
import { AZURE_ROLE_DEFINITIONS } from "./built-in-roles";
import { azureRoleGuid, azureRoleKey } from "./role-definitions";

const SCOPE = /^\/$|^(\/(subscriptions\/[0-9a-f-]{36}|providers\/[^/\s]+)(\/[^/\s]([^/]*[^/\s])?)*)$/i;

const checkKey = checkForm(
  "azure-role-assignment-key-invalid",
  "key",
  /^[A-Za-z0-9-]{1,64}$/,
  '1 to 64 letters, digits or "-"',
);

/**
 * The logical name of a role assignment, by content: the same for every way to write the role, and whatever its key is. An output has no
 * content yet, so that one leaves the name to the key.
 */
export function azureRoleAssignmentName(owner: string, { role, scope, key }: AzureRoleAssignmentArgs): string {
  const isWritten = typeof role === "string" && typeof scope === "string";
  return assignmentName(owner, role, isWritten ? undefined : key, scope);
}

/** The logical names that a role assignment may have had with its key, without one, and while its role or scope was an output. */
export function azureFormerAssignmentNames(owner: string, { role, scope, key }: AzureRoleAssignmentArgs): string[] {
  return [role, undefined].flatMap((written) => [
    assignmentName(owner, written, undefined, scope),
    assignmentName(owner, written, key, undefined),
    assignmentName(owner, written, undefined, undefined),
  ]);
}

function assignmentName(owner: string, role: unknown, key: string | undefined, scope: unknown): string {
  const guid = typeof role === "string" ? (azureRoleGuid(role) ?? role) : undefined;
  const place = key ?? (typeof scope === "string" ? shortHash(scope.toLowerCase()) : undefined);
  return [owner, guid === undefined ? "role" : azureRoleKey(guid), ...(place === undefined ? [] : [place])].join("-");
}

/** Faults of role assignments: each by itself, the same grant twice (which Azure answers with 409), and two of one name. */
export function checkAzureRoleAssignments(assignments: readonly AzureRoleAssignmentArgs[]): Issue[] {
  const grants: AzureRoleAssignmentArgs[] = [];
  const names = new Set<string>();
  return assignments.flatMap((assignment, index) => {
    const faults = checkAssignment(assignment);
    if (faults.length === 0) {
      const name = azureRoleAssignmentName("", assignment);
      if (grants.some((grant) => isSameGrant(grant, assignment))) {
        faults.push(azureAssignedTwice("", assignment));
      } else if (names.has(name)) {
        faults.push(
          issue(
            "azure-role-assignment-name-taken",
            "key",
            `Cannot name the assignment of role ${show(assignment.role)}: another one has the same role and ${assignment.key === undefined ? "its scope is an output too" : `key ${show(assignment.key)}`}; set key on the new one to a word of its own; what is deployed without one keeps its name`,
          ),
        );
      }
      grants.push(assignment);
      names.add(name);
    }
    return issuesUnder(`roleAssignments[${index}]`, faults);
  });
}

const checkIdentityId = checkForm(
  "azure-delegated-identity-invalid",
  "delegated identity",
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i,
  "the resource id of a user-assigned managed identity",
);

function checkAssignment(assignment: AzureRoleAssignmentArgs): Issue[] {
  const { role, scope, key, delegatedManagedIdentityResourceId: delegated } = assignment;
  return [
    ...(isLater(role) ? [] : checkAzureRole(role, "role")),
    ...(isLater(scope) ? [] : checkAzureScope(scope, "scope")),
    ...(key === undefined ? [] : checkKey(key, "key")),
    ...ifKnown(delegated, "delegatedManagedIdentityResourceId", checkIdentityId),
  ];
}

/** Faults of a role; of a value that was an output, it is the id that comes out. */
export function checkAzureRole(role: unknown, path: string): Issue[] {
  if (typeof role === "string" && azureRoleGuid(role) !== undefined) return [];
  const near = typeof role === "string" ? nearest(role, Object.keys(AZURE_ROLE_DEFINITIONS)) : undefined;
  const advice = near === undefined ? "" : `; did you mean ${show(near)}?`;
  return [
    issue(
      "azure-role-unknown",
      path,
      `Cannot assign role ${show(role)}: expected the name of a built-in role (AZURE_ROLE_DEFINITIONS), the GUID of a role, or the id of a role definition${advice}`,
    ),
  ];
}

export function checkAzureScope(scope: unknown, path: string): Issue[] {
  return typeof scope === "string" && SCOPE.test(scope)
    ? []
    : [
        issue(
          "azure-scope-invalid",
          path,
          `Cannot assign a role on ${show(scope)}: expected the id of a resource, resource group or subscription ("/subscriptions/..."), of a management group ("/providers/Microsoft.Management/managementGroups/..."), or "/"`,
        ),
      ];
}

export function azureAssignedTwice(path: string, { role, scope }: AzureRoleAssignmentArgs): Issue {
  const fault = `Cannot assign role ${show(role)} on scope ${show(scope)} twice: remove one`;
  return issue("azure-role-assignment-duplicate", path, fault);
}

/** A scope that was an output cannot be written down and be another one in the same update. */
export function azureAssignedElsewhere(path: string, scope: string, deployed: string): Issue {
  const fix = `write ${show(deployed)} here for one update, and ${show(scope)} in the next`;
  const fault = `Cannot move the assignment to ${show(scope)} while its scope is written down, which was an output: ${fix}`;
  return issue("azure-role-assignment-moved", `${path}.scope`, fault);
}

export function isSameAzureRole(one: AzureRoleAssignmentArgs, other: AzureRoleAssignmentArgs): boolean {
  return isSame(one.role, other.role, azureRoleGuid);
}

/** Whether Azure's answer, which may leave out the first slash, is about this scope. Mocks of a program's own tests may answer none. */
export function isSameAzureScope(answered: string | undefined, scope: string): boolean {
  const meant = (text: string) => text.toLowerCase().replace(/^\//, "");
  return answered === undefined || meant(answered) === meant(scope);
}

function isSameGrant(one: AzureRoleAssignmentArgs, other: AzureRoleAssignmentArgs): boolean {
  return isSameAzureRole(one, other) && isSame(one.scope, other.scope, (scope) => scope.toLowerCase());
}

function isSame(one: unknown, other: unknown, meaning: (text: string) => string | undefined): boolean {
  return typeof one === "string" && typeof other === "string" ? meaning(one) === meaning(other) : one === other;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
