import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { checkForm, checkLength, checkRange } from "../../src/core/form";
import { ifKnown, isLater } from "../../src/core/known";

const checkName = checkForm("name-invalid", "name", /^[a-z]+$/, "letters");

describe("a value that is known later", () => {
  it.each([
    ["an output", pulumi.output("a")],
    ["a promise", Promise.resolve("a")],
  ])("is %s, and is not checked yet", (_, value) => {
    expect(isLater(value)).toBe(true);
    expect(ifKnown(value, "name", checkName)).toEqual([]);
  });

  it.each([["a"], [1], [null], [undefined], [{}], [["a"]], [{ apply: true }]])("is not %j", (value) => {
    expect(isLater(value)).toBe(false);
  });
});

describe("an argument that is known", () => {
  it("may be left out, but not be null or of another type", () => {
    expect(ifKnown(undefined, "name", checkName)).toEqual([]);
    for (const value of [null, 1, {}, "A"]) {
      expect(ifKnown(value, "name", checkName)).toMatchObject([{ code: "name-invalid", path: "name" }]);
    }
    expect(ifKnown("a", "name", checkName)).toEqual([]);
  });

  it("has a length and a range, bounds included", () => {
    const [checkText, checkNumber] = [checkLength("long", "text", 3), checkRange("out", "number", 1, 3)];
    expect(["", "\n\n\n", "abcd"].map((text) => checkText(text, "a").length)).toEqual([1, 0, 1]);
    expect([0, 1, 1.5, 3, 4, "2"].map((number) => checkNumber(number, "a").length)).toEqual([1, 0, 1, 0, 1, 1]);
  });
});
