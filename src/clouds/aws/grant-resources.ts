import * as pulumi from "@pulumi/pulumi";
import { claimOnSharedIdentity } from "../../component/shared-identity";
import { textGrantResources, textWrites } from "../../component/text-grants";
import type { AwsWorkloadArgs } from "./args";
import { awsPolicies, awsPolicyDocument } from "./grants";
import { awsIam } from "./sdk";

/** The policies of a role: managed ones are attached, inline ones are its own. */
export function createAwsGrants(
  parent: pulumi.Resource,
  name: string,
  args: AwsWorkloadArgs,
  role: pulumi.Output<string>,
): void {
  const { RolePolicy, RolePolicyAttachment } = awsIam();
  if (args.externalRoleArn !== undefined) {
    const role = ["aws", parent.getProvider("aws::"), args.externalRoleArn];
    claimOnSharedIdentity(parent, name, role, [
      ...textWrites(awsPolicies(args)),
      ...Object.keys({ ...args.inlinePolicies, ...args.inlineStatements }).map((policyName) => ({
        path: `inlinePolicies.${policyName}`,
        what: policyName,
        content: ["inline", policyName],
      })),
    ]);
  }
  for (const grant of textGrantResources(parent, name, "policy", "policyArn", awsPolicies(args))) {
    new RolePolicyAttachment(grant.name, { role, policyArn: grant.text }, grant.opts);
  }
  const rendered = Object.entries(args.inlineStatements ?? {}).map(
    ([policyName, statements]) => [policyName, pulumi.jsonStringify(awsPolicyDocument(statements))] as const,
  );
  for (const [policyName, policy] of [...Object.entries(args.inlinePolicies ?? {}), ...rendered]) {
    new RolePolicy(`${name}-${policyName}`, { role, name: policyName, policy }, { parent });
  }
}
