import { describe, expect, it } from "vitest";
import { gcp } from "../../../src/clouds/gcp/cloud";
import type { GcpProvider } from "../../../src/clouds/gcp/trust";
import { kubernetesToken } from "../../../src/core/token";
import { binding, issuer, orders, principal, principalSet, provider, trust } from "./support";

const good = kubernetesToken("https://i", "system:serviceaccount:ns:sa", "a");
const documented: GcpProvider = {
  name: "cluster",
  issuer: "https://i",
  allowedAudiences: ["a"],
  attributeMapping: { "google.subject": "assertion.sub", "attribute.ns": "assertion['kubernetes.io']['namespace']" },
  attributeCondition: "attribute.ns in ['ns']",
};

function answer(
  claims: object,
  member = `${principal}/subject/system:serviceaccount:ns:sa`,
  changes: Partial<GcpProvider> = {},
) {
  const document = trust({ providers: [{ ...documented, ...changes }], bindings: [binding([member])] });
  const { decision, trace } = gcp.evaluate(document, { ...good, ...claims });
  return [decision, trace.at(-1)?.step];
}

const token = (sub: string) => kubernetesToken("https://i", sub, "a");

describe("Google's answer to a token", () => {
  it.each<[string, unknown[], string, RegExp]>([
    ["the ServiceAccount that is bound", answer({}), "allow", /^binding 1/],
    ["another ServiceAccount", answer(token("system:serviceaccount:ns:other")), "deny", /^binding 1/],
    ["another namespace", answer(token("system:serviceaccount:other:sa")), "deny", /condition$/],
    ["another audience", answer({ aud: "z" }), "deny", /audience$/],
    [
      "a name that makes the subject too long",
      answer(token(`system:serviceaccount:ns:${"s".repeat(120)}`)),
      "deny",
      /google.subject$/,
    ],
    ["the whole pool", answer(token("system:serviceaccount:ns:other"), `${principalSet}/*`), "allow", /^binding 1/],
    [
      "an attribute",
      answer(token("system:serviceaccount:ns:other"), `${principalSet}/attribute.ns/ns`),
      "allow",
      /^binding 1/,
    ],
    ["a token without the claims of Kubernetes", answer({ "kubernetes.io": undefined }), "deny", /attribute.ns$/],
  ])("decides about %s", (_, [decision, last], expected, step) => {
    expect(decision).toBe(expected);
    expect(last).toMatch(step);
  });

  it.each([
    ["another issuer", { iss: "https://i/" }, "deny"],
    ["a token that lives two days", { iat: 0, exp: 48 * 3600 }, "deny"],
    ["a token that lives a second less", { iat: 0, exp: 48 * 3600 - 1 }, "allow"],
    ["a list of the right audience", { aud: ["a"] }, "allow"],
    ["a list of the right audience and another", { aud: ["a", "b"] }, "unknown"],
    ["a list of other audiences", { aud: ["b", "c"] }, "deny"],
  ])("decides about %s", (_, claims, decision) => {
    expect(answer(claims)[0]).toBe(decision);
  });

  it("counts bytes of a subject, not characters", () => {
    const attributeMapping = { "google.subject": `'${"ä".repeat(64)}'` };
    expect(answer({}, `${principalSet}/*`, { attributeMapping, attributeCondition: undefined })).toEqual([
      "deny",
      "provider cluster: google.subject",
    ]);
  });

  it.each([
    ["a text that is true", "'true'", "deny"],
    ["an error", "assertion.none", "deny"],
    ["an error beside what is true", "assertion.none == 'x' || true", "allow"],
    ["a function that is not modelled", "assertion.sub.reverse() == 'x'", "unknown"],
  ])("takes as a condition %s", (_, attributeCondition, decision) => {
    expect(answer({}, undefined, { attributeCondition })[0]).toBe(decision);
  });

  it.each([
    ["nothing", undefined, "deny"],
    ["no subject", { "attribute.a": "'a'" }, "deny"],
    [
      "a list as an attribute that nothing reads",
      { "google.subject": "assertion.sub", "attribute.a": "assertion.aud" },
      "allow",
    ],
    ["a list as groups that nothing reads", { "google.subject": "assertion.sub", "google.groups": "[1]" }, "unknown"],
    ["groups", { "google.subject": "assertion.sub", "google.groups": "['g']" }, "allow"],
  ])("takes as a mapping %s", (_, attributeMapping, decision) => {
    const changes = { attributeMapping, attributeCondition: undefined } as Partial<GcpProvider>;
    expect(answer({}, `${principalSet}/*`, changes)[0]).toBe(decision);
  });

  it("knows the members of a group", () => {
    const changes = {
      attributeMapping: {
        "google.subject": "assertion.sub",
        "google.groups": "[assertion.sub.extract('system:serviceaccount:{n}:')]",
      },
      attributeCondition: undefined,
    } as Partial<GcpProvider>;
    expect(answer({}, `${principalSet}/group/ns`, changes)[0]).toBe("allow");
    expect(answer({}, `${principalSet}/group/other`, changes)[0]).toBe("deny");
  });

  it("tries every provider of the pool", () => {
    const document = trust({ providers: [provider({ name: "first", allowedAudiences: ["other"] }), provider()] });
    const decision = gcp.evaluate(
      document,
      kubernetesToken(issuer, "system:serviceaccount:shop:orders", "sts.example.com"),
    );
    expect(decision.decision).toBe("allow");
    expect(decision.trace.map(({ step, passed }) => [step, passed])).toEqual([
      ["provider first: issuer", true],
      ["provider first: audience", false],
      ["provider cluster: issuer", true],
      ["provider cluster: audience", true],
      ["provider cluster: google.subject", true],
      ["provider cluster: condition", true],
      [`binding 1, ${orders}`, true],
    ]);
  });

  it("says that there is nothing to come in by", () => {
    expect(gcp.evaluate(trust({ providers: [] }), good).trace).toEqual([
      { step: "providers", passed: false, detail: "the pool has none" },
    ]);
  });
});
