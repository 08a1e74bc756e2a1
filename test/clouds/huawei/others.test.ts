import { beforeEach, describe, expect, it } from "vitest";
import type { HuaweiWorkloadIdentityArgs } from "../../../src/clouds/huawei";
import { HuaweiWorkloadIdentity } from "../../../src/clouds/huawei";
import { renderHuaweiTrustPolicy } from "../../../src/clouds/huawei/trust";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import type { CloudTrust, Intent } from "../../../src/verifier";
import { explain, prove } from "../../../src/verifier";
import { agencyTrust, CLIENT_ID, GROUP, INTENT, ISSUER, rule, rulesTrust, SUBJECT, sub, URN } from "./good-trust";

const GITHUB = "https://token.actions.githubusercontent.com";
const MAIN = "repo:example/shop:ref:refs/heads/main";
const GITHUB_URN = "iam::0a1b2c:oidcProvider:github";
const CCE = "service.CCE";
const SAML = "iam::0a1b2c:samlProvider:staff";
const CONDITIONS = { StringEquals: { "g:SourceAccount": ["b", "a"] } };
type Others = NonNullable<NonNullable<Intent["others"]>["huawei"]>;
const intent = (huawei: Others): Intent => ({ ...INTENT, others: { huawei } });

describe("the others of an intent on Huawei Cloud", () => {
  const providers = [
    { urn: URN, issuer: ISSUER, clientIds: [CLIENT_ID] },
    { urn: GITHUB_URN, issuer: GITHUB, clientIds: [CLIENT_ID] },
  ];
  const issuers = [{ issuer: ISSUER, providerUrn: URN, subjects: [SUBJECT] }];
  const github = { issuer: GITHUB, providerUrn: GITHUB_URN, subject: MAIN };
  const agency = (principals: { principal: string; conditions?: typeof CONDITIONS }[], subjects = [github]) =>
    agencyTrust(renderHuaweiTrustPolicy(issuers, CLIENT_ID, { subjects, principals }), providers);
  const ci = rule({ type: "sub", any_one_of: [MAIN] });
  const [good] = rulesTrust().rules;

  it.each<[string, CloudTrust, Others, string]>([
    ["a subject by rules", rulesTrust([good!, ci]), { subjects: [{ issuer: ISSUER, subject: MAIN }] }, "equal"],
    ["a subject that no rule has", rulesTrust(), { subjects: [{ issuer: ISSUER, subject: MAIN }] }, "under"],
    ["a subject of another issuer by rules", rulesTrust(), { subjects: [{ issuer: GITHUB, subject: MAIN }] }, "under"],
    ["a principal by rules", rulesTrust(), { principals: [{ principal: CCE }] }, "under"],
    ["a subject by an agency", agency([]), { subjects: [{ issuer: GITHUB, subject: MAIN }] }, "equal"],
    ["nobody of a subject by an agency", agency([]), {}, "over"],
    ["another subject by an agency", agency([]), { subjects: [{ issuer: GITHUB, subject: `${MAIN}s` }] }, "over"],
    ["a service", agency([{ principal: CCE }], []), { principals: [{ principal: CCE }] }, "equal"],
    [
      "an account",
      agency([{ principal: "iam::0a1b2c:root" }], []),
      { principals: [{ principal: "iam::0a1b2c:root" }] },
      "equal",
    ],
    [
      "a SAML provider, by the action of its users",
      agency([{ principal: SAML }], []),
      { principals: [{ principal: SAML }] },
      "equal",
    ],
    ["a SAML provider that nobody names", agency([{ principal: SAML }], []), {}, "over"],
    ["another service", agency([{ principal: CCE }], []), { principals: [{ principal: "service.ECS" }] }, "over"],
    [
      "a service with its conditions in any order",
      agency([{ principal: CCE, conditions: CONDITIONS }], []),
      { principals: [{ principal: CCE, conditions: { StringEquals: { "g:SourceAccount": ["a", "b"] } } }] },
      "equal",
    ],
    [
      "a service without its conditions",
      agency([{ principal: CCE, conditions: CONDITIONS }], []),
      { principals: [{ principal: CCE }] },
      "over",
    ],
    [
      "a service whose conditions are gone",
      agency([{ principal: CCE }], []),
      { principals: [{ principal: CCE, conditions: CONDITIONS }] },
      "over",
    ],
  ])("%s", (_, trust, others, verdict) => {
    const result = prove(trust, intent(others));
    expect(result.verdict).toBe(verdict);
    expect(explain(result).text).not.toContain('{"iss":""');
  });

  it("are in no finding; those that nobody names are", () => {
    const trust = agency([{ principal: CCE }, { principal: "service.ECS" }]);
    const named = { subjects: [{ issuer: GITHUB, subject: MAIN }], principals: [{ principal: CCE }] };
    expect(prove(trust, intent(named))).toMatchObject({
      verdict: "over",
      findings: ["H8"],
      otherWay: "Service service.ECS",
    });
    const wide = agency([{ principal: CCE }]);
    expect(
      prove(
        { ...wide, oidcProviders: [{ ...providers[0]!, clientIds: [CLIENT_ID] }, providers[1]!] },
        { ...intent(named), subjects: [{ issuer: ISSUER, namespace: "ns", serviceAccount: "other" }] },
      ),
    ).toMatchObject({
      verdict: "over",
      findings: [],
    });
    const byRules = rulesTrust([good!, ci, rule({ type: "sub", any_one_of: ["repo:attacker"] })]);
    const others = { subjects: [{ issuer: ISSUER, subject: MAIN }] };
    expect(prove(byRules, intent(others))).toMatchObject({ verdict: "over", findings: expect.arrayContaining(["H6"]) });
    expect(prove(rulesTrust([ci]), intent(others))).toMatchObject({ verdict: "under", findings: [] });
  });

  it("may be all that an intent names, and the stored keys still count", () => {
    const trust = rulesTrust([ci]);
    const named = { ...intent({ subjects: [{ issuer: ISSUER, subject: MAIN }] }), subjects: [] };
    expect(prove(trust, named)).toEqual({ verdict: "equal" });
    const { jwks: _, ...withoutKeys } = named;
    expect(prove(trust, withoutKeys).verdict).toBe("unknown");
  });
});

describe("others of a workload on Huawei Cloud", () => {
  let mocks: CloudMocks;
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  const byRules = { identityProviderId: "prod", clientId: CLIENT_ID };
  const byAgency = { oidcProviderUrn: URN, clientId: CLIENT_ID };
  const create = (args: Partial<HuaweiWorkloadIdentityArgs>, huawei: object = byRules) =>
    new HuaweiWorkloadIdentity("orders", {
      subjects: [{ issuer: { url: ISSUER, huawei } as never, ...SUBJECT }],
      ...args,
    });

  /** Path and code of every fault of a construction; empty where it succeeds. */
  function faults(args: Partial<HuaweiWorkloadIdentityArgs>, huawei?: object): string[] {
    try {
      create(args, huawei);
      return [];
    } catch (error) {
      if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${path} ${code}`);
      throw error;
    }
  }

  it("get a rule each in the mapping of their own issuer, with a user of their own", async () => {
    const registration = { identityProviderId: "github", clientId: "github-actions" };
    const others = {
      subjects: [
        { issuer: GITHUB, subject: MAIN, registration },
        { issuer: ISSUER, subject: "ci" },
      ],
    };
    const { identity } = create({ groupName: GROUP, others });
    expect((await outputValue(identity)).proof).toContain("exactly 1 ServiceAccount(s) and 2 other(s)");
    await mocks.trusts();
    const rules = mocks.ofType("pulumi-nodejs:dynamic/huawei:ConversionRule").map(({ state }) => state as never) as {
      mappingId: string;
      rule: { local: { user?: { name: string } }[]; remote: object[] };
    }[];
    const seen = rules.map(({ mappingId, rule: { remote } }) => [mappingId, ...remote]);
    expect(seen.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([
      ["github", { type: "sub", any_one_of: [MAIN] }],
      ["prod", { type: "sub", any_one_of: ["ci"] }],
      ["prod", { type: "sub", any_one_of: [sub("ns:sa")] }],
    ]);
    const users = rules.map(({ rule: { local } }) => local[0]?.user?.name ?? "");
    expect(new Set(users).size).toBe(3);
    for (const user of users) expect(user).toMatch(/^[A-Za-z][A-Za-z0-9 ._-]{0,63}$/);
  });

  it("get statements of their own in the trust policy of an agency, and the whole is proved", async () => {
    const registration = { oidcProviderUrn: GITHUB_URN, clientId: CLIENT_ID };
    const others = {
      subjects: [{ issuer: GITHUB, subject: MAIN, registration }],
      principals: [{ principal: CCE, conditions: CONDITIONS }],
    };
    const { identity } = create({ mechanism: "trust-agency", others }, byAgency);
    const { trust, proof } = await outputValue(identity);
    expect(proof).toContain("exactly 1 ServiceAccount(s) and 2 other(s)");
    expect(JSON.parse(trust!)).toEqual(
      renderHuaweiTrustPolicy([{ issuer: ISSUER, providerUrn: URN, subjects: [SUBJECT] }], CLIENT_ID, {
        subjects: [{ issuer: GITHUB, providerUrn: GITHUB_URN, subject: MAIN }],
        principals: others.principals,
      }),
    );
  });

  it.each<[string, Partial<HuaweiWorkloadIdentityArgs>, object, string[]]>([
    [
      "an issuer that is not registered",
      { others: { subjects: [{ issuer: GITHUB, subject: MAIN }] } },
      byRules,
      ["others.subjects[0].registration issuer-not-registered"],
    ],
    [
      "an issuer that is not registered",
      { mechanism: "trust-agency", others: { subjects: [{ issuer: GITHUB, subject: MAIN }] } },
      byAgency,
      ["others.subjects[0].registration issuer-not-registered"],
    ],
    [
      "a pattern",
      { others: { subjects: [{ issuer: ISSUER, subject: "repo:*" }] } },
      byRules,
      ["others.subjects[0].subject other-subject-invalid"],
    ],
    [
      "one twice",
      {
        others: {
          subjects: [
            { issuer: ISSUER, subject: "a" },
            { issuer: ISSUER, subject: "a" },
          ],
        },
      },
      byRules,
      ["others.subjects[1] other-repeated"],
    ],
    [
      "an issuer that IAM cannot reach",
      { mechanism: "trust-agency", others: { subjects: [{ issuer: "https://ci.internal", subject: "a" }] } },
      byAgency,
      ["others.subjects[0].issuer issuer-not-public"],
    ],
    [
      "a principal of a user group",
      { others: { principals: [{ principal: CCE }] } },
      byRules,
      ["others.principals huawei-mechanism-mismatch"],
    ],
    [
      "a principal that is a pattern",
      { mechanism: "trust-agency", others: { principals: [{ principal: "*" }] } },
      byAgency,
      ["others.principals[0].principal other-principal-invalid"],
    ],
    [
      "an OIDC provider for its tokens",
      { mechanism: "trust-agency", others: { principals: [{ principal: GITHUB_URN }] } },
      byAgency,
      ["others.principals[0].principal other-principal-invalid"],
    ],
    ["a misspelt argument", { others: { subject: [] } as never }, byRules, ["others.subject argument-unknown"]],
  ])("are refused with %s", (_, args, huawei, expected) => {
    expect(faults(args, huawei)).toEqual(expected);
  });
});
