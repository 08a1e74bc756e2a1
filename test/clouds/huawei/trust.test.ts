import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalHuaweiSigningKey, checkHuaweiSigningKey, huaweiSigningKey } from "../../../src/clouds/huawei/jwks";
import { huaweiUserName, renderHuaweiRules, renderHuaweiTrustPolicy } from "../../../src/clouds/huawei/trust";
import { rounds } from "../../support/rounds";
import { JWKS, OTHER_JWKS } from "./support/samples";

describe("conversion rules", () => {
  it("have the form of the CCE user guide, with a literal user for each ServiceAccount", () => {
    const rules = renderHuaweiRules(
      [
        { namespace: "shop", serviceAccount: "orders" },
        { namespace: "default", serviceAccount: "oidc-token" },
        { namespace: "shop", serviceAccount: "orders" },
      ],
      "demo",
    );
    expect(rules).toEqual([
      {
        local: [{ user: { name: "default.oidc-token" } }, { group: { name: "demo" } }],
        remote: [{ type: "sub", any_one_of: ["system:serviceaccount:default:oidc-token"] }],
      },
      {
        local: [{ user: { name: "shop.orders" } }, { group: { name: "demo" } }],
        remote: [{ type: "sub", any_one_of: ["system:serviceaccount:shop:orders"] }],
      },
    ]);
  });

  it("never give two ServiceAccounts one user, and names only of characters that users may have", () => {
    const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    const name = fc.oneof(
      label,
      fc.array(label, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(".")),
    );
    const subject = fc.record({ namespace: label, serviceAccount: name });
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(subject, (each) => {
        const user = huaweiUserName(each);
        expect(user).toMatch(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/);
        const key = `${each.namespace}:${each.serviceAccount}`;
        expect(seen.get(user) ?? key).toBe(key);
        seen.set(user, key);
      }),
      { numRuns: rounds(1000) },
    );
    expect(huaweiUserName({ namespace: "1shop", serviceAccount: "a" })).not.toBe(
      huaweiUserName({ namespace: "sa", serviceAccount: "1shop.a" }),
    );
  });
});

describe("the trust policy of an agency", () => {
  it("has one statement for each issuer, with issuer, audience and subjects", () => {
    const policy = renderHuaweiTrustPolicy(
      [
        {
          issuer: "https://issuer.example.com",
          providerUrn: "iam::acct:oidcProvider:prod",
          subjects: [
            { namespace: "ns", serviceAccount: "sa" },
            { namespace: "ns", serviceAccount: "app" },
          ],
        },
      ],
      "client",
    );
    expect(policy).toEqual({
      Version: "5.0",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:agencies:assumeWithOIDC"],
          Principal: { Federated: ["iam::acct:oidcProvider:prod"] },
          Condition: {
            StringEquals: {
              "oidc:iss": ["https://issuer.example.com"],
              "oidc:aud": ["client"],
              "oidc:sub": ["system:serviceaccount:ns:app", "system:serviceaccount:ns:sa"],
            },
          },
        },
      ],
    });
  });
});

describe("the key set of an identity provider", () => {
  const codes = (value: unknown) => checkHuaweiSigningKey(value, "jwks").map(({ code }) => code);
  const key = JWKS.keys[0]!;

  it("is the same text for the same keys, in any order and from several sets", () => {
    const text = huaweiSigningKey(JWKS, OTHER_JWKS);
    const turned = huaweiSigningKey(OTHER_JWKS, { keys: [...JWKS.keys].reverse() }, JWKS);
    expect(turned).toBe(text);
    expect(canonicalHuaweiSigningKey(JSON.stringify(JSON.parse(text), undefined, 2))).toBe(text);
    expect(JSON.parse(text).keys.map(({ kid }: { kid: string }) => kid)).toEqual(["key-a", "key-b", "key-c"]);
  });

  it.each<[string, unknown, string[]]>([
    ["a good one", JSON.stringify(JWKS), []],
    ["nothing", undefined, ["jwks-invalid"]],
    ["no JSON", "kubectl: command not found", ["jwks-invalid"]],
    ["no list of keys", "{}", ["jwks-invalid"]],
    ["no keys", '{"keys":[]}', ["jwks-empty"]],
    ["a key of no kind", '{"keys":[{"kid":"a"}]}', ["jwks-invalid"]],
    ["a key without kid", JSON.stringify({ keys: [{ ...key, kid: undefined }] }), ["huawei-jwks-kid-missing"]],
    ["two keys of one kid", JSON.stringify({ keys: [key, { ...key, n: "other" }] }), ["huawei-jwks-kid-repeated"]],
    ["too much", JSON.stringify({ keys: [{ ...key, n: "n".repeat(30_000) }] }), ["huawei-jwks-too-long"]],
    ...["d", "p", "q", "dp", "dq", "qi", "oth", "k"].map((member): [string, string, string[]] => [
      `the private member ${member}`,
      JSON.stringify({ keys: [key, { ...key, kid: "second", [member]: "SECRET" }] }),
      ["jwks-private-key"],
    ]),
  ])("of %s is checked", (_, value, expected) => {
    expect(codes(value)).toEqual(expected);
    expect(JSON.stringify(checkHuaweiSigningKey(value, "jwks"))).not.toContain("SECRET");
  });
});
