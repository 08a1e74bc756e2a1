import { describe, expect, it } from "vitest";
import { readToken } from "../../src/core/token";

describe("readToken", () => {
  const claims = { iss: "https://a.example", sub: "system:serviceaccount:shop:orders", aud: ["a"] };
  const long = "a".repeat(2049);

  it.each([
    ["iss", { ...claims, iss: long }],
    ["sub", { ...claims, sub: long }],
    ["aud", { ...claims, aud: long }],
    ["aud", { ...claims, aud: ["a", long] }],
  ])("refuses a claim %s longer than any that is signed", (claim, token) => {
    const message = new RegExp(`${claim}: expected a string[^\\n]*\\[token-invalid\\]`);
    expect(() => readToken(token)).toThrow(message);
  });

  it("reads the claims of a ServiceAccount", () => {
    expect(readToken({ ...claims, sub: "a".repeat(2048) })).toMatchObject({ aud: ["a"] });
  });
});
