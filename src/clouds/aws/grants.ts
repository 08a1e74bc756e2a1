import type * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { isLater } from "../../core/known";
import type { CountTogether, Quota } from "../../core/quota";
import { checkQuota, countAlone, quotaWarnings } from "../../core/quota";
import { isRecord } from "../../core/record";
import type { TextGrants } from "../../core/text-grants";
import { checkTextGrants, listTextGrants } from "../../core/text-grants";
import type { AwsPolicyStatement, AwsWorkloadArgs } from "./args";

/** Managed policies of one role (IAM user guide, quotas, 2026-11). */
const AWS_POLICIES_PER_ROLE: Quota = {
  what: "managed policies on a role",
  byDefault: 20,
  most: 25,
  code: "aws-too-many-policies",
  advice: "put statements of several into one",
};
/** All inline policies of one role together, white space not counted (IAM user guide, quotas, 2026-11); nobody gets more. */
const AWS_INLINE_POLICIES: Quota = {
  what: "characters in the inline policies of a role",
  byDefault: 10_240,
  most: 10_240,
  code: "aws-inline-policies-too-long",
  advice: "make managed policies of some and name them in policyArnsByKey",
};

export const checkAwsPolicyArn = checkForm(
  "aws-policy-arn-invalid",
  "policy",
  /^arn:aws[a-z0-9-]*:iam::(\d{12}|aws):policy\/[\w/.@+=,-]+$/,
  'the ARN of a policy, such as "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"',
);

const checkInlineName = checkForm(
  "aws-inline-policy-invalid",
  "policy name",
  /^[\w+=,.@-]{1,128}$/,
  "1 to 128 of A-Z a-z 0-9 _+=,.@-",
);

/** The managed policies that are asked for. */
export function awsPolicies({ policyArns, policyArnsByKey }: AwsWorkloadArgs): TextGrants<pulumi.Input<string>> {
  return { argument: "policyArns", list: policyArns, byKey: policyArnsByKey, duplicate: "aws-policy-duplicate" };
}

/**
 * Whether policies may be attached to the role that takes another's place before they leave that one. Of two outputs that change places each
 * would detach what the other has just attached, and an output that changes needs room for one more.
 */
export function attachesFirst(args: AwsWorkloadArgs): boolean {
  const texts = listTextGrants(awsPolicies(args)).map(({ text }) => text);
  const outputs = texts.filter(isLater).length;
  return outputs === 0 || (outputs === 1 && texts.length < AWS_POLICIES_PER_ROLE.byDefault);
}

/** Faults of the policies that a role shall have; their shape is good. */
export function checkAwsGrants(args: AwsWorkloadArgs): Issue[] {
  const { inlinePolicies = {}, inlineStatements = {} } = args;
  const names = (argument: string, policies: object) =>
    Object.keys(policies).flatMap((name) => checkInlineName(name, `${argument}.${name}`));
  return [
    ...checkTextGrants(awsPolicies(args), checkAwsPolicyArn),
    ...names("inlinePolicies", inlinePolicies),
    ...names("inlineStatements", inlineStatements),
    ...checkStatements(args),
    ...checkAwsGrantsTogether(args, countAlone),
  ];
}

/** What a role can have only where the account's quotas were raised. */
export function awsGrantWarnings(args: AwsWorkloadArgs, together: CountTogether = countAlone): string[] {
  const policies = awsPolicies(args);
  const count = together(AWS_POLICIES_PER_ROLE.what, listTextGrants(policies).length);
  return quotaWarnings(AWS_POLICIES_PER_ROLE, count, policies.argument);
}

/** Faults of the policies that a role has together with those that others of the program give to it. */
export function checkAwsGrantsTogether(args: AwsWorkloadArgs, together: CountTogether): Issue[] {
  const policies = awsPolicies(args);
  const counted = (quota: Quota, own: number, path: string) =>
    own === 0 ? [] : checkQuota(quota, together(quota.what, own), path);
  return [
    ...counted(AWS_POLICIES_PER_ROLE, listTextGrants(policies).length, policies.argument),
    ...counted(AWS_INLINE_POLICIES, inlineLength(args), "inlinePolicies"),
  ];
}

/** A document of statements as IAM stores it, with the texts that it has. */
export function awsPolicyDocument(statements: readonly AwsPolicyStatement[]): object {
  return { Version: "2012-10-17", Statement: statements.map(statementOf) };
}

function statementOf(statement: AwsPolicyStatement): object {
  const { sid, effect = "Allow", conditions = [] } = statement;
  const byOperator: Record<string, Record<string, pulumi.Input<string>[]>> = {};
  for (const { test, variable, values } of conditions) byOperator[test] = { ...byOperator[test], [variable]: values };
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    ...given({
      Action: statement.actions,
      NotAction: statement.notActions,
      Resource: statement.resources,
      NotResource: statement.notResources,
    }),
    ...(conditions.length === 0 ? {} : { Condition: byOperator }),
  };
}

function given<T>(members: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, T] => entry[1] !== undefined));
}

function checkStatements({ inlineStatements = {}, inlinePolicies = {} }: AwsWorkloadArgs): Issue[] {
  const fault = (path: string, why: string) =>
    issue("aws-inline-policy-invalid", path, `Cannot use the policy: ${why}`);
  return Object.entries(inlineStatements).flatMap(([name, statements]) => {
    const path = `inlineStatements.${name}`;
    return [
      ...(Object.hasOwn(inlinePolicies, name)
        ? [fault(path, "inlinePolicies has one of that name; leave out one")]
        : []),
      ...(statements.length === 0 ? [fault(path, "it has no statement; leave it out")] : []),
      ...statements.flatMap((statement, index) =>
        checkStatement(statement).map((why) => fault(`${path}[${index}]`, why)),
      ),
    ];
  });
}

/** What is wrong with a statement: IAM takes one of each pair, and an empty list means nothing to it. */
function checkStatement({ conditions = [], ...statement }: AwsPolicyStatement): string[] {
  const pairs = [
    ["actions", "notActions"],
    ["resources", "notResources"],
  ] as const;
  const told = conditions.map(({ test, variable }) => `${test} ${variable}`);
  return [
    ...pairs.flatMap(([one, other]) => {
      const count = [statement[one], statement[other]].filter((list) => list !== undefined && list.length > 0).length;
      return count === 1 ? [] : [`a statement has either ${one} or ${other}, and not empty`];
    }),
    ...(new Set(told).size === told.length
      ? []
      : ["two conditions have one test and variable; put their values together"]),
  ];
}

/** How long the inline policies are at least: texts that are known later count for nothing yet. */
function inlineLength({ inlinePolicies = {}, inlineStatements = {} }: AwsWorkloadArgs): number {
  const documents = Object.values(inlineStatements).map((statements) => awsPolicyDocument(statements));
  const texts = [...Object.values(inlinePolicies), ...documents.map((document) => JSON.stringify(plainIn(document)))];
  const known = texts.filter((policy) => typeof policy === "string");
  return known.reduce((sum, policy) => sum + policy.replace(/\s/g, "").length, 0);
}

/** The document with nothing in the place of what is known later. */
function plainIn(value: unknown): unknown {
  if (isLater(value)) return "";
  if (Array.isArray(value)) return value.map(plainIn);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainIn(each)])) : value;
}
