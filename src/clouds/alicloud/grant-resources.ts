import type * as pulumi from "@pulumi/pulumi";
import { derivedName } from "../../component/derived-name";
import { claimOnSharedIdentity } from "../../component/shared-identity";
import { textGrantResources, textWrites } from "../../component/text-grant-resources";
import type { AlicloudWorkloadArgs } from "./args";
import { ALICLOUD_POLICY_NAME_MAX_LENGTH, alicloudCustomPolicies, alicloudSystemPolicies } from "./grants";
import { alicloudRam } from "./sdk";

/** The policies of a role: those that exist are attached, and the role's own are made first. */
export function createAlicloudGrants(
  parent: pulumi.Resource,
  name: string,
  args: AlicloudWorkloadArgs,
  { arn, name: roleName }: { arn: pulumi.Output<string>; name: pulumi.Output<string> },
): void {
  const { Policy, RolePolicyAttachment } = alicloudRam();
  const [system, custom] = [alicloudSystemPolicies(args), alicloudCustomPolicies(args)];
  const account = ["alicloud", parent.getProvider("alicloud::")];
  const late = claimOnSharedIdentity(parent, name, account, { given: args.externalRoleArn, made: arn }, [
    ...textWrites(system),
    ...textWrites(custom),
  ]);
  for (const [policyType, grants] of Object.entries({ System: system, Custom: custom })) {
    const kind = `${policyType.toLowerCase()}-policy`;
    const attachments = textGrantResources(parent, name, kind, "policyName", grants, late);
    for (const { name: logicalName, text, opts } of attachments) {
      new RolePolicyAttachment(logicalName, { roleName, policyName: text, policyType }, opts);
    }
  }
  for (const [key, policyDocument] of Object.entries(args.policies ?? {})) {
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
    const { policyName } = policy;
    new RolePolicyAttachment(`${logicalName}-attachment`, { roleName, policyName, policyType: "Custom" }, { parent });
  }
}
