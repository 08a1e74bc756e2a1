import type * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { Quota } from "../../core/quota";
import { checkQuota, quotaWarnings } from "../../core/quota";
import type { TextGrants } from "../../core/text-grants";
import { checkTextGrants, listTextGrants } from "../../core/text-grants";
import type { AwsWorkloadArgs } from "./args";

/** Managed policies of one role (IAM user guide, quotas, 2026-11). */
const AWS_POLICIES_PER_ROLE: Quota = {
  what: "managed policies on a role",
  byDefault: 20,
  most: 25,
  code: "aws-too-many-policies",
  advice: "put statements of several into one",
};
/** All inline policies of one role together in characters, white space not counted (IAM user guide, quotas, 2026-11). */
const AWS_INLINE_POLICIES_MAX_LENGTH = 10_240;

export const checkAwsPolicyArn = checkForm(
  "aws-policy-arn-invalid",
  "policy",
  /^arn:aws[a-z0-9-]*:iam::(\d{12}|aws):policy\/[\w/.@+=,-]+$/,
  "the ARN of a policy",
);

/** The managed policies that are asked for. */
export function awsPolicies({ policyArns, policyArnsByKey }: AwsWorkloadArgs): TextGrants<pulumi.Input<string>> {
  return { argument: "policyArns", list: policyArns, byKey: policyArnsByKey, duplicate: "aws-policy-duplicate" };
}

/** Faults of the policies that a role shall have; their shape is good. */
export function checkAwsGrants(args: AwsWorkloadArgs): Issue[] {
  const policies = awsPolicies(args);
  return [
    ...checkTextGrants(policies, checkAwsPolicyArn),
    ...checkQuota(AWS_POLICIES_PER_ROLE, listTextGrants(policies).length, policies.argument),
    ...checkInlineSize(args),
  ];
}

/** What a role can have only where the account's quotas were raised. */
export function awsGrantWarnings(args: AwsWorkloadArgs): string[] {
  const policies = awsPolicies(args);
  return quotaWarnings(AWS_POLICIES_PER_ROLE, listTextGrants(policies).length, policies.argument);
}

function checkInlineSize({ inlinePolicies = {} }: AwsWorkloadArgs): Issue[] {
  const known = Object.values(inlinePolicies).filter((policy) => typeof policy === "string");
  const length = known.reduce((sum, policy) => sum + policy.replace(/\s/g, "").length, 0);
  return length <= AWS_INLINE_POLICIES_MAX_LENGTH
    ? []
    : [
        issue(
          "aws-inline-policies-too-long",
          "inlinePolicies",
          `Cannot store inline policies of ${length} characters together: a role holds at most ${AWS_INLINE_POLICIES_MAX_LENGTH}; make managed policies of some and name them in policyArnsByKey`,
        ),
      ];
}
