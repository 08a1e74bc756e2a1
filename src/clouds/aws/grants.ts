import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { ifKnown } from "../../core/known";
import type { AwsWorkloadArgs } from "./args";

/** Managed policies of one role after the quota is raised; 10 by default (IAM user guide, quotas, 2026-05). */
const AWS_POLICIES_PER_ROLE_MAX = 20;

export const checkAwsPolicyArn = checkForm(
  "aws-policy-arn-invalid",
  "policy",
  /^arn:aws[a-z0-9-]*:iam::(\d{12}|aws):policy\/[\w/.@+=,-]+$/,
  "the ARN of a policy",
);

/** Faults of the policies that a role shall have; their shape is good. */
export function checkAwsGrants({ policyArns = [] }: AwsWorkloadArgs): Issue[] {
  const faults = policyArns.flatMap((arn, index) => ifKnown(arn, `policyArns[${index}]`, checkAwsPolicyArn));
  if (policyArns.length <= AWS_POLICIES_PER_ROLE_MAX) return faults;
  const fault = `Cannot attach ${policyArns.length} policies: a role has at most ${AWS_POLICIES_PER_ROLE_MAX}`;
  return [...faults, issue("aws-too-many-policies", "policyArns", fault)];
}
