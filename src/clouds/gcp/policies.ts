import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { isRecord } from "../../core/record";
import { show } from "../../core/show";
import type { DeployedResource } from "../deployed";
import { gcpEmailOf, gcpUnknownParent } from "./hierarchy";
import { gcpReach } from "./impersonation";
import type { GcpBinding } from "./trust";

/** What is granted, and where that cannot be read. */
export interface GcpGranted {
  bindings: GcpBinding[];
  unseen: { resource: string; why: string }[];
}

/** Where the resources of one package name what they grant on, and how that is called in full. */
const TARGETS: Readonly<Record<string, { property: string; prefix: string }>> = {
  serviceaccount: { property: "serviceAccountId", prefix: "" },
  projects: { property: "project", prefix: "projects/" },
  folder: { property: "folder", prefix: "folders/" },
  organizations: { property: "orgId", prefix: "organizations/" },
};

/** What resources grant, whether they write one member, one role with all its members, or a whole policy. */
export function gcpGranted(resources: readonly DeployedResource[]): GcpGranted {
  const emails = new Map(
    resources.filter(({ state }) => state.uniqueId !== undefined).map(({ state }) => [state.uniqueId, state.email]),
  );
  const roles = customRoles(resources);
  const all = resources.filter(mayGrant).map((each) => grantedBy(each, resourceOf(each, emails), roles));
  return { bindings: all.flatMap(({ bindings }) => bindings), unseen: all.flatMap(({ unseen }) => unseen) };
}

/** What custom roles hold, by the name of the role. */
type CustomRoles = ReadonlyMap<unknown, string[]>;

/** The custom roles among the resources; nothing is said of one whose permissions are not known yet. */
function customRoles(resources: readonly DeployedResource[]): CustomRoles {
  const roles = new Map<string, string[]>();
  for (const { type, state } of resources) {
    if (!/^gcp:(projects|organizations)\/iAMCustomRole:/.test(type)) continue;
    const { roleId, project, orgId, permissions } = state;
    const { name = `${project === undefined ? `organizations/${orgId}` : `projects/${project}`}/roles/${roleId}` } =
      state;
    if (!Array.isArray(permissions) || !permissions.every((each) => typeof each === "string")) continue;
    // Several clusters may have one role: the last one to be deployed says what it holds.
    roles.set(String(name), [...(roles.get(String(name)) ?? []), ...permissions]);
  }
  return roles;
}

function withPermissions<T extends { role: string }>(binding: T, roles: CustomRoles): T & { permissions?: string[] } {
  const permissions = roles.get(binding.role);
  return permissions === undefined ? binding : { ...binding, permissions };
}

/** What takes a member away names role and member as well. */
function mayGrant({ type }: DeployedResource): boolean {
  return type.startsWith("gcp:") && !/remove$/i.test(type);
}

function grantedBy({ type, name, state }: DeployedResource, resource: string, roles: CustomRoles): GcpGranted {
  const { role, member, members = [member], condition, policyData } = state;
  if (!/iam_?policy$/i.test(type)) {
    const binding = bindingOf({ role, members, condition });
    if (binding !== undefined) return { bindings: [withPermissions({ ...binding, resource }, roles)], unseen: [] };
    // A role that the program makes has no name before it exists.
    const why = `role or members of ${name} on ${resource} cannot be read`;
    const isGrant = /iam_?(member|binding)$/i.test(type) && mayLetIn(role, resource, roles);
    return isGrant ? { bindings: [], unseen: [{ resource, why }] } : NOTHING;
  }
  const bindings = gcpPolicyBindings(policyData);
  return bindings === undefined
    ? { bindings: [], unseen: [{ resource, why: `policyData of ${name} on ${resource} cannot be read` }] }
    : { bindings: bindings.map((binding) => withPermissions({ ...binding, resource }, roles)), unseen: [] };
}

/** Whether a role may let somebody become a service account that it is granted on or above. */
function mayLetIn(role: unknown, resource: string, roles: CustomRoles): boolean {
  if (typeof role !== "string") return true;
  const below = { email: gcpEmailOf(resource), ancestors: [resource] };
  return gcpReach(withPermissions({ role, members: [], resource }, roles), 0, below) !== undefined;
}

const NOTHING: GcpGranted = { bindings: [], unseen: [] };

/** The bindings of an allow policy as JSON; `undefined` where it is none. */
function gcpPolicyBindings(policyData: unknown): GcpBinding[] | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(String(policyData));
  } catch {
    return undefined;
  }
  const written = isRecord(policy) ? (policy.bindings ?? []) : undefined;
  if (!Array.isArray(written)) return undefined;
  const bindings = written.map((each) => (isRecord(each) ? bindingOf(each) : undefined));
  return bindings.every((each) => each !== undefined) ? bindings : undefined;
}

/** The bindings of a service account's allow policy, which a check has found to be one, as on what a role is granted on. */
export function gcpStoredBindings(policy: string, on: { resource?: string } | undefined): GcpBinding[] {
  const resource = on?.resource === undefined ? {} : { resource: on.resource };
  return (gcpPolicyBindings(policy) ?? []).map((binding) => ({ ...binding, ...resource }));
}

function bindingOf({ role, members, condition }: Record<string, unknown>): GcpBinding | undefined {
  if (typeof role !== "string" || !Array.isArray(members) || !members.every((each) => typeof each === "string")) {
    return undefined;
  }
  const expression = isRecord(condition) ? condition.expression : undefined;
  return { role, members, ...(expression === undefined ? {} : { condition: { expression: String(expression) } }) };
}

/** What a resource grants on, by its full name; where its package has no rule, what its id begins with. */
function resourceOf({ type, name, id, state }: DeployedResource, emails: ReadonlyMap<unknown, unknown>): string {
  const { property = "", prefix = "" } = TARGETS[type.slice("gcp:".length, type.indexOf("/")).toLowerCase()] ?? {};
  if (state[property] === undefined && prefix !== "") return gcpUnknownParent(prefix, name);
  if (state[property] === undefined) return state.role === undefined ? id : id.slice(0, id.indexOf(`/${state.role}`));
  const target = String(state[property]);
  const email = emails.get(target.slice(target.lastIndexOf("/") + 1));
  if (email !== undefined && prefix === "") return `projects/-/serviceAccounts/${email}`;
  return target.startsWith(prefix) ? target : `${prefix}${target}`;
}

/** The fault of an allow policy that cannot be read. */
export function checkGcpAccountPolicy(policy: unknown, path: string): Issue[] {
  if (gcpPolicyBindings(policy) !== undefined) return [];
  const fault = `Cannot read the allow policy ${show(policy)}: expected JSON with "bindings", as gcloud iam service-accounts get-iam-policy --format=json prints it`;
  return [issue("gcp-account-policy-invalid", path, fault)];
}
