import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import type { AwsSpecConditions, AwsSpecStatement } from "./spec";

/** All inline policies of a role together in characters, white space not counted (IAM user guide, quotas, 2026-11). */
const INLINE_MAX_LENGTH = 10_240;
/** A managed policy in characters, white space not counted (the same). */
const MANAGED_MAX_LENGTH = 6144;
/** Managed policies on one role by default (the same). */
const MANAGED_PER_ROLE = 20;

/** The permissions of one request as IAM stores them: one inline policy, or several managed ones where that would be too long. */
export interface AwsRequestPolicies {
  readonly inline?: object;
  readonly managed: readonly object[];
}

/** The policies of a request's statements in a partition; nothing is left out of them. */
export function awsRequestPolicies(statements: readonly AwsSpecStatement[], partition: string): AwsRequestPolicies {
  if (statements.length === 0) return { managed: [] };
  const written = statements.map((statement) => statementOf(statement, partition));
  const whole = documentOf(written);
  if (lengthOf(whole) <= INLINE_MAX_LENGTH) return { inline: whole, managed: [] };
  return { managed: inParts(written.flatMap(split)).map(documentOf) };
}

/** Faults of permissions that no policies of one role can hold. */
export function checkRequestPolicies({ managed }: AwsRequestPolicies, path: string): Issue[] {
  const longest = Math.max(0, ...managed.map(lengthOf));
  const tooMany = managed.length > MANAGED_PER_ROLE;
  if (longest <= MANAGED_MAX_LENGTH && !tooMany) return [];
  const why = tooMany
    ? `they need ${managed.length} managed policies, and a role has at most ${MANAGED_PER_ROLE}`
    : `one statement alone has ${longest} characters, and a managed policy has at most ${MANAGED_MAX_LENGTH}`;
  const fix = "narrow them, or give them to several CredentialsRequests";
  return [issue("aws-request-too-long", path, `Cannot store the permissions of the request: ${why}; ${fix}`)];
}

interface Statement {
  Effect: string;
  Action: readonly string[];
  Resource: string;
  Condition?: AwsSpecConditions;
}

function statementOf({ effect, action, resource, policyCondition }: AwsSpecStatement, partition: string): Statement {
  return {
    Effect: effect,
    Action: action,
    Resource: inPartition(resource, partition),
    ...(policyCondition === undefined ? {} : { Condition: conditionsIn(policyCondition, partition) }),
  };
}

/** Requests are written for the commercial partition; ARNs of another one begin differently. */
function inPartition(text: string, partition: string): string {
  return text.replace(/^arn:aws:/, `arn:${partition}:`);
}

function conditionsIn(conditions: AwsSpecConditions, partition: string): AwsSpecConditions {
  const moved = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(moved) : typeof value === "string" ? inPartition(value, partition) : value;
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, moved(value)])),
    ]),
  );
}

function documentOf(statements: readonly Statement[]): object {
  return { Version: "2012-10-17", Statement: statements };
}

function lengthOf(document: object): number {
  return JSON.stringify(document).length;
}

/** A statement that fills more than a policy, as several that say the same of as many of its actions as one has room for. */
function split(statement: Statement): Statement[] {
  const parts: string[][] = [];
  for (const action of statement.Action) {
    const last = parts.at(-1);
    if (last !== undefined && fits([{ ...statement, Action: [...last, action] }])) last.push(action);
    else parts.push([action]);
  }
  return parts.map((Action) => ({ ...statement, Action }));
}

/** Each statement in the first policy that has room for it. */
function inParts(statements: readonly Statement[]): Statement[][] {
  const parts: Statement[][] = [];
  for (const statement of statements) {
    const roomy = parts.find((part) => fits([...part, statement]));
    if (roomy !== undefined) roomy.push(statement);
    else parts.push([statement]);
  }
  return parts;
}

function fits(statements: readonly Statement[]): boolean {
  return lengthOf(documentOf(statements)) <= MANAGED_MAX_LENGTH;
}
