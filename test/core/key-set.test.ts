import { describe, expect, it } from "vitest";
import { checkKeySet, readKeySet } from "../../src/core/key-set";

const ec = { kty: "EC", crv: "P-256", x: "f83O", y: "x_FE", kid: "2" };
const codes = (jwks: unknown) => checkKeySet(jwks, "jwks").map(({ code, path }) => `${code} ${path}`);

describe("a key set", () => {
  it("is read as an object and as its JSON alike", () => {
    expect(readKeySet({ keys: [ec] })).toEqual({ keys: [ec] });
    expect(readKeySet(JSON.stringify({ keys: [ec] }))).toEqual({ keys: [ec] });
    expect(codes({ keys: [ec] })).toEqual([]);
  });

  it.each([
    ["nothing", undefined, "jwks-invalid jwks"],
    ["no JSON", "kubectl: command not found", "jwks-invalid jwks"],
    ["no list", { keys: {} }, "jwks-invalid jwks"],
    ["a list that is named twice", '{"keys":[],"keys":[]}', "jwks-invalid jwks"],
    ["a key that is no object", { keys: [ec, [ec]] }, "jwks-invalid jwks"],
    ["a key that is not complete", { keys: [{ kty: "RSA", e: "AQAB" }] }, "jwks-invalid jwks"],
    ["no keys", { keys: [] }, "jwks-empty jwks"],
    ["a symmetric key", { keys: [ec, { kty: "oct", k: "SECRET" }] }, "jwks-private-key jwks.keys[1]"],
  ])("is refused with %s", (_, jwks, expected) => {
    expect(codes(jwks)).toEqual([expected]);
  });

  it("names every key that is private, and never its secret", () => {
    const issues = checkKeySet({ keys: [{ ...ec, d: "SECRET" }, ec, { ...ec, d: "SECRET" }] }, "jwks");
    expect(issues.map(({ path }) => path)).toEqual(["jwks.keys[0]", "jwks.keys[2]"]);
    expect(JSON.stringify(issues)).not.toContain("SECRET");
  });
});
