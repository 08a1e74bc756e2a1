import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyDialect } from "../../../src/core/trust-policy/dialect";
import { STRING_OPERATORS } from "../../../src/core/trust-policy/dialect";
import { POLICY_MAX_STATEMENTS, POLICY_MAX_VALUES, readPolicyDocument } from "../../../src/core/trust-policy/document";

const DIALECT: PolicyDialect = {
  versions: ["2"],
  escapes: ["2"],
  operators: STRING_OPERATORS,
  modifiers: "documented",
  actionCase: "ignored",
};

const STATEMENT = { Effect: "Allow", Principal: { Federated: "p" }, Action: "a" };
const read = (document: unknown) => readPolicyDocument(document, DIALECT, "policy");
const readStatement = (statement: unknown) => read({ Version: "2", Statement: [statement] });
const codes = (document: unknown) => read(document).issues.map(({ code, path }) => `${code} ${path}`);

function cyclic(): object {
  const statement: Record<string, unknown> = { ...STATEMENT };
  statement.Condition = { StringEquals: statement };
  return { Version: "2", Statement: statement };
}

describe("readPolicyDocument", () => {
  it("brings one statement and single values into lists", () => {
    const { document, issues } = read({
      Version: "2",
      Statement: { ...STATEMENT, Sid: "One", Principal: "*", Condition: { StringLike: { k: "v" }, Bool: { b: true } } },
    });
    expect(issues).toEqual([]);
    expect(document.statements).toMatchObject([
      {
        label: "statement 1 (One)",
        effect: "Allow",
        principals: [{ kind: "*", value: "*" }],
        notPrincipal: false,
        actions: ["a"],
        conditions: [
          { operator: "StringLike", key: "k", values: ["v"], test: { compare: "like", negated: false } },
          { operator: "Bool", key: "b", values: ["true"], test: undefined },
        ],
      },
    ]);
  });

  it("takes the modifiers of an operator apart", () => {
    const tests = (operator: string) =>
      readStatement({ ...STATEMENT, Condition: { [operator]: { k: "v" } } }).document.statements[0]?.conditions[0]
        ?.test;
    expect(tests("ForAnyValue:StringNotLikeIfExists")).toEqual({
      compare: "like",
      negated: true,
      set: "some",
      ifExists: true,
    });
    expect(tests("ForAllValues:StringEquals")).toMatchObject({ set: "every", ifExists: false });
    expect(tests("stringequals")).toBeUndefined();
    expect(tests("ForAllValues:ForAllValues:StringEquals")).toBeUndefined();
    expect(tests("toString")).toBeUndefined();
    expect(tests("__proto__")).toBeUndefined();
  });

  it.each<[string, unknown, string[]]>([
    ["no object", "{}", ["policy-not-object policy"]],
    ["a list", [], ["policy-not-object policy"]],
    ["nothing", undefined, ["policy-not-object policy"]],
    ["an unknown version", { Version: "3", Statement: [] }, ["policy-version-unknown policy.Version"]],
    ["no version where the vendor assumes none", { Statement: [] }, ["policy-version-unknown policy.Version"]],
    [
      "no statement",
      { Version: "2" },
      [
        "policy-statement-invalid policy.Statement",
        "policy-effect-invalid policy.Statement.Effect",
        "policy-element-missing policy.Statement.Principal",
        "policy-element-missing policy.Statement.Action",
      ],
    ],
    [
      "an element that is misspelt",
      { Version: "2", Statement: { ...STATEMENT, Conditions: {} } },
      ["policy-element-unknown policy.Statement.Conditions"],
    ],
    [
      "an element that trust policies lack",
      { Version: "2", Statement: { ...STATEMENT, Resource: "*" } },
      ["policy-element-unknown policy.Statement.Resource"],
    ],
    [
      "an effect in other letters",
      { Version: "2", Statement: { ...STATEMENT, Effect: "allow" } },
      ["policy-effect-invalid policy.Statement.Effect"],
    ],
    [
      "both of Principal and NotPrincipal",
      { Version: "2", Statement: { ...STATEMENT, NotPrincipal: "*" } },
      ["policy-element-missing policy.Statement.Principal"],
    ],
    [
      "a principal as text",
      { Version: "2", Statement: { ...STATEMENT, Principal: "root" } },
      ["policy-principal-invalid policy.Statement.Principal"],
    ],
    [
      "an action that is no text",
      { Version: "2", Statement: { ...STATEMENT, Action: ["a", null] } },
      ["policy-value-invalid policy.Statement.Action[1]"],
    ],
    [
      "a condition that is a list",
      { Version: "2", Statement: { ...STATEMENT, Condition: [] } },
      ["policy-condition-invalid policy.Statement.Condition"],
    ],
    [
      "an operator without keys",
      { Version: "2", Statement: { ...STATEMENT, Condition: { StringEquals: "x" } } },
      ["policy-condition-invalid policy.Statement.Condition.StringEquals"],
    ],
    [
      "a value that is an object",
      { Version: "2", Statement: { ...STATEMENT, Condition: { StringEquals: { "p:sub": {} } } } },
      ['policy-value-invalid policy.Statement.Condition.StringEquals["p:sub"]'],
    ],
    ["a document that contains itself", cyclic(), ["policy-too-large policy"]],
    [
      "a very long value",
      { Version: "2", Statement: { ...STATEMENT, Action: "a".repeat(5000) } },
      ["policy-too-large policy.Statement.Action"],
    ],
    [
      "very many statements",
      { Version: "2", Statement: Array(10_000).fill(STATEMENT) },
      ["policy-too-large policy.Statement"],
    ],
    [
      "very many values",
      { Version: "2", Statement: { ...STATEMENT, Action: Array(POLICY_MAX_VALUES + 1).fill("a") } },
      ["policy-too-large policy.Statement.Action"],
    ],
    [
      "a list of a length that cannot be walked",
      { Version: "2", Statement: { ...STATEMENT, Action: new Array(4_000_000_000) } },
      ["policy-too-large policy"],
    ],
    [
      "many long values",
      { Version: "2", Statement: { ...STATEMENT, Action: Array.from({ length: 100 }, () => "a".repeat(4000)) } },
      ["policy-too-large policy"],
    ],
  ])("refuses %s", (_what, document, expected) => {
    expect(codes(document)).toEqual(expected);
  });

  it("reads the largest number of statements", () => {
    expect(codes({ Version: "2", Statement: Array(POLICY_MAX_STATEMENTS).fill(STATEMENT) })).toEqual([]);
  });

  it("reads only what the document itself says", () => {
    const inherited = Object.create({ Condition: { StringEquals: { k: "v" } } });
    expect(readStatement(Object.assign(inherited, STATEMENT)).document.statements[0]?.conditions).toEqual([]);
    const polluted = JSON.parse('{"Version":"2","Statement":{"__proto__":{"Effect":"Allow"},"Effect":"Deny"}}');
    expect(read(polluted).issues.map(({ code }) => code)).toContain("policy-element-unknown");
  });

  it("ends with a document or with faults, whatever it is given", () => {
    const nearly = fc.record(
      {
        Version: fc.constant("2"),
        Statement: fc.oneof(
          fc.anything(),
          fc.array(fc.object({ key: fc.constantFrom("Effect", "Principal", "Action", "Condition") })),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true, withMap: true }), nearly), (value) => {
        const { document, issues } = read(value);
        expect(Array.isArray(document.statements)).toBe(true);
        for (const { code, path } of issues) expect(`${code} ${path}`).toMatch(/^policy-[a-z-]+ policy/);
      }),
    );
  });
});
