import { describe, expect, it } from "vitest";
import { audit, readEstate } from "../../src/audit";
import { matchBaseline } from "../../src/audit/baseline";
import { auditJson } from "../../src/audit/present/json";
import { diagnose } from "../../src/doctor";

const HOST = "oidc.example.com/id/PROD";
const ISSUER = `https://${HOST}`;
const CLUSTER = { name: "prod", issuer: ISSUER };
const ROLES = {
  aws: "arn:aws:iam::111122223333:role/orders",
  alicloud: "acs:ram::1234567890123456:role/orders",
  huawei: "iam::0a1b2c:agency:orders",
};
const PROVIDERS = {
  aws: `arn:aws:iam::111122223333:oidc-provider/${HOST}`,
  alicloud: "acs:ram::1234567890123456:oidc-provider/prod",
  huawei: "iam::0a1b2c:oidcProvider:prod",
};
const account = JSON.stringify({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: {
    namespace: "shop",
    name: "orders",
    annotations: { "eks.amazonaws.com/role-arn": ROLES.aws, "pod-identity.alibabacloud.com/role-name": "orders" },
  },
});
/** No annotation names an agency; a pod's variable does. */
const pod = JSON.stringify({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "shop", name: "orders", labels: { "pod-identity.alibabacloud.com/injection": "on" } },
  spec: {
    serviceAccountName: "orders",
    containers: [{ name: "app", env: [{ name: "HUAWEICLOUD_OIDC_AGENCY_URN", value: ROLES.huawei }] }],
  },
});

/** A role whose `sub` is compared under this operator, as the vendor's command line prints it; nothing registers its issuer. */
const ROLE = {
  aws: (operator: string, sub: string, host = HOST) => {
    const Statement = {
      Effect: "Allow",
      Principal: { Federated: PROVIDERS.aws.replace(HOST, host) },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: joined({ StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" } }, operator, `${host}:sub`, sub),
    };
    const AssumeRolePolicyDocument = { Version: "2012-10-17", Statement: [Statement] };
    return JSON.stringify({ Role: { RoleName: "orders", Arn: ROLES.aws, AssumeRolePolicyDocument } });
  },
  alicloud: (operator: string, sub: string) => {
    const Statement = {
      Effect: "Allow",
      Principal: { Federated: [PROVIDERS.alicloud] },
      Action: "sts:AssumeRole",
      Condition: joined(
        { StringEquals: { "oidc:iss": ISSUER, "oidc:aud": "sts.aliyuncs.com" } },
        operator,
        "oidc:sub",
        sub,
      ),
    };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "1", Statement: [Statement] });
    return JSON.stringify({ Role: { RoleName: "orders", Arn: ROLES.alicloud, AssumeRolePolicyDocument } });
  },
  huawei: (operator: string, sub: string) => {
    const Statement = {
      Effect: "Allow",
      Principal: { Federated: [PROVIDERS.huawei] },
      Action: ["sts:agencies:assumeWithOIDC"],
      Condition: joined(
        { StringEquals: { "oidc:iss": [ISSUER], "oidc:aud": ["huawei"] } },
        operator === "StringLike" ? "StringMatch" : operator,
        "oidc:sub",
        sub,
      ),
    };
    const trust_policy = JSON.stringify({ Version: "5.0", Statement: [Statement] });
    return JSON.stringify({ agency: { urn: ROLES.huawei, agency_name: "orders", agency_id: "a", trust_policy } });
  },
};

function joined(conditions: { StringEquals: object }, operator: string, key: string, value: string): object {
  return operator === "StringEquals"
    ? { StringEquals: { ...conditions.StringEquals, [key]: value } }
    : { ...conditions, [operator]: { [key]: value } };
}

const inputs = (...texts: string[]) => texts.map((text, i) => ({ source: `${i}.json`, text }));

describe.each(["aws", "alicloud", "huawei"] as const)("an identity of %s whose provider is in no input", (cloud) => {
  const wide = { aws: "A5", alicloud: "B2", huawei: "H11" }[cloud];

  it.each([
    ["no ServiceAccount matches", []],
    ["a ServiceAccount matches", [account, pod]],
  ])("is told as wide with a token, and as not decided, where %s", (_, texts) => {
    const { findings, identities } = audit(
      inputs(ROLE[cloud]("StringLike", "system:serviceaccount:shop:*"), ...texts),
      [CLUSTER],
    );
    expect(findings.map(({ row, about }) => `${row} ${about}`).sort()).toEqual(
      [`E15 ${ROLES[cloud]}`, `${wide} ${ROLES[cloud]}`].sort(),
    );
    const { counterexample } = findings.find(({ row }) => row === wide)!;
    expect(counterexample).toMatchObject({ iss: ISSUER, sub: expect.stringMatching(/^system:serviceaccount:shop:/) });
    expect(findings.find(({ row }) => row === "E15")!.message).toContain(PROVIDERS[cloud]);
    expect(identities.map(({ verdict }) => verdict)).toEqual(["unknown"]);
  });

  it("is not decided, and refuses nobody who names it, where it lists one ServiceAccount", () => {
    const answer = audit(inputs(ROLE[cloud]("StringEquals", "system:serviceaccount:shop:orders"), account, pod), [
      CLUSTER,
    ]);
    expect(answer.findings.map(({ row }) => row)).toEqual(["E15"]);
    expect(answer.pairs.map(({ subject, decision }) => `${subject} ${decision}`)).toEqual(["prod/shop/orders unknown"]);
    expect(JSON.parse(auditJson(answer, matchBaseline(answer.findings, [], ""))).identities[0].verdict).toBe("unknown");
  });

  it("is what the doctor names, with what it would do", () => {
    const estate = readEstate(inputs(ROLE[cloud]("StringEquals", "system:serviceaccount:shop:orders"), account, pod), [
      CLUSTER,
    ]);
    const [diagnosis] = diagnose(estate, { namespace: "shop", serviceAccount: "orders", cloud });
    const trust = diagnosis!.steps.find(({ step }) => step === "trust")!;
    expect(trust).toMatchObject({
      result: "unknown",
      message: `no input has ${PROVIDERS[cloud]}, which the trust names; with it, it lets shop/orders in`,
    });
  });
});

it("a role of RAM that does not say the issuer of a missing provider is told as not decided", () => {
  const role = ROLE.alicloud("StringEquals", "system:serviceaccount:shop:orders").replace("oidc:iss", "oidc:other");
  const { findings, identities } = audit(inputs(role), [CLUSTER]);
  expect(findings.map(({ row }) => row)).toEqual(["E15"]);
  expect(identities[0]!.verdict).toBe("unknown");
});

it("a role for another system's subjects by a pattern is nobody's of a cluster, whether its provider is there or not", () => {
  const role = ROLE.aws("StringLike", "repo:shop/*", "token.actions.githubusercontent.com");
  const { findings, identities } = audit(inputs(role), [CLUSTER]);
  expect(findings).toEqual([]);
  expect(identities[0]!.verdict).toBe("nobody");
});
