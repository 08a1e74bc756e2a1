import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import type { Path } from "../../../core/path";
import { at, pathText } from "../../../core/path";
import { isRecord } from "../../../core/record";
import type { Read } from "../../../core/shape";
import { readListOf, readObject, readOptional, readRecordOf, readText, shapeFault } from "../../../core/shape";
import { show } from "../../../core/show";

/** Conditions of a statement: values by key by operator, as IAM has them. Payloads have `true` as a boolean. */
export type AwsSpecConditions = Record<string, Record<string, unknown>>;

/** One statement of a CredentialsRequest. */
export interface AwsSpecStatement {
  readonly effect: "Allow" | "Deny";
  readonly action: readonly string[];
  readonly resource: string;
  readonly policyCondition?: AwsSpecConditions;
}

/** What a CredentialsRequest asks of AWS. */
export interface AwsProviderSpec {
  readonly statementEntries: readonly AwsSpecStatement[];
}

interface StatementFields {
  effect: string;
  action: string[];
  resource: string;
  policyCondition: AwsSpecConditions | undefined;
}

const readStatementFields = readObject<StatementFields>({
  effect: readEffect,
  action: readListOf(readAction),
  resource: readResource,
  policyCondition: readOptional(readConditions),
});

/** All fields of such a spec, also those that are for the operator in the cluster alone. */
export const AWS_SPEC_FIELDS = [
  "statementEntries",
  "statementEntries.effect",
  "statementEntries.action",
  "statementEntries.resource",
  "statementEntries.policyCondition",
  "stsIAMRoleARN",
];

/** Reads an `AWSProviderSpec` of `cloudcredential.openshift.io/v1`. `stsIAMRoleARN` is for the operator in the cluster alone. */
export const readAwsProviderSpec: Read<AwsProviderSpec> = (value, path, issues) => {
  const list = isRecord(value) ? (value.statementEntries ?? []) : [];
  return { statementEntries: readListOf(readStatement)(list, at(path, "statementEntries"), issues) };
};

function readStatement(value: unknown, path: Path, issues: Issue[]): AwsSpecStatement {
  const { effect, action, resource, policyCondition } = readStatementFields(value, path, issues);
  if (isRecord(value) && Array.isArray(value.action) && value.action.length === 0) {
    const fault = "Cannot read a statement without actions: name some, or leave the statement out";
    issues.push(issue("aws-statement-invalid", pathText(at(path, "action")), fault));
  }
  return {
    effect: effect as AwsSpecStatement["effect"],
    action,
    resource,
    ...(policyCondition === undefined || Object.keys(policyCondition).length === 0 ? {} : { policyCondition }),
  };
}

function readEffect(value: unknown, path: Path, issues: Issue[]): string {
  if (value === "Allow" || value === "Deny") return value;
  return shapeFault(value, path, issues, '"Allow" or "Deny"', "Allow");
}

/** A service and one of its actions; `*` alone is every action of every service. */
const ACTION = /^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;

function readAction(value: unknown, path: Path, issues: Issue[]): string {
  const text = readText(value, path, issues);
  if (typeof value === "string" && !ACTION.test(text)) {
    const fault = `Cannot ask for action ${show(text)}: expected one such as "ec2:RunInstances"`;
    issues.push(issue("aws-statement-invalid", pathText(path), fault));
  }
  return text;
}

/** Every resource, or an ARN, which may have wildcards and IAM's variables. */
const RESOURCE = /^(\*|arn:(aws[a-z-]*\*?|\*):\S+)$/;
/** A template's placeholder; IAM's own variables have a colon in them, or are one of the special characters. */
const PLACEHOLDER = /\$\{[\w.-]+\}|\{\{/;

function readResource(value: unknown, path: Path, issues: Issue[]): string {
  const text = readText(value, path, issues);
  if (typeof value !== "string" || (RESOURCE.test(text) && !PLACEHOLDER.test(text))) return text;
  const advice = PLACEHOLDER.test(text) ? "fill in the template first; " : "";
  const fault = `Cannot ask for resource ${show(text)}: ${advice}expected "*" or an ARN such as "arn:aws:s3:::images/*"`;
  issues.push(issue("aws-statement-invalid", pathText(path), fault));
  return text;
}

const readConditionKeys = readRecordOf(readRecordOf(readConditionValue));

function readConditions(value: unknown, path: Path, issues: Issue[]): AwsSpecConditions {
  const conditions = readConditionKeys(value, path, issues);
  for (const operator of Object.keys(conditions)) {
    if (/^[A-Za-z:]+$/.test(operator)) continue;
    const fault = `Cannot use condition operator ${show(operator)}: expected one such as "StringEquals"`;
    issues.push(issue("aws-statement-invalid", pathText(at(path, operator)), fault));
  }
  return conditions;
}

function readConditionValue(value: unknown, path: Path, issues: Issue[]): unknown {
  const isPlain = (each: unknown) => ["string", "number", "boolean"].includes(typeof each);
  if (isPlain(value) || (Array.isArray(value) && value.length > 0 && value.every(isPlain))) return value;
  return shapeFault(value, path, issues, "a string, number or boolean, or a list of them", "");
}
