import { describe, expect, it } from "vitest";
import type { GcpTrust } from "../../../src/clouds/gcp/trust";
import { evaluate, prove } from "../../../src/verifier";
import { binding, principalSet, provider, trust } from "./support";

const ISSUER = "https://i";

/** Conditions that fail at run time, or may do so: Google refuses the token then. */
const FAILING = [
  "assertion.sub.matches('(a')",
  "assertion.sub.matches('a{1001}')",
  "'x'.matches('(a')",
  "assertion.none == 'x'",
  "assertion.sub.split(':')[9] == 'a'",
  "assertion.sub.substring(9999) == 'a'",
  "assertion.sub.charAt(9999) == 'a'",
  "assertion.sub.extract('{a') == 'x'",
  "timestamp(assertion.sub) < timestamp('2030-01-01T00:00:00Z')",
  "int(assertion.sub) == 1",
  "bool(assertion.sub)",
  "1 / 0 == 1",
  "{'a': 'b'}['c'] == 'b'",
];

interface Written {
  mapping?: Record<string, string>;
  condition?: string;
}

const PLACES: Record<string, (failing: string) => Written> = {
  "a condition": (failing) => ({ condition: failing }),
  "a denied condition": (failing) => ({ condition: `!(${failing})` }),
  "an alternative": (failing) => ({ condition: `${failing} || true` }),
  "a choice of the same": (failing) => ({ condition: `(${failing}) ? true : true` }),
  "a comparison with itself": (failing) => ({ condition: `(${failing}) == (${failing})` }),
  "a list": (failing) => ({ condition: `size([${failing}]) == 1` }),
  "a map": (failing) => ({ condition: `has({'a': ${failing}}.a)` }),
  "a macro": (failing) => ({ condition: `size([1].map(i, ${failing})) == 1` }),
  "a quantifier": (failing) => ({ condition: `[1, 2].exists(i, i == 3 || (${failing}))` }),
  "a length": (failing) => ({ condition: `size((${failing}) ? 'a' : 'b') > 0` }),
  "an attribute": (failing) => ({ mapping: { "attribute.x": `(${failing}) ? 'a' : 'b'` } }),
  "an attribute that a condition reads": (failing) => ({
    mapping: { "attribute.x": `(${failing}) ? 'a' : 'b'` },
    condition: "attribute.x != 'c'",
  }),
  "the subject": (failing) => ({ mapping: { "google.subject": `(${failing}) ? assertion.sub : assertion.sub` } }),
  "the groups": (failing) => ({ mapping: { "google.groups": `['g', (${failing}) ? 'a' : 'a']` } }),
  "composed groups": (failing) => ({
    mapping: { "google.groups": `['g', assertion.sub + ((${failing}) ? assertion.sub : 'b')]` },
  }),
};

/** Without the failing expression, every pod of the cluster gets in. */
function written({ mapping, condition }: Written): GcpTrust {
  const attributeMapping = { "google.subject": "assertion.sub", ...mapping };
  const fields = { issuer: ISSUER, allowedAudiences: ["aud"], attributeMapping, attributeCondition: condition };
  return trust({ providers: [provider(fields)], bindings: [binding([`${principalSet}/*`])] });
}

describe("an expression that fails at run time", () => {
  it.each(Object.entries(PLACES))("is never proved to let a pod in that Google refuses: %s", (_, place) => {
    const intent = {
      subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
      audience: "aud",
    };
    const decided = FAILING.flatMap((failing) => {
      const document = written(place(failing));
      const proof = prove(document, intent);
      const isDecided = proof.verdict === "over" || proof.verdict === "under";
      return isDecided ? [{ failing, verdict: proof.verdict, ...evaluate(document, proof.token) }] : [];
    });
    const wrong = decided.filter(({ verdict, decision }) => decision === (verdict === "over" ? "deny" : "allow"));
    expect(wrong.map(({ failing }) => failing)).toEqual([]);
  });
});
