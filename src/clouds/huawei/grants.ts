import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { jsonObject } from "../../core/json";
import { isLater } from "../../core/known";
import type { CountTogether, Quota } from "../../core/quota";
import { checkQuota, countAlone, quotaWarnings } from "../../core/quota";
import { show } from "../../core/show";
import type { TextGrants } from "../../core/text-grants";
import { checkTextGrants, grantedTwice, listTextGrants } from "../../core/text-grants";
import type { HuaweiPolicyGrant, HuaweiRoleGrant, HuaweiWorkloadArgs } from "./args";
import { HuaweiRoleScopeKind } from "./resources/group-role-assignment";

/** Roles and policies of one user group on projects; how far the quota can be raised is not documented (IAM, notes and constraints, read 2026-11). */
const HUAWEI_ROLES_PER_GROUP: Quota = {
  what: "roles and policies of a user group on projects",
  byDefault: 200,
  code: "huawei-too-many-grants",
  advice: "take one custom policy for several",
};
/** The same on enterprise projects, which are counted by themselves. */
const HUAWEI_ENTERPRISE_ROLES_PER_GROUP: Quota = {
  ...HUAWEI_ROLES_PER_GROUP,
  what: "roles and policies of a user group on enterprise projects",
  byDefault: 500,
};
/** Policies of one trust agency (Huawei Cloud IAM v5, notes and constraints, read 2026-11). */
const HUAWEI_POLICIES_PER_AGENCY: Quota = {
  what: "policies on an agency",
  byDefault: 10,
  most: 20,
  code: "huawei-too-many-grants",
  advice: "put statements of several into one",
};

const DUPLICATE = "huawei-grant-duplicate";

/** Faults of what a user group or agency shall be allowed to do. */
export function checkHuaweiGrants(args: HuaweiWorkloadArgs): Issue[] {
  const { roles = [], customPolicies = {} } = args;
  const agencyPolicies = huaweiAgencyPolicies(args);
  const policies = Object.entries(customPolicies);
  return [
    ...roles.flatMap((grant, index) =>
      issuesUnder(`roles[${index}]`, [...checkName(grant.role, "role"), ...checkScope(grant)]),
    ),
    ...checkDistinct("roles", roles.map(huaweiRoleContent)),
    ...checkSamePlace(roles),
    ...policies.flatMap(([name, grant]) => issuesUnder(`customPolicies.${name}`, checkPolicy(name, grant))),
    ...checkTextGrants(agencyPolicies, checkName),
    ...checkQuota(HUAWEI_POLICIES_PER_AGENCY, listTextGrants(agencyPolicies).length, agencyPolicies.argument),
  ];
}

/** The identity policies that are asked for. */
export function huaweiAgencyPolicies(args: HuaweiWorkloadArgs): TextGrants<pulumi.Input<string>> {
  const { agencyPolicies: list, agencyPoliciesByKey: byKey } = args;
  return { argument: "agencyPolicies", list, byKey, duplicate: DUPLICATE };
}

/** What an agency or group can have only where the account's quotas were raised. */
export function huaweiGrantWarnings(args: HuaweiWorkloadArgs, together: CountTogether = countAlone): string[] {
  const policies = huaweiAgencyPolicies(args);
  const { roles = [], customPolicies = {} } = args;
  const ofGroup = [...roles, ...Object.values(customPolicies)];
  const enterprise = ofGroup.filter(({ scope }) => scope === HuaweiRoleScopeKind.EnterpriseProject).length;
  const warningsOf = (quota: Quota, own: number, path: string) => quotaWarnings(quota, together(quota.what, own), path);
  return [
    ...warningsOf(HUAWEI_POLICIES_PER_AGENCY, listTextGrants(policies).length, policies.argument),
    ...warningsOf(HUAWEI_ROLES_PER_GROUP, ofGroup.length - enterprise, "roles"),
    ...warningsOf(HUAWEI_ENTERPRISE_ROLES_PER_GROUP, enterprise, "roles"),
  ];
}

/** What tells the grants of a group apart: the role and the place, or the word that stands for a place that is an output. */
export function huaweiRoleContent({ role, scope, scopeId, key = "" }: HuaweiRoleGrant): string[] {
  return [role, scope, isLater(scopeId) ? key : String(scopeId ?? "")];
}

/** What a grant may have been told apart by without its key, and with it. */
export function huaweiFormerContents({ role, scope, scopeId, key }: HuaweiRoleGrant): string[][] {
  return [
    huaweiRoleContent({ role, scope, ...(scopeId === undefined ? {} : { scopeId }) }),
    ...(key === undefined ? [] : [[role, scope, key]]),
  ];
}

/** One role in one place under two keys would be one thing with two owners, of a place that is an output too. */
function checkSamePlace(roles: readonly HuaweiRoleGrant[]): Issue[] {
  return roles.flatMap(({ role, scope, scopeId, key }, index) => {
    const isSame = (other: HuaweiRoleGrant) =>
      other.role === role && other.scope === scope && other.scopeId === scopeId && other.key !== key;
    return isLater(scopeId) && roles.slice(0, index).some(isSame) ? [huaweiGrantTwice(index, role)] : [];
  });
}

export function huaweiGrantTwice(index: number, role: string): Issue {
  return grantedTwice({ duplicate: DUPLICATE }, `roles[${index}]`, role);
}

function checkPolicy(name: string, grant: HuaweiPolicyGrant): Issue[] {
  const isName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
  const isDocument = typeof grant.policy !== "string" || versionOf(grant.policy) === "1.1";
  const expected = 'expected JSON of the form {"Version":"1.1","Statement":[…]}';
  return [
    ...(isName
      ? []
      : [
          issue(
            "huawei-policy-name-invalid",
            "",
            `Cannot call a policy ${show(name)}: expected 1 to 64 of A-Z a-z 0-9 ._-`,
          ),
        ]),
    ...(isDocument
      ? []
      : [issue("huawei-policy-document-invalid", "policy", `Cannot use policy ${show(grant.policy)}: ${expected}`)]),
    ...checkScope(grant),
  ];
}

function versionOf(policy: string): unknown {
  return (jsonObject(policy) as { Version?: unknown }).Version;
}

function checkScope({ scope, scopeId }: Pick<HuaweiRoleGrant, "scope" | "scopeId">): Issue[] {
  const needsId = scope === HuaweiRoleScopeKind.Project || scope === HuaweiRoleScopeKind.EnterpriseProject;
  if (scopeId !== undefined || !needsId) return scopeId === undefined ? [] : checkName(scopeId, "scopeId");
  const why = `Cannot grant on a scope of kind ${show(scope)} without scopeId`;
  return [issue("huawei-role-scope-incomplete", "scopeId", why)];
}

/** Two outputs are two contents; the same text twice would be one thing with two owners. */
function checkDistinct(path: string, contents: readonly unknown[][]): Issue[] {
  const seen = new Set<string>();
  return contents.flatMap((content, index) => {
    if (content.some((part) => typeof part !== "string")) return [];
    const text = content.join("\n");
    const isNew = !seen.has(text);
    seen.add(text);
    if (isNew) return [];
    const why = "once is enough; where places are outputs, set key to tell them apart";
    return [issue(DUPLICATE, `${path}[${index}]`, `Cannot grant ${show(content[0])} twice: ${why}`)];
  });
}

function checkName(value: unknown, path: string): Issue[] {
  if (typeof value !== "string" || /^\S(.{0,126}\S)?$/.test(value)) return [];
  return [issue("huawei-grant-invalid", path, `Cannot grant ${show(value)}: expected an id or a name`)];
}
