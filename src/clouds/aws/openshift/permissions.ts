import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import { wildcardsCover } from "../../../core/wildcards";
import type { OpenShiftConditions, OpenShiftPermission } from "../../openshift-cloud";
import type { AwsProviderSpec, AwsSpecConditions, AwsSpecStatement } from "./spec";

/** A row for each action of each statement. */
export function awsPermissions({ statementEntries }: AwsProviderSpec): OpenShiftPermission[] {
  const rows = statementEntries.flatMap(({ effect, action, resource, policyCondition }) =>
    action.map(
      (name): OpenShiftPermission => ({
        kind: "action",
        name,
        ...(effect === "Deny" ? { effect } : {}),
        resource,
        ...(policyCondition === undefined ? {} : { conditions: policyCondition }),
      }),
    ),
  );
  return [...new Map(rows.map((row) => [JSON.stringify({ ...row, name: row.name.toLowerCase() }), row])).values()];
}

/** The statements of rows: those that say the same of their actions but the action are one. */
export function awsSpecOf(permissions: readonly OpenShiftPermission[], path: string, issues: Issue[]): AwsProviderSpec {
  const statements = new Map<string, AwsSpecStatement & { action: string[] }>();
  for (const { kind, name } of permissions) {
    if (kind === "action") continue;
    const fault = `Cannot ask AWS for ${show(name)} of kind ${show(kind)}: expected "action"`;
    issues.push(issue("openshift-permission-kind", path, fault));
  }
  for (const { name, effect = "Allow", resource = "*", conditions } of permissions) {
    const key = JSON.stringify([effect, resource, conditions]);
    const statement = statements.get(key) ?? {
      effect,
      action: [],
      resource,
      ...(conditions === undefined ? {} : { policyCondition: conditions as AwsSpecConditions }),
    };
    statement.action.push(name);
    statements.set(key, statement);
  }
  return { statementEntries: [...statements.values()] };
}

/**
 * Actions by which somebody gets the permissions of others, and how (IAM user guide, "Access management", and the actions, resources and
 * condition keys of IAM and STS, 2026-08).
 */
const ESCALATIONS: readonly [string, string][] = [
  ["iam:PassRole", "hands any role of the account to a machine or function that it starts"],
  ["sts:AssumeRole", "becomes every role that trusts the account"],
  ["iam:UpdateAssumeRolePolicy", "lets itself into any role"],
  ["iam:AttachRolePolicy", "gives any role any policy"],
  ["iam:PutRolePolicy", "writes the permissions of any role"],
  ["iam:AttachUserPolicy", "gives any user any policy"],
  ["iam:PutUserPolicy", "writes the permissions of any user"],
  ["iam:AttachGroupPolicy", "gives any group any policy"],
  ["iam:PutGroupPolicy", "writes the permissions of any group"],
  ["iam:AddUserToGroup", "puts any user into any group"],
  ["iam:CreatePolicyVersion", "changes what any policy of the account allows"],
  ["iam:SetDefaultPolicyVersion", "changes what any policy of the account allows"],
  ["iam:CreateAccessKey", "makes a key for any user"],
  ["iam:CreateLoginProfile", "makes a password for any user"],
  ["iam:UpdateLoginProfile", "changes the password of any user"],
  ["iam:DeleteRolePermissionsBoundary", "takes the bound off any role"],
];

/** How an action on every resource makes its holder more than it is. */
export function awsEscalation({ name, effect, resource }: OpenShiftPermission): string | undefined {
  if (effect === "Deny" || resource !== "*") return undefined;
  const found = ESCALATIONS.filter(([action]) => wildcardsCover(name, action));
  const [first] = found;
  if (first === undefined) return undefined;
  return found.length === 1 ? first[1] : `is ${first[0]} and ${found.length - 1} more of its kind: ${first[1]}`;
}

/**
 * Every condition of the wider ones is one of the narrower too, which may have more. Letter case of operators and keys does not count, nor
 * the order of values; a list stands for any of them, or for none of them behind a `Not` (IAM user guide, condition operators, 2026-11).
 */
export function awsConditionsCover(wide: OpenShiftConditions, narrow: OpenShiftConditions): boolean {
  const rows = rowsOf(narrow);
  return rowsOf(wide).every(({ operator, key, values }) =>
    rows.some((row) => {
      if (row.operator !== operator || row.key !== key) return false;
      const [few, many] = operator.includes("not") ? [values, row.values] : [row.values, values];
      return few.every((value) => many.includes(value));
    }),
  );
}

function rowsOf(conditions: OpenShiftConditions) {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      ...{ operator: operator.toLowerCase(), key: key.toLowerCase() },
      values: [values].flat().map(String),
    })),
  );
}
