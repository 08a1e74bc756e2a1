import { describe, expect, it } from "vitest";
import { nearest } from "../../src/core/nearest";

const known = ["roleName", "path", "policyArns", "tags", "aws", "maxSessionDuration"];

describe("the nearest known word", () => {
  it.each([
    ["roleNme", "roleName"],
    ["rolename", "roleName"],
    ["role_name", "roleName"],
    ["roelName", "roleName"],
    ["policyArn", "policyArns"],
    ["pth", "path"],
    ["tgas", "tags"],
    ["AWS", "aws"],
    ["sessionDuration", "maxSessionDuration"],
    ["path", "path"],
  ])("of %j is %j when few letters differ", (word, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });

  it.each(["gcp", "permissions", "", "role", "x".repeat(100_000)])("is none when much differs: %.20j", (word) => {
    expect(nearest(word, known)).toBeUndefined();
  });

  it("is the first of the alphabet when two are as near, in whatever order they are known", () => {
    expect(nearest("rolex", ["roles", "rolez"])).toBe("roles");
    expect(nearest("rolex", ["rolez", "roles"])).toBe("roles");
    expect(nearest("rolex", [])).toBeUndefined();
  });
});
