import type { OperatorMeaning, PolicyDialect } from "./dialect";

/** An operator as written, taken apart: its comparison and its modifiers. */
export interface ConditionTest extends OperatorMeaning {
  readonly set: "every" | "some" | undefined;
  readonly ifExists: boolean;
}

const MODIFIED = /^(ForAllValues:|ForAnyValue:)?(.+?)(IfExists)?$/;

/** What an operator means to this vendor, or `undefined` where that is not modelled. */
export function conditionTest(operator: string, dialect: PolicyDialect): ConditionTest | undefined {
  if (Object.hasOwn(dialect.operators, operator)) {
    const { compare, negated } = dialect.operators[operator]!;
    return { compare, negated, set: undefined, ifExists: false };
  }
  const [, set, name, ifExists] = MODIFIED.exec(operator) ?? [];
  if (name === undefined || !Object.hasOwn(dialect.operators, name) || dialect.modifiers === "unverified")
    return undefined;
  const { compare, negated } = dialect.operators[name]!;
  // A test for presence is complete in itself; no vendor says what a modifier would add.
  if (compare === "presence") return undefined;
  return {
    compare,
    negated,
    set: set === undefined ? undefined : set === "ForAllValues:" ? "every" : "some",
    ifExists: ifExists !== undefined,
  };
}

/**
 * The answer where the request lacks the key: positive operators fail, negated ones hold, `ForAllValues:` holds over nothing and
 * `ForAnyValue:` finds nothing. `undefined` where that is not documented.
 */
export function answerWithoutKey(
  test: ConditionTest,
  values: readonly string[],
  dialect: PolicyDialect,
): boolean | undefined {
  if (dialect.modifiers === "unverified") return undefined;
  if (test.compare === "presence") return answerOnPresence(false, values);
  // Documents disagree on whether ForAnyValue: or IfExists wins.
  if (test.set === "some") return test.ifExists ? undefined : false;
  return test.set === "every" || test.ifExists || test.negated;
}

/** `Null`: "true" asks for the absence of the key, "false" for its presence. */
export function answerOnPresence(present: boolean, values: readonly string[]): boolean | undefined {
  if (values.length === 0 || !values.every((value) => value === "true" || value === "false")) return undefined;
  return values.includes(present ? "false" : "true");
}
