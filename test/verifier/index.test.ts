import { describe, expect, it } from "vitest";
import type { CloudTrust } from "../../src/verifier";
import { evaluate, prove } from "../../src/verifier";

const issuer = "https://a.example";
const intent = { subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }], audience: "a" };
const token = { iss: issuer, sub: "system:serviceaccount:shop:orders", aud: ["a"] };
const credential = { name: "a", issuer, subject: token.sub, audiences: ["a"] };
const azure = (federatedIdentityCredentials: object[]) =>
  ({ cloud: "azure", federatedIdentityCredentials }) as CloudTrust;

describe("a trust from outside", () => {
  const cyclic: object[] = [];
  cyclic.push(cyclic);
  it.each([
    ["contains itself", cyclic],
    ["is larger than any account", [{ ...credential, name: "a".repeat(2_000_000) }]],
  ])("is refused when it %s", (_, credentials) => {
    expect(() => prove(azure(credentials), intent)).toThrow(/2000000/);
    expect(() => evaluate(azure(credentials), token)).toThrow(/2000000/);
  });

  it("is unknown when an expression is longer than any that is stored", () => {
    const { subject, ...flexible } = credential;
    const claimsMatchingExpression = `claims['sub'] matches '${"*a?".repeat(4000)}'`;
    expect(subject).toBe(token.sub);
    expect(evaluate(azure([{ ...flexible, claimsMatchingExpression }]), token).decision).toBe("unknown");
  });
});
