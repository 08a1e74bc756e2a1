import type * as pulumi from "@pulumi/pulumi";
import { output } from "@pulumi/pulumi";
import { derivedName } from "../../../component/derived-name";
import { finalTwins } from "../../../component/final-twins";
import { formerName } from "../../../component/former-name";
import { logicalNames, takeOver } from "../../../component/logical-names";
import { proofHooks } from "../../../component/proof-hook";
import { claimOnSharedIdentity } from "../../../component/shared-identity";
import { jsonObject } from "../../../core/json";
import { isLater } from "../../../core/known";
import type { HuaweiWorkloadArgs } from "../args";
import { HuaweiCustomPolicyResource, HuaweiGroupRoleAssignmentResource } from "../dynamic-provider";
import { huaweiFormerContents, huaweiGrantTwice, huaweiRoleContent } from "../grants";
import { HuaweiCustomPolicyType } from "../resources/custom-policy";
import { HuaweiRoleScopeKind } from "../resources/group-role-assignment";
import { huaweiStackOwner } from "../stack-owner";

/** Longest display name of a custom policy in characters (Huawei Cloud IAM API, read 2026-08). */
const POLICY_NAME_MAX_LENGTH = 64;

/** The roles of a user group. */
export function createHuaweiGroupRoles(
  parent: pulumi.Resource,
  name: string,
  { roles = [], existingGroup, connection }: HuaweiWorkloadArgs,
  groupId: pulumi.Output<string>,
): void {
  const late = claimOnSharedIdentity(
    parent,
    name,
    ["huawei", connection?.iamEndpoint],
    { given: existingGroup && (existingGroup.id ?? existingGroup.name), made: groupId },
    roles.map(({ role, scope, scopeId }, index) => ({
      path: `roles[${index}]`,
      what: role,
      content: [role, scope, scopeId],
    })),
  );
  const named = logicalNames(name);
  const at = connection === undefined ? {} : { connection };
  const names = roles.map((grant) => ({
    name: named("role", ...huaweiRoleContent(grant)),
    before: huaweiFormerContents(grant).map((content) => named("role", ...content)),
  }));
  const former = takeOver(names);
  const today = new Set(names.map((each) => each.name));
  const isTwin = finalTwins(
    roles,
    ({ scopeId }) => scopeId,
    (one, other) => one.role === other.role && one.scope === other.scope,
  );
  for (const [index, { role, scope, scopeId }] of roles.entries()) {
    const { name: logicalName } = names[index]!;
    const place = scopeId === undefined ? {} : { scopeId };
    const nameOf = (known: string) => named("role", ...huaweiRoleContent({ role, scope, scopeId: known }));
    const written = isLater(scopeId)
      ? [formerName(logicalName, [scopeId as pulumi.Output<string>], nameOf, today)]
      : [];
    const isTaken = late.get(`roles[${index}]`);
    const check = () => [...(isTwin[index]?.() ? [huaweiGrantTwice(index, role)] : []), ...(isTaken?.() ?? [])];
    const isLate = isTwin[index] !== undefined || isTaken !== undefined;
    new HuaweiGroupRoleAssignmentResource(
      logicalName,
      { groupId, role, scope, ...place, ...at },
      {
        parent,
        aliases: [...written, ...former[index]!].map((each) => ({ name: each })),
        ...(isLate ? { hooks: proofHooks(`grant ${logicalName}`, ["role"], check) } : {}),
      },
    );
  }
}

/** The custom policies that are a user group's own. */
export function createHuaweiGroupPolicies(
  parent: pulumi.Resource,
  name: string,
  { customPolicies = {}, connection, owner }: HuaweiWorkloadArgs,
  groupId: pulumi.Output<string>,
): void {
  const at = connection === undefined ? {} : { connection };
  for (const [key, { policy, scope, scopeId }] of Object.entries(customPolicies)) {
    const logicalName = `${name}-policy-${key}`;
    const type = scope === HuaweiRoleScopeKind.Domain ? HuaweiCustomPolicyType.Domain : HuaweiCustomPolicyType.Project;
    const custom = new HuaweiCustomPolicyResource(
      logicalName,
      {
        displayName: derivedName(logicalName, POLICY_NAME_MAX_LENGTH),
        type,
        policy: output(policy).apply(jsonObject),
        owner: huaweiStackOwner(owner),
        ...at,
      },
      { parent, ignoreChanges: ["displayName"] },
    );
    const place = scopeId === undefined ? {} : { scopeId };
    new HuaweiGroupRoleAssignmentResource(
      `${logicalName}-assignment`,
      { groupId, role: custom.id, scope, ...place, ...at },
      { parent },
    );
  }
}
