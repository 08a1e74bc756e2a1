import { jsonObject } from "../../core/json";
import { replaceStatements, storedStatements } from "../../core/trust-policy/statement-edit";
import type { SimulatedResource } from "../simulation";
import { trustStatementId } from "../trust-statement";
import type { ResourceType } from "./behaviour";

/** Statements in a role's trust policy as a vendor keeps them: inside of the role, under this of its properties. */
export function trustStatementType(role: string, property: string): ResourceType {
  const policyOf = (state: Record<string, unknown>) => JSON.stringify(jsonObject(state[property]));
  const statementsOf = (inputs: Record<string, unknown> | undefined) => (inputs?.statements ?? []) as object[];
  return {
    replacedBy: ["roleArn"],
    partOf: {
      type: role,
      isIn: ({ state }, { roleArn }) => state.arn === roleArn,
      changed(state, before, after) {
        const edited = replaceStatements(policyOf(state), statementsOf(before), statementsOf(after));
        if ("refused" in edited) throw new Error(`trust-policy-${edited.refused}: ${String(state.arn)}`);
        return { [property]: edited.policy };
      },
      seen(state, inputs) {
        const policy = policyOf(state);
        const statements = storedStatements(policy, statementsOf(inputs));
        return statements.length === 0 ? undefined : { statements, policy };
      },
    },
  };
}

/** What such a resource answers of a role that is not simulated: nobody else is in its policy. */
export function simulatedTrustStatement(Version: string): SimulatedResource {
  return ({ inputs }) => {
    const { roleArn, statements } = inputs as { roleArn: string; statements: object[] };
    const policy = JSON.stringify({ Version, Statement: statements });
    const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
    return { id: trustStatementId({ roleArn, statements }), state: { ...given, policy } };
  };
}
