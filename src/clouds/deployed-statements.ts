import { jsonObject } from "../core/json";
import { replaceStatements } from "../core/trust-policy/statement-edit";
import type { DeployedResource } from "./deployed";

/** A role's trust policy among deployed resources. */
interface DeployedRole {
  readonly name: string;
  /** Absent where a preview only plans the role. */
  readonly arn: string | undefined;
  readonly policy: object;
}

/**
 * Roles with the statements that other programs keep in them: a role's own state may be older than those. One that none of the resources
 * is has the policy that was answered last.
 */
export function withManagedStatements(
  roles: readonly DeployedRole[],
  statements: readonly DeployedResource[],
): DeployedRole[] {
  const named = new Set(roles.map(({ arn }) => arn));
  const elsewhere = statements
    .filter(({ state }) => typeof state.roleArn === "string" && !named.has(state.roleArn))
    .map(({ name, state }): DeployedRole => ({ name, arn: String(state.roleArn), policy: jsonObject(state.policy) }));
  const once = elsewhere.filter(({ arn }, index) => elsewhere.findIndex((other) => other.arn === arn) === index);
  return [...roles, ...once].map((role) => ({
    ...role,
    policy: statements
      .filter(({ state }) => state.roleArn === role.arn && Array.isArray(state.statements))
      .reduce((policy, { state }) => withStatements(policy, state.statements as object[]), role.policy),
  }));
}

function withStatements(policy: object, statements: object[]): object {
  const edited = replaceStatements(JSON.stringify(policy), [], statements);
  return "policy" in edited ? jsonObject(edited.policy) : policy;
}
