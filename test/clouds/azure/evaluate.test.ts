import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { azure } from "../../../src/clouds/azure/cloud";
import type { AzureTrust } from "../../../src/clouds/azure/trust";
import { contains } from "../../../src/core/language/member";
import { prove } from "../../../src/core/prove";
import { kubernetesToken } from "../../../src/core/token";
import { rounds } from "../../support/rounds";

const sub = "system:serviceaccount:shop:orders";
const credential = { name: "c", issuer: "https://i.example", subject: sub, audiences: ["aud"] };

function trust(...federatedIdentityCredentials: AzureTrust["federatedIdentityCredentials"]): AzureTrust {
  return { cloud: "azure", federatedIdentityCredentials };
}

describe("Entra's answer to a token", () => {
  it.each([
    ["allows exactly the credential's issuer, subject and audience", {}, "allow"],
    ["denies an issuer with a slash more", { iss: "https://i.example/" }, "deny"],
    ["denies a subject in other capitals", { sub: sub.toUpperCase() }, "deny"],
    ["denies another audience", { aud: "other" }, "deny"],
    ["does not know what further audiences of a token do", { aud: ["aud", "other"] }, "unknown"],
    ["denies several audiences without the right one", { aud: ["one", "other"] }, "deny"],
  ])("%s", (_, claims, decision) => {
    expect(azure.evaluate(trust(credential), { iss: "https://i.example", sub, aud: "aud", ...claims }).decision).toBe(
      decision,
    );
  });

  it.each([
    ["is not known for an identity of unknown age", undefined, "unknown"],
    ["is not known for an old identity", "2024-08-14T12:00:00Z", "unknown"],
    ["is not known where its age cannot be read", "long ago", "unknown"],
    ["counts for a new identity", "2024-08-15T00:00:00Z", "deny"],
  ])("the letter case of a subject %s", (_, createdAt, decision) => {
    const document = { ...trust({ ...credential, subject: "system:serviceaccount:Shop:orders" }), createdAt };
    const parsed = azure.parse(document) as AzureTrust;
    expect(azure.evaluate(parsed, kubernetesToken("https://i.example", sub, "aud")).decision).toBe(decision);
    const admitted = contains(azure.admits(parsed).subjects("https://i.example", "aud"), sub);
    expect(admitted).toBe(decision === "deny" ? false : "unknown");
  });

  it("says which credential and which value made the difference", () => {
    const { trace } = azure.evaluate(trust(credential), {
      iss: "https://i.example",
      sub: "system:serviceaccount:shop:x",
      aud: "aud",
    });
    expect(trace).toEqual([
      expect.objectContaining({ step: "credential c: issuer", passed: true }),
      {
        step: "credential c: subject",
        passed: false,
        detail: `expected "${sub}", seen "system:serviceaccount:shop:x"`,
      },
    ]);
  });

  it("denies everything without a credential, and says so", () => {
    expect(azure.evaluate(trust(), kubernetesToken("https://i.example", sub, "aud"))).toEqual({
      decision: "deny",
      trace: [{ step: "credentials", passed: false, detail: "the identity has none" }],
    });
  });

  it.each([
    ["system:serviceaccount:shop:*", true],
    ["system:serviceaccount:shop:order?", true],
    ["system:serviceaccount:shop:order??", false],
    ["*:*:*:*", true],
    ["*shop*ers", true],
    ["*shop*er", false],
    ["", false],
  ])("matches the pattern %j: %s", (pattern, matches) => {
    const { subject: _, ...rest } = credential;
    const document = trust({ ...rest, claimsMatchingExpression: `claims['sub'] matches '${pattern}'` });
    expect(azure.evaluate(document, kubernetesToken("https://i.example", sub, "aud")).decision).toBe(
      matches ? "allow" : "deny",
    );
  });
});

const issuers = ["https://i.example", "https://j.example/"];
const audiences = ["aud", "api"];
const name = fc.stringMatching(/^[ab]{1,2}$/);
const subject = fc.tuple(name, name).map(([ns, sa]) => `system:serviceaccount:${ns}:${sa}`);
const value = fc.oneof(
  subject,
  fc.constantFrom(
    "system:serviceaccount:A:b",
    "system:serviceaccount:a:*",
    "*:a",
    "system:serviceaccount:?:b?",
    "*",
    "**a",
  ),
);
const expression = fc
  .array(fc.tuple(fc.constantFrom("eq", "matches"), value, fc.constantFrom("sub", "sub", "sub", "aud")), {
    minLength: 1,
    maxLength: 2,
  })
  .map((clauses) => clauses.map(([op, text, claim]) => `claims['${claim}'] ${op} '${text}'`).join(" and "));
const anyCredential = fc.record({
  name: fc.constant("c"),
  issuer: fc.constantFrom(...issuers),
  subject: fc.option(fc.oneof(subject, value), { nil: undefined, freq: 3 }),
  audiences: fc.subarray(audiences),
  claimsMatchingExpression: fc.option(expression, { nil: undefined }),
});
const anyTrust = fc.array(anyCredential, { maxLength: 23 }).map((credentials) => trust(...credentials));

describe("what a set of credentials admits", () => {
  it("is what it answers to each token", () => {
    fc.assert(
      fc.property(
        anyTrust,
        subject,
        fc.constantFrom(...issuers),
        fc.constantFrom(...audiences),
        (document, claim, iss, aud) => {
          const admitted = contains(azure.admits(document).subjects(iss, aud), claim);
          const { decision } = azure.evaluate(document, kubernetesToken(iss, claim, aud));
          expect(decision).toBe(admitted === "unknown" ? "unknown" : admitted ? "allow" : "deny");
        },
      ),
      { numRuns: rounds(500) },
    );
  });

  it("has counterexamples that the answer to the token confirms", () => {
    const intended = fc.uniqueArray(fc.tuple(name, name), { minLength: 1, maxLength: 4, selector: String });
    fc.assert(
      fc.property(anyTrust, intended, (document, names) => {
        const subjects = names.map(([namespace, serviceAccount]) => ({
          issuer: "https://i.example",
          namespace,
          serviceAccount,
        }));
        const proof = prove(azure.admits(document), { subjects, audience: "aud" });
        if (proof.verdict !== "over" && proof.verdict !== "under") return;
        expect(azure.evaluate(document, proof.token).decision).toBe(proof.verdict === "over" ? "allow" : "deny");
      }),
      { numRuns: rounds(300) },
    );
  });

  it("ends for hostile documents", () => {
    const hostile = Array.from({ length: 10_000 }, (_, i) => ({ ...credential, issuer: `https://${i}` }));
    const bomb = {
      name: "b",
      issuer: "https://i.example",
      audiences: ["aud"],
      claimsMatchingExpression: `claims['sub'] matches '${"*a?".repeat(3000)}b'`,
    };
    const cyclic: Record<string, unknown> = { cloud: "azure" };
    cyclic.federatedIdentityCredentials = [cyclic];
    const intent = {
      subjects: [{ issuer: "https://i.example", namespace: "shop", serviceAccount: "orders" }],
      audience: "aud",
    };
    expect(prove(azure.admits(trust(...hostile)), intent).verdict).not.toBe("equal");
    expect(prove(azure.admits(trust(bomb)), intent).verdict).not.toBe("equal");
    expect(azure.evaluate(trust(bomb), kubernetesToken("https://i.example", sub, "aud")).decision).toBe("deny");
    for (const value of [cyclic, null, [], "x", { cloud: "azure" }, JSON.parse('{"__proto__":{"cloud":"azure"}}')]) {
      expect(() => azure.parse(value)).toThrow(expect.objectContaining({ code: "azure-trust-invalid" }));
    }
  });
});
