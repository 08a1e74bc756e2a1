import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER.slice(8)}`;

function trust(sub: string, operator = "StringEquals") {
  const [keySub, keyAud] = [`${ISSUER.slice(8)}:sub`, `${ISSUER.slice(8)}:aud`];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: PROVIDER },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          [operator]: { [keySub]: sub },
          StringEquals: { [keyAud]: "sts.amazonaws.com", ...(operator === "StringEquals" ? { [keySub]: sub } : {}) },
        },
      },
    ],
  };
}

const roles = (...policies: [string, unknown][]) => ({
  RoleDetailList: policies.map(([RoleName, AssumeRolePolicyDocument]) => ({
    RoleName,
    Arn: `arn:aws:iam::111122223333:role/${RoleName}`,
    AssumeRolePolicyDocument,
    AttachedManagedPolicies: [{ PolicyName: "ReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
    RolePolicyList: [{ PolicyName: "queue", PolicyDocument: {} }],
  })),
});
const provider = { Url: ISSUER.slice(8), ClientIDList: ["sts.amazonaws.com"], ThumbprintList: [] };
const account = (namespace: string, name: string, role?: string) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: {
    namespace,
    name,
    ...(role === undefined
      ? {}
      : { annotations: { "eks.amazonaws.com/role-arn": `arn:aws:iam::111122223333:role/${role}` } }),
  },
});
const list = (...items: object[]) => ({ apiVersion: "v1", kind: "List", items });

function auditOf(...documents: unknown[]) {
  const inputs = documents.map((value, i) => ({ source: `${i}.json`, text: JSON.stringify(value) }));
  return audit(inputs, [{ name: "prod", issuer: ISSUER }]);
}

describe("an audit", () => {
  it("joins a role with the ServiceAccount that it lists, by the statement that lets it in, with the role's grants", () => {
    const exact = trust("system:serviceaccount:shop:orders");
    const answer = auditOf(
      roles(["orders", exact]),
      provider,
      list(account("shop", "orders", "orders"), account("shop", "cart")),
    );
    expect(answer.pairs).toEqual([
      {
        identity: "aws arn:aws:iam::111122223333:role/orders",
        subject: "prod/shop/orders",
        decision: "allow",
        reason: "statement 1",
      },
    ]);
    expect(answer.identities[0]).toMatchObject({
      verdict: "equal",
      grants: ["arn:aws:iam::aws:policy/ReadOnlyAccess", "queue (inline)"],
    });
    expect(answer.findings).toEqual([]);
    expect(answer.unread).toEqual([]);
  });

  it("finds every ServiceAccount that a pattern admits, and a token beyond them", () => {
    const wide = trust("system:serviceaccount:shop:*", "StringLike");
    const answer = auditOf(
      roles(["wide", wide]),
      provider,
      list(account("shop", "orders"), account("shop", "cart"), account("other", "cart")),
    );
    expect(answer.pairs.map(({ subject }) => subject)).toEqual(["prod/shop/orders", "prod/shop/cart"]);
    expect(answer.findings.map(({ row }) => row)).toEqual(["A5"]);
    expect(answer.findings[0]?.counterexample).toMatchObject({ iss: ISSUER, sub: "system:serviceaccount:shop:a" });
  });

  it.each([
    ["a discovery document", { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }],
    [
      "a cluster of the vendor",
      { cluster: { name: "eks", arn: "arn:aws:eks:::cluster/eks", identity: { oidc: { issuer: ISSUER } } } },
    ],
  ])("takes %s and a key set that say no cluster for those of the one whose objects there are", (_, issuer) => {
    const keys = { keys: [{ kty: "RSA", kid: "1", n: "x".repeat(342), e: "AQAB" }] };
    const inputs = [issuer, keys].map((value, i) => ({ source: `${i}.json`, text: JSON.stringify(value) }));
    const objects = { source: "objects.json", cluster: "prod", text: JSON.stringify(account("shop", "orders")) };
    const answer = audit([...inputs, objects]);
    expect(answer.clusters).toEqual([
      { name: "prod", issuer: ISSUER, jwks: keys, objects: [expect.objectContaining({ name: "orders" })] },
    ]);
    expect(answer.unread).toEqual([]);
  });

  it("passes over roles that take no tokens, and counts them", () => {
    const service = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const answer = auditOf(roles(["node", service]));
    expect(answer.identities).toEqual([]);
    expect([...answer.passedOver]).toEqual([["identities that take no tokens of an issuer", 1]]);
  });
});
