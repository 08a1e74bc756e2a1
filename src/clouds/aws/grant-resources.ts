import type * as pulumi from "@pulumi/pulumi";
import { logicalNames } from "../../component/logical-names";
import type { AwsWorkloadArgs } from "./args";
import { awsIam } from "./sdk";

/** The policies of a role: managed ones are attached, inline ones are its own. */
export function createAwsGrants(
  parent: pulumi.Resource,
  name: string,
  { policyArns = [], inlinePolicies = {} }: AwsWorkloadArgs,
  role: pulumi.Output<string>,
): void {
  const { RolePolicy, RolePolicyAttachment } = awsIam();
  const named = logicalNames(name);
  for (const policyArn of policyArns) {
    new RolePolicyAttachment(named("policy", policyArn), { role, policyArn }, { parent });
  }
  for (const [policyName, policy] of Object.entries(inlinePolicies)) {
    new RolePolicy(`${name}-${policyName}`, { role, name: policyName, policy }, { parent });
  }
}
