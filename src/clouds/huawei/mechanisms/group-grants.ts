import type * as pulumi from "@pulumi/pulumi";
import { output } from "@pulumi/pulumi";
import { derivedName } from "../../../component/derived-name";
import { logicalNames } from "../../../component/logical-names";
import { jsonObject } from "../../../core/json";
import type { HuaweiWorkloadArgs } from "../args";
import { HuaweiCustomPolicyResource, HuaweiGroupRoleAssignmentResource } from "../dynamic-provider";
import { huaweiRoleContent } from "../grants";
import { HuaweiCustomPolicyType } from "../resources/custom-policy";
import { HuaweiRoleScopeKind } from "../resources/group-role-assignment";
import { huaweiStackOwner } from "../stack-owner";

/** Longest display name of a custom policy in characters (Huawei Cloud IAM API, read 2026-08). */
const POLICY_NAME_MAX_LENGTH = 64;

/** The roles of a user group, and the custom policies that are its own. */
export function createHuaweiGroupGrants(
  parent: pulumi.Resource,
  name: string,
  { roles = [], customPolicies = {}, connection, owner }: HuaweiWorkloadArgs,
  groupId: pulumi.Output<string>,
): void {
  const named = logicalNames(name);
  const at = connection === undefined ? {} : { connection };
  for (const grant of roles) {
    const { role, scope, scopeId } = grant;
    const place = scopeId === undefined ? {} : { scopeId };
    new HuaweiGroupRoleAssignmentResource(
      named("role", ...huaweiRoleContent(grant)),
      { groupId, role, scope, ...place, ...at },
      { parent },
    );
  }
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
