import { describe, expect, it } from "vitest";
import type { CloudTrust } from "../../../src/clouds/registry";
import { prove } from "../../../src/verifier";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
const HOST = ISSUER.slice("https://".length);
const SUB = "system:serviceaccount:shop:orders";
const subjects = [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }];
const audience = "shop-cluster";

type Provider = { issuer: string; clientIds: string[] };
type Parts = { statements?: object[]; provider?: Partial<Provider> };

interface Vendor {
  title: string;
  trust(parts: Parts): CloudTrust;
  /** The good statement, which admits who is intended. */
  good: Record<string, unknown>;
  /** What a statement lets in besides, without a token. */
  aside: object;
}

const provider = { issuer: ISSUER, clientIds: [audience] };
const arn = `arn:aws:iam::111122223333:oidc-provider/${HOST}`;
const ram = "acs:ram::1234567890123456:oidc-provider/shop";
const urn = "iam::123456789012:oidcProvider:shop";

const aws: Vendor = {
  title: "AWS",
  good: {
    Effect: "Allow",
    Principal: { Federated: arn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${HOST}:aud`]: audience, [`${HOST}:sub`]: SUB } },
  },
  aside: { Effect: "Deny", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" },
  trust: ({ statements = [aws.good], provider: other = {} }) => ({
    cloud: "aws",
    assumeRolePolicy: { Version: "2012-10-17", Statement: statements },
    oidcProviders: [{ ...provider, ...other, arn }],
  }),
};

const alicloud: Vendor = {
  title: "Alibaba Cloud",
  good: {
    Effect: "Allow",
    Principal: { Federated: [ram] },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "oidc:iss": ISSUER, "oidc:aud": audience, "oidc:sub": SUB } },
  },
  aside: { Effect: "Deny", Principal: { RAM: ["acs:ram::1234567890123456:root"] }, Action: "sts:AssumeRole" },
  trust: ({ statements = [alicloud.good], provider: other = {} }) => ({
    cloud: "alicloud",
    assumeRolePolicy: { Version: "1", Statement: statements },
    oidcProviders: [{ ...provider, ...other, arn: ram }],
  }),
};

const huawei: Vendor = {
  title: "an agency of Huawei Cloud",
  good: {
    Effect: "Allow",
    Principal: { Federated: [urn] },
    Action: ["sts:agencies:assumeWithOIDC"],
    Condition: { StringEquals: { "oidc:iss": [ISSUER], "oidc:aud": [audience], "oidc:sub": [SUB] } },
  },
  aside: { Effect: "Deny", Principal: { IAM: ["123456789012"] }, Action: ["sts:agencies:assume"] },
  trust: ({ statements = [huawei.good], provider: other = {} }) => ({
    cloud: "huawei",
    trustPolicy: { Version: "5.0", Statement: statements },
    oidcProviders: [{ ...provider, ...other, urn }],
  }),
};

const reasonOf = (trust: CloudTrust) => {
  const verdict = prove(trust, { subjects, audience });
  return verdict.verdict === "unknown" ? verdict.reason : verdict.verdict;
};

const long = (characters: number) => ({
  "oidc:sub": Array<string>(Math.ceil(characters / 1000)).fill("x".repeat(1000)),
});

describe.each([aws, alicloud, huawei])("a trust policy for $title", ({ trust, good, aside }) => {
  it("is proved as it is, with a statement beside it, and with statements of different names", () => {
    expect(reasonOf(trust({}))).toBe("equal");
    expect(reasonOf(trust({ statements: [good, aside] }))).toBe("equal");
    expect(
      reasonOf(
        trust({
          statements: [
            { ...good, Sid: "pods" },
            { ...aside, Sid: "others" },
          ],
        }),
      ),
    ).toBe("equal");
    expect(
      reasonOf(
        trust({
          statements: [
            { ...good, Sid: "" },
            { ...aside, Sid: "" },
          ],
        }),
      ),
    ).toBe("equal");
  });

  it.each<[what: string, parts: Parts, reason: RegExp]>([
    [
      "one name for two statements",
      {
        statements: [
          { ...good, Sid: "pods" },
          { ...aside, Sid: "pods" },
        ],
      },
      /Sid "pods" stands twice/,
    ],
    ["nobody in a statement", { statements: [good, { ...aside, Principal: {} }] }, /statement 2 .*empty principal/],
    [
      "an empty principal",
      { statements: [good, { ...aside, Principal: { Service: [""] } }] },
      /statement 2 .*empty principal/,
    ],
    ["no action in a statement", { statements: [good, { ...aside, Action: [] }] }, /statement 2 .*empty action/],
    [
      "a condition that lists nothing",
      { statements: [good, { ...aside, Condition: { StringEquals: { "x:y": [] } } }] },
      /statement 2 .*"x:y" with nothing/,
    ],
    ["a client id that is empty", { provider: { clientIds: [audience, ""] } }, /client id ""/],
    ["a client id that is too long", { provider: { clientIds: [audience, "a".repeat(256)] } }, /client id "aaa/],
    [
      "too many client ids",
      { provider: { clientIds: [audience, ...Array.from({ length: 100 }, (_, i) => `other-${i}`)] } },
      /101 client ids/,
    ],
  ])("is not proved with %s, which the vendor would not store", (_, parts, reason) => {
    expect(reasonOf(trust(parts))).toMatch(reason);
  });

  it.each([`${ISSUER}?v=1`, `${ISSUER}#keys`, `https://${"a".repeat(250)}.example`])(
    "is not proved with a provider of the issuer %s",
    (issuer) => {
      const beside = { statements: [good, aside] };
      const given = trust(beside) as { oidcProviders: object[] };
      const [first] = given.oidcProviders as Record<string, unknown>[];
      const name = "arn" in first! ? "arn" : "urn";
      const second = `${String(first![name]).replace(HOST, "")}${name === "arn" && first!.arn === arn ? issuer.slice(8) : "2"}`;
      const verdict = reasonOf({
        ...given,
        oidcProviders: [first, { issuer, clientIds: [audience], [name]: second }],
      } as unknown as CloudTrust);
      expect(verdict).toMatch(/would not be stored: (its issuer has|"https.*is no issuer)/);
    },
  );
});

describe("a trust policy that is too long for the vendor", () => {
  it.each([
    { vendor: aws, most: 8192 },
    { vendor: huawei, most: 6144 },
  ])("is not proved: $vendor.title, $most characters", ({ vendor: { trust, good, aside }, most }) => {
    const padded = (characters: number) => ({ ...aside, Condition: { StringEquals: long(characters) } });
    expect(reasonOf(trust({ statements: [good, padded(most)] }))).toMatch(new RegExp(`at most ${most} are stored`));
    expect(reasonOf(trust({ statements: [good, padded(5000)] }))).toBe("equal");
  });
});

describe("a trust policy for AWS", () => {
  it.each<[what: string, statement: object, reason: RegExp]>([
    [
      "a name with other characters than letters and digits",
      { ...aws.good, Sid: "pods of shop" },
      /Sid "pods of shop"/,
    ],
    [
      "a key twice, in another letter case",
      {
        ...aws.good,
        Condition: { StringEquals: { [`${HOST}:aud`]: audience, [`${HOST}:sub`]: SUB, [`${HOST}:SUB`]: SUB } },
      },
      /SUB" twice/,
    ],
  ])("is not proved with %s", (_, statement, reason) => {
    expect(reasonOf(aws.trust({ statements: [statement] }))).toMatch(reason);
  });

  it("counts no white space of a policy that is given as text", () => {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [aws.good] }, null, 200);
    expect(reasonOf({ ...aws.trust({}), assumeRolePolicy: text } as CloudTrust)).toBe("equal");
  });
});
