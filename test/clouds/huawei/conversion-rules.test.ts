import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { huawei } from "../../../src/clouds/huawei/cloud";
import { isAnchored } from "../../../src/clouds/huawei/conversion-rules";
import { renderHuaweiRules } from "../../../src/clouds/huawei/trust";
import { verdictOf } from "../../../src/clouds/proof";
import { contains } from "../../../src/core/language/member";
import { subjectClaim } from "../../../src/core/subject";
import { rounds } from "../../support/rounds";
import { CLIENT_ID, GROUP, INTENT, ISSUER, rule, rulesTrust, sub, token } from "./good-trust";

const decide = (rules: object[], names?: string, claims: object = {}) =>
  huawei.evaluate(rulesTrust(rules), token(names, claims)).decision;
const only = { type: "sub", any_one_of: [sub("ns:sa")] };

describe("the decision about a token", () => {
  it.each<[string, object[], string, "allow" | "deny" | "unknown"]>([
    ["its own subject in a list", [rule(only)], "ns:sa", "allow"],
    ["another subject", [rule(only)], "ns:other", "deny"],
    ["one of several values", [rule({ type: "sub", any_one_of: [sub("a:b"), sub("ns:sa")] })], "ns:sa", "allow"],
    ["all conditions of a rule", [rule(only, { type: "sub", not_any_of: [sub("a:b")] })], "ns:sa", "allow"],
    ["one condition of two", [rule(only, { type: "sub", not_any_of: [sub("ns:sa")] })], "ns:sa", "deny"],
    ["a refused subject", [rule({ type: "sub", not_any_of: [sub("ns:sa")] })], "ns:sa", "deny"],
    [
      "an anchored expression",
      [rule({ type: "sub", any_one_of: [`^${sub("ns:[a-z]+")}$`], regex: true })],
      "ns:sa",
      "allow",
    ],
    [
      "an anchored expression that it does not fit",
      [rule({ type: "sub", any_one_of: [`^${sub("ns:[0-9]+")}$`], regex: true })],
      "ns:sa",
      "deny",
    ],
    [
      "an expression that could match a part only",
      [rule({ type: "sub", any_one_of: ["ns:sa"], regex: true })],
      "ns:sa",
      "unknown",
    ],
    [
      "an expression that no engine shares",
      [rule({ type: "sub", any_one_of: ["^(?=a).*$"], regex: true })],
      "ns:sa",
      "unknown",
    ],
    ["a value in capital letters", [rule({ type: "sub", any_one_of: [sub("NS:sa")] })], "ns:sa", "unknown"],
    ["a claim that the vendor shows in no rule", [rule({ type: "email", any_one_of: ["a@b"] })], "ns:sa", "unknown"],
    ["no user name", [{ local: [{ group: { name: GROUP } }], remote: [only] }], "ns:sa", "deny"],
    ["no group", [{ local: [{ user: { name: "x" } }], remote: [only] }], "ns:sa", "deny"],
    [
      "another group",
      [{ local: [{ user: { name: "x" } }, { group: { name: "other" } }], remote: [only] }],
      "ns:sa",
      "deny",
    ],
    [
      "a user name of one rule and the group of another",
      [
        { local: [{ user: { name: "x" } }], remote: [only] },
        { local: [{ group: { name: GROUP } }], remote: [{ type: "sub" }] },
      ],
      "ns:sa",
      "allow",
    ],
    [
      "the claim for a user name",
      [{ local: [{ user: { name: "{0}" } }, { group: { name: GROUP } }], remote: [{ type: "sub" }] }],
      "ns:sa",
      "unknown",
    ],
    [
      "a list of groups",
      [{ local: [{ user: { name: "x" } }, { groups: `["a","${GROUP}"]` }], remote: [only] }],
      "ns:sa",
      "allow",
    ],
  ])("with %s", (_, rules, names, expected) => {
    expect(decide(rules, names)).toBe(expected);
  });

  it.each<[string, object, "deny" | "unknown"]>([
    ["another issuer", { iss: `${ISSUER}/` }, "deny"],
    ["another audience", { aud: ["other"] }, "deny"],
    ["several audiences", { aud: [CLIENT_ID, "other"] }, "unknown"],
  ])("with %s is never allow", (_, claims, expected) => {
    expect(decide([rule(only)], "ns:sa", claims)).toBe(expected);
  });

  it("says which rule, user and group led to it", () => {
    const { trace } = huawei.evaluate(rulesTrust(), token());
    expect(trace.map(({ step, passed }) => `${step} ${passed}`)).toEqual([
      "identity provider prod: issuer true",
      "identity provider prod: client id true",
      "rule 1: sub true",
      "user name true",
      "group true",
    ]);
    expect(trace[3]!.detail).toContain("ns.sa");
  });
});

describe("one user name of several rules", () => {
  const named = (group: string, names: string) => ({
    local: [{ user: { name: "someone" } }, { group: { name: group } }],
    remote: [{ type: "sub", any_one_of: [sub(names)] }],
  });

  it.each<[string, object[]]>([
    ["another group for another ServiceAccount", [named(GROUP, "ns:sa"), named("other", "ns:other")]],
    ["another group for the same ServiceAccount", [named(GROUP, "ns:sa"), named("other", "ns:sa")]],
    [
      "no group for another ServiceAccount, the group being given by a rule without a name",
      [
        { ...named(GROUP, "ns:sa"), local: [{ user: { name: "someone" } }] },
        { ...named(GROUP, "ns:other"), local: [{ user: { name: "someone" } }] },
        { ...named(GROUP, "ns:sa"), local: [{ group: { name: GROUP } }] },
      ],
    ],
    [
      "one rule, the group being given to one of its ServiceAccounts by a rule without a name",
      [
        {
          local: [{ user: { name: "someone" } }],
          remote: [{ type: "sub", any_one_of: [sub("ns:sa"), sub("ns:other")] }],
        },
        { ...named(GROUP, "ns:sa"), local: [{ group: { name: GROUP } }] },
      ],
    ],
    [
      "everybody, the group being given to one ServiceAccount by a rule without a name",
      [
        { local: [{ user: { name: "someone" } }], remote: [{ type: "sub" }] },
        { ...named(GROUP, "ns:sa"), local: [{ group: { name: GROUP } }] },
      ],
    ],
  ])("is not decided with %s", (_, rules) => {
    expect(decide(rules)).toBe("unknown");
    expect(verdictOf(huawei, rulesTrust(rules), INTENT)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining('user name "someone"'),
    });
  });

  it("is decided where a rule without a name gives the group to everybody of that name, or to nobody", () => {
    const user = { ...named(GROUP, "ns:sa"), local: [{ user: { name: "someone" } }] };
    const group = {
      local: [{ group: { name: GROUP } }],
      remote: [{ type: "sub", any_one_of: [sub("ns:sa"), sub("ns:x")] }],
    };
    const nobody = { local: [{ user: { name: "nobody" } }], remote: [{ type: "sub", any_one_of: [sub("ns:other")] }] };
    expect(verdictOf(huawei, rulesTrust([user, group, nobody]), INTENT)).toEqual({ verdict: "equal" });
  });

  it("is decided where all of them give the group", () => {
    const rules = [named(GROUP, "ns:sa"), named(GROUP, "ns:other")];
    expect([decide(rules), decide(rules, "ns:other"), decide(rules, "ns:third")]).toEqual(["allow", "allow", "deny"]);
  });
});

describe("an expression that matches whole values by itself", () => {
  it.each([
    ["^a$", true],
    ["^(a|b)$", true],
    ["^[|$]$", true],
    ["^a\\$$", true],
    ["^a|b$", false],
    ["^a\\$", false],
    ["a$", false],
    ["^a", false],
    ["^a$b", false],
    ["^[a$", false],
  ])("%s: %s", (source, expected) => {
    expect(isAnchored(source)).toBe(expected);
  });
});

describe("rules that cannot be read", () => {
  it.each<[string, unknown, string]>([
    ["no object", "x", "shape-invalid"],
    ["a misspelt condition", rule({ type: "sub", any_oneof: [sub("ns:sa")] }), "huawei-rule-element-unknown"],
    ["both conditions in one", rule({ type: "sub", any_one_of: ["a"], not_any_of: ["b"] }), "huawei-rule-invalid"],
    ["a condition without a claim", rule({ any_one_of: ["a"] }), "huawei-rule-invalid"],
    ["a value that is no text", rule({ type: "sub", any_one_of: [1] }), "huawei-rule-invalid"],
    ["an empty list of values", rule({ type: "sub", any_one_of: [] }), "huawei-rule-invalid"],
    ["no condition at all", rule(), "huawei-rule-invalid"],
    ["eleven conditions", rule(...Array(11).fill(only)), "huawei-rule-too-long"],
    ["a name that is no text", { local: [{ user: { name: 1 } }], remote: [only] }, "huawei-rule-invalid"],
  ])("for %s end in a coded error", (_, value, code) => {
    const read = () => huawei.parse(rulesTrust([value as object]));
    expect(read).toThrow(expect.objectContaining({ code: "huawei-trust-invalid" }));
    expect(read).toThrow(`[${code}]`);
  });

  it("are not filled in from a prototype", () => {
    const polluted = Object.create({ any_one_of: [sub("ns:sa")] }) as object;
    const trust = rulesTrust([rule(Object.assign(polluted, { type: "sub" }))]);
    expect(verdictOf(huawei, trust, INTENT)).toMatchObject({ verdict: "over" });
  });

  it.each<[string, object[]]>([
    ["3000 rules", Array(3000).fill(rule(only))],
    ["30000 values", [rule({ type: "sub", any_one_of: Array(30_000).fill("a") })]],
    ["a value of 100000 characters", [rule({ type: "sub", any_one_of: ["a".repeat(100_000)] })]],
  ])("for %s are refused as too large", (_, rules) => {
    expect(() => huawei.parse(rulesTrust(rules))).toThrow(expect.objectContaining({ code: "huawei-trust-invalid" }));
  });

  it("end without a decision where there are too many expressions to try", () => {
    const expressions = Array.from({ length: 2000 }, (_, i) => `^(([a-z:]{1,30})|x){1,20}${i}$`);
    const rules = expressions.map((source) => rule({ type: "sub", any_one_of: [source], regex: true }));
    const { decision, trace } = huawei.evaluate(rulesTrust(rules), token());
    expect(decision).toBe("unknown");
    expect(trace.at(-1)).toMatchObject({ step: "rules", passed: "unknown" });
    expect(trace.length).toBeLessThan(1000);
  });

  it("end in a decision also for expressions that backtrack without end elsewhere", () => {
    const trust = rulesTrust([rule({ type: "sub", any_one_of: ["^(([a-z:]+)+)+[0-9]$"], regex: true })]);
    expect(huawei.evaluate(trust, token(`ns:${"a".repeat(200)}`)).decision).toBe("deny");
    expect(verdictOf(huawei, trust, INTENT).verdict).not.toBe("equal");
  });
});

const name = fc.constantFrom("a", "b", "ns", "sa", "a-b");
const names = fc.tuple(name, name).map((pair) => pair.join(":"));
const value = fc.oneof(names.map(sub), fc.constantFrom(sub("NS:sa"), sub("ns:*"), "*", "x"));
const expression = fc.oneof(
  names.map((each) => `^${sub(each)}$`),
  fc.constantFrom(`^${sub("[a-z]+:sa")}$`, `^${sub("ns:.*")}$`, "^.*$", "ns:sa", "^a|b$", "^(?=x)$"),
);
const condition = fc.oneof(
  fc.record({ type: fc.constant("sub") }),
  fc.record({ type: fc.constant("sub"), any_one_of: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({ type: fc.constant("sub"), not_any_of: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    type: fc.constant("sub"),
    any_one_of: fc.array(expression, { minLength: 1, maxLength: 2 }),
    regex: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("sub"),
    not_any_of: fc.array(expression, { minLength: 1, maxLength: 2 }),
    regex: fc.constant(true),
  }),
  fc.record({ type: fc.constantFrom("aud", "__NAMEID__") }),
);
const local = fc.uniqueArray(
  fc.constantFrom<object>(
    { user: { name: "x" } },
    { user: { name: "{0}" } },
    { group: { name: GROUP } },
    { group: { name: "other" } },
    { groups: `["${GROUP}"]` },
    { groups: "{0}" },
  ),
  { minLength: 1, maxLength: 3 },
);
const anyRule = fc.record({ local, remote: fc.array(condition, { minLength: 1, maxLength: 3 }) });

describe("proof and decision", () => {
  it("agree on any rules and tokens", () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 3 }),
        names,
        fc.constantFrom(ISSUER, "https://other.example.com"),
        fc.constantFrom(CLIENT_ID, "other"),
        (rules, subject, iss, aud) => {
          const trust = rulesTrust(rules);
          const { decision } = huawei.evaluate(trust, token(subject, { iss, aud: [aud] }));
          const member = contains(huawei.admits(trust).subjects(iss, aud), sub(subject));
          expect(member).toBe({ allow: true, deny: false, unknown: "unknown" }[decision]);
        },
      ),
      { numRuns: rounds(1000) },
    );
  });

  it("agree on every counterexample, and on the intent where there is none", () => {
    const subject = names.map((pair) => {
      const [namespace = "", serviceAccount = ""] = pair.split(":");
      return { issuer: ISSUER, namespace, serviceAccount };
    });
    const subjects = fc.uniqueArray(subject, { minLength: 1, maxLength: 3, selector: subjectClaim });
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(subjects, fc.boolean(), fc.array(anyRule, { maxLength: 2 }), (wanted, withGoodOnes, more) => {
        const trust = rulesTrust([...(withGoodOnes ? renderHuaweiRules(wanted, GROUP) : []), ...more]);
        const verdict = verdictOf(huawei, trust, { ...INTENT, subjects: wanted });
        verdicts.add(verdict.verdict);
        if (verdict.verdict === "over") expect(huawei.evaluate(trust, verdict.token).decision).toBe("allow");
        if (verdict.verdict === "under") expect(huawei.evaluate(trust, verdict.token).decision).toBe("deny");
        if (verdict.verdict !== "equal") return;
        for (const { namespace, serviceAccount } of wanted) {
          expect(huawei.evaluate(trust, token(`${namespace}:${serviceAccount}`)).decision).toBe("allow");
        }
      }),
      { numRuns: rounds(300) },
    );
    expect(verdicts).toEqual(new Set(["equal", "over", "under", "unknown"]));
  });
});
