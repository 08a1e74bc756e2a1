import type * as pulumi from "@pulumi/pulumi";
import { derivedName } from "../../component/derived-name";
import { logicalNames } from "../../component/logical-names";
import type { AlicloudWorkloadArgs } from "./args";
import { ALICLOUD_POLICY_NAME_MAX_LENGTH } from "./grants";
import { alicloudRam } from "./sdk";

/** The policies of a role: those that exist are attached, and the role's own are made first. */
export function createAlicloudGrants(
  parent: pulumi.Resource,
  name: string,
  { systemPolicies = [], customPolicies = [], policies = {} }: AlicloudWorkloadArgs,
  roleName: pulumi.Output<string>,
): void {
  const { Policy, RolePolicyAttachment } = alicloudRam();
  const named = logicalNames(name);
  const attach = (logicalName: string, policyName: pulumi.Input<string>, policyType: string) =>
    new RolePolicyAttachment(logicalName, { roleName, policyName, policyType }, { parent });
  for (const policy of systemPolicies) attach(named("system-policy", policy), policy, "System");
  for (const policy of customPolicies) attach(named("custom-policy", policy), policy, "Custom");
  for (const [key, policyDocument] of Object.entries(policies)) {
    const logicalName = `${name}-policy-${key}`;
    const policy = new Policy(
      logicalName,
      {
        policyName: derivedName(logicalName, ALICLOUD_POLICY_NAME_MAX_LENGTH),
        policyDocument,
        // A policy holds five versions; without this its fifth change would fail.
        rotateStrategy: "DeleteOldestNonDefaultVersionWhenLimitExceeded",
        force: true,
      },
      { parent, ignoreChanges: ["policyName"] },
    );
    attach(`${logicalName}-attachment`, policy.policyName, "Custom");
  }
}
