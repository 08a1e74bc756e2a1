import { describe, expect, it } from "vitest";
import {
  checkShape,
  ifGiven,
  readArguments,
  readInputArguments,
  readInputText,
  readInputTexts,
  unknownArguments,
} from "../../src/core/argument-shape";
import { readListOf, readText } from "../../src/core/shape";

interface Role {
  roleName?: string;
  tags?: Record<string, string>;
  token?: { path?: string };
  entry?: { arn?: string };
  names?: string[];
}

const readRole = readArguments<Role>(
  {
    roleName: ifGiven(readText),
    tags: ifGiven(readInputTexts),
    token: ifGiven(readArguments<{ path?: string }>({ path: ifGiven(readText) })),
    entry: ifGiven(readInputArguments<{ arn?: string }>({ arn: ifGiven(readInputText) })),
    names: ifGiven(readListOf(readText)),
  },
  ["elsewhere"],
);
const misspelt = (value: unknown, path?: string) =>
  unknownArguments(readRole, value, path).map(({ code, path: where, message }) => `${where} [${code}] ${message}`);

describe("an argument that nobody reads", () => {
  it("is a fault with its path and the nearest argument that is read", () => {
    expect(misspelt({ roleNme: "orders" }, "aws")).toEqual([
      'aws.roleNme [argument-unknown] Cannot use argument "roleNme": aws has no such argument; did you mean "roleName"?',
    ]);
  });

  it("is a fault with every argument that is read, sorted, when none is near", () => {
    expect(misspelt({ "a b": 1, token: { lifetime: 1 } })).toEqual([
      '["a b"] [argument-unknown] Cannot use argument "a b": there is no such argument; known are entry, names, roleName, tags, token',
      'token.lifetime [argument-unknown] Cannot use argument "lifetime": token has no such argument; known are path',
    ]);
  });

  it.each([
    ["undefined", { roleNme: undefined }],
    ["a key of Pulumi's SDKs", { __pulumiType: "a", __provider: "b" }],
    ["a key of another reader", { elsewhere: 1 }],
    ["a key of a free-form map", { tags: { anything: "a" } }],
    ["inside of an Output", { entry: { apply: () => {}, ar: "a" } }],
    ["inside of a Promise", { entry: Promise.resolve({ ar: "a" }) }],
    ["inherited", Object.create({ roleNme: "a" })],
  ])("is no fault when it is %s", (_, value) => {
    expect(misspelt(value)).toEqual([]);
  });

  it("is one of its own, beside faults of shape, however many there are of either", () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`unknown${index}`, 1]));
    const args = { ...many, token: many, roleName: 1, names: Array.from({ length: 1000 }, () => 1) };
    expect(checkShape(readRole, args).map(({ code }) => code)).toContain("shape-invalid");
    expect(checkShape(readRole, args).map(({ path }) => path)).toContain("roleName");
    const count = misspelt(args).length;
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThan(50);
    expect(checkShape(readRole, many)).toEqual([]);
  });
});
