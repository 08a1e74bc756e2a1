import { describe, expect, it } from "vitest";
import type { TextGrants } from "../../src/core/text-grants";
import { adviceOnPlaces, checkTextGrants } from "../../src/core/text-grants";

const later = () => ({ apply: () => later() });
const grants = (list: unknown[], byKey: Record<string, unknown> = {}): TextGrants => ({
  argument: "policies",
  list,
  byKey,
  duplicate: "policy-duplicate",
});
const codes = (given: TextGrants) => checkTextGrants(given, () => []).map(({ code, path }) => `${path} ${code}`);

describe("checkTextGrants", () => {
  it("finds the same text and the same output twice, wherever they stand", () => {
    const output = later();
    expect(codes(grants(["a", "b", "a"]))).toEqual(["policies[2] policy-duplicate"]);
    expect(codes(grants(["a"], { b: "b", again: "a" }))).toEqual(["policiesByKey.again policy-duplicate"]);
    expect(codes(grants([output, output]))).toEqual(["policies[1] policy-duplicate"]);
    expect(codes(grants([later(), later()]))).toEqual([]);
  });

  it("refuses outputs of the list beside keyed outputs, whose places would be anybody's", () => {
    expect(codes(grants(["a", later()], { b: later() }))).toEqual(["policies[1] grant-key-missing"]);
    expect(codes(grants(["a", later()], { b: "b" }))).toEqual([]);
    expect(codes(grants(["a"], { b: later() }))).toEqual([]);
  });

  it.each(["1", "-a", "a b", "", "a".repeat(65)])("refuses the key %j", (key) => {
    expect(codes(grants([], { [key]: "a" }))).toEqual([`policiesByKey.${key} grant-key-invalid`]);
  });

  it("looks at each text that is known", () => {
    const seen: unknown[] = [];
    checkTextGrants(grants(["a", later()], { c: "c" }), (text) => {
      seen.push(text);
      return [];
    });
    expect(seen).toEqual(["a", "c"]);
  });
});

describe("adviceOnPlaces", () => {
  it("names the outputs of a list in their order, from the second on", () => {
    expect(adviceOnPlaces(grants(["a", later()]))).toBeUndefined();
    expect(adviceOnPlaces(grants([], { a: later(), b: later() }))).toBeUndefined();
    expect(adviceOnPlaces(grants(["a", later(), "b", later()]))).toContain(
      "policiesByKey: { name1: <policies[1]>, name2: <policies[3]> }",
    );
  });
});
