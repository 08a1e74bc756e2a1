import * as pulumi from "@pulumi/pulumi";
import { proofHooks } from "../../component/proof-hook";
import { claimOnSharedIdentity } from "../../component/shared-identity";
import { textGrantResources, textWrites } from "../../component/text-grant-resources";
import type { AwsWorkloadArgs } from "./args";
import { attachesFirst, awsPolicies, awsPolicyDocument } from "./grants";
import { awsIam } from "./sdk";

/** The policies of a role: managed ones are attached, inline ones are its own. */
export function createAwsGrants(
  parent: pulumi.Resource,
  name: string,
  args: AwsWorkloadArgs,
  role: { arn: pulumi.Output<string>; name: pulumi.Output<string> },
): void {
  const { RolePolicy, RolePolicyAttachment } = awsIam();
  const policies = awsPolicies(args);
  const inlinePath = (policyName: string) => `inlinePolicies.${policyName}`;
  const account = ["aws", parent.getProvider("aws::")];
  const late = claimOnSharedIdentity(parent, name, account, { given: args.externalRoleArn, made: role.arn }, [
    ...textWrites(policies),
    ...Object.keys({ ...args.inlinePolicies, ...args.inlineStatements }).map((policyName) => ({
      path: inlinePath(policyName),
      what: policyName,
      content: ["inline", policyName],
    })),
  ]);
  const replaced = attachesFirst(args) ? ADDED_BEFORE_REMOVED : {};
  for (const grant of textGrantResources(parent, name, "policy", "policyArn", policies, late)) {
    new RolePolicyAttachment(grant.name, { role: role.name, policyArn: grant.text }, { ...grant.opts, ...replaced });
  }
  const rendered = Object.entries(args.inlineStatements ?? {}).map(
    ([policyName, statements]) => [policyName, pulumi.jsonStringify(awsPolicyDocument(statements))] as const,
  );
  for (const [policyName, policy] of [...Object.entries(args.inlinePolicies ?? {}), ...rendered]) {
    const isTaken = late.get(inlinePath(policyName));
    const hooks = isTaken && proofHooks(`inline policy ${policyName} of ${name}`, [], isTaken);
    new RolePolicy(
      `${name}-${policyName}`,
      { role: role.name, name: policyName, policy },
      { parent, hooks, ...ADDED_BEFORE_REMOVED },
    );
  }
}

// The provider would take the policies of a role that is replaced away at once, while pods still run as it.
const ADDED_BEFORE_REMOVED = { deleteBeforeReplace: false };
