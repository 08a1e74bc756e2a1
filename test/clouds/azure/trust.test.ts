import { describe, expect, it } from "vitest";
import { parseAzureTrust } from "../../../src/clouds/azure/document";
import { azureCredentialName, renderAzureTrust } from "../../../src/clouds/azure/trust";
import type { WorkloadIdentityError } from "../../../src/core/errors";

const orders = { issuer: "https://a", namespace: "shop", serviceAccount: "orders" };
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/;

describe("the credentials of an identity", () => {
  it("have one subject each, are sorted by name and say each subject once", () => {
    expect(renderAzureTrust([orders, { ...orders, namespace: "mail" }, orders], "aud")).toEqual([
      { name: "mail_orders", issuer: "https://a", subject: "system:serviceaccount:mail:orders", audiences: ["aud"] },
      { name: "shop_orders", issuer: "https://a", subject: "system:serviceaccount:shop:orders", audiences: ["aud"] },
    ]);
  });

  it("keep their names when the cluster gets another issuer", () => {
    const name = (issuer: string) => renderAzureTrust([{ ...orders, issuer, key: "prod" }], "aud")[0]?.name;
    expect(name("https://a")).toBe("prod_shop_orders");
    expect(name("https://b")).toBe("prod_shop_orders");
  });

  it("get different names where two clusters have no key", () => {
    const names = renderAzureTrust([orders, { ...orders, issuer: "https://b" }], "aud").map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^shop_orders-[0-9a-f]{8}$/);
  });

  it.each([
    [
      "dashes that could be divided in two ways",
      { namespace: "a-b", serviceAccount: "c" },
      { namespace: "a", serviceAccount: "b-c" },
    ],
    ["a dot against a dash", { namespace: "a", serviceAccount: "b.c" }, { namespace: "a", serviceAccount: "b-c" }],
    [
      "names that differ after the limit",
      { namespace: "a", serviceAccount: `${"b".repeat(200)}c` },
      { namespace: "a", serviceAccount: `${"b".repeat(200)}d` },
    ],
  ])("keep apart %s", (_, one, another) => {
    expect(azureCredentialName(one)).toMatch(NAME);
    expect(azureCredentialName(another)).toMatch(NAME);
    expect(azureCredentialName(one)).not.toBe(azureCredentialName(another));
  });

  it("fit Entra's rule for names whatever the key holds", () => {
    expect(azureCredentialName({ key: "_prod/eu", namespace: "a", serviceAccount: "b" })).toMatch(NAME);
    expect(azureCredentialName({ namespace: "a", serviceAccount: "b" })).toBe("a_b");
  });
});

describe("a document from outside", () => {
  it("names every fault of its shape", () => {
    const faulty = { cloud: "azure", federatedIdentityCredentials: [{ name: 1, issuer: "i", audiences: "a" }, null] };
    expect(() => parseAzureTrust(faulty)).toThrow(
      expect.objectContaining({
        code: "azure-trust-invalid",
        issues: [
          expect.objectContaining({ path: "federatedIdentityCredentials[0].name" }),
          expect.objectContaining({ path: "federatedIdentityCredentials[0].audiences" }),
          expect.objectContaining({ path: "federatedIdentityCredentials[1]" }),
        ],
      }),
    );
  });

  it("may have credentials and expressions as resource manager answers them", () => {
    const plain = { issuer: "https://a", audiences: ["aud"] };
    const languageVersion = 1;
    const value = "claims['sub'] eq 'x'";
    const resources = [
      { id: "/subscriptions/1", name: "one", properties: { ...plain, subject: "s" } },
      { name: "two", properties: { ...plain, claimsMatchingExpression: { value, languageVersion } } },
      { name: "three", ...plain, claimsMatchingExpression: value },
    ];
    expect(parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: resources })).toEqual({
      cloud: "azure",
      federatedIdentityCredentials: [
        { name: "one", ...plain, subject: "s" },
        { name: "two", ...plain, claimsMatchingExpression: value },
        { name: "three", ...plain, claimsMatchingExpression: value },
      ],
    });
  });

  it("names the faults of a credential in its envelope", () => {
    const faulty = [{ name: "one", properties: { audiences: ["a"], claimsMatchingExpression: {} } }];
    expect(() => parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: faulty })).toThrow(
      expect.objectContaining({
        issues: [
          expect.objectContaining({ path: "federatedIdentityCredentials[0].issuer" }),
          expect.objectContaining({ path: "federatedIdentityCredentials[0].claimsMatchingExpression.value" }),
        ],
      }),
    );
  });

  it("are refused in a language that is not documented, and with members beside those of their envelope", () => {
    const [plain, value] = [{ name: "one", issuer: "https://a", audiences: ["aud"] }, "claims['sub'] eq 'x'"];
    const pathsOf = (credential: object) => {
      try {
        parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: [credential] });
      } catch (error) {
        return (error as WorkloadIdentityError).issues.map(({ path }) => path.replace(/^.*\]\./, ""));
      }
      return [];
    };
    const inVersion = (languageVersion: unknown) =>
      pathsOf({ ...plain, claimsMatchingExpression: { value, languageVersion } });
    expect([1, "1", undefined, null].flatMap(inVersion)).toEqual([]);
    expect(inVersion(2)).toEqual(["claimsMatchingExpression.languageVersion"]);
    expect(pathsOf({ ...plain, properties: { ...plain, subject: "s" }, subject: "other" })).toEqual([
      "issuer",
      "subject",
      "audiences",
    ]);
    expect(pathsOf({ name: "one", subject: null, properties: { ...plain, subject: "s" } })).toEqual([]);
  });

  it("does not read what is inherited", () => {
    const inherited = Object.create({ name: "n", issuer: "i", subject: "s", audiences: ["a"] });
    expect(() => parseAzureTrust({ cloud: "azure", federatedIdentityCredentials: [inherited] })).toThrow(
      "[shape-invalid]",
    );
  });
});
