import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";
import { auditDot } from "../../src/audit/present/dot";
import { auditMermaid } from "../../src/audit/present/mermaid";

const HOST = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const ACCOUNT = "111122223333";
const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`;

/** Roles of one namespace as IAM lists them, each for one ServiceAccount or for all of them. */
function estate(count: number, isWide: boolean) {
  const roles = Array.from({ length: count }, (_, i) => ({
    RoleName: `role-${i}`,
    Arn: `arn:aws:iam::${ACCOUNT}:role/role-${i}`,
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: provider },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { [`${HOST}:aud`]: "sts.amazonaws.com", ...(isWide ? {} : { [`${HOST}:sub`]: sub(i) }) },
            ...(isWide ? { StringLike: { [`${HOST}:sub`]: "system:serviceaccount:shop:*" } } : {}),
          },
        },
      ],
    },
    AttachedManagedPolicies: [1, 2, 3].map((policy) => ({
      PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/${i}-${policy}`,
    })),
  }));
  const items = roles.map((_, i) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { namespace: "shop", name: `sa-${i}` },
  }));
  const inputs = [
    { RoleDetailList: roles },
    { Url: HOST, ClientIDList: ["sts.amazonaws.com"] },
    { apiVersion: "v1", kind: "List", items },
  ];
  return audit(
    inputs.map((value, i) => ({ source: `${i}.json`, text: JSON.stringify(value) })),
    [{ name: "prod", issuer: `https://${HOST}` }],
  );
}

const sub = (i: number) => `system:serviceaccount:shop:sa-${i}`;

describe("a picture of many", () => {
  it.each([
    ["identities of one ServiceAccount each", 150, false],
    ["identities of all ServiceAccounts", 25, true],
  ])("shows every one of %s, with as many lines as GitHub draws", (_, count, isWide) => {
    const answer = estate(count, isWide);
    expect(answer.pairs).toHaveLength(isWide ? count * count : count);
    const mermaid = auditMermaid(answer);
    expect(mermaid.length).toBeLessThanOrEqual(50_000);
    for (const picture of [mermaid, auditDot(answer)]) {
      const lines = picture.match(/ -?->| -->/g) ?? [];
      expect(lines.length).toBeGreaterThan(150);
      expect(lines.length).toBeLessThanOrEqual(500);
      for (let i = 0; i < count; i++) expect(picture).toContain(`:role/role-${i}"`);
      expect(picture).toMatch(/[\d,]+ more: --format html and json have all/);
    }
  });

  it("shows all of few, and leaves nothing out", () => {
    const answer = estate(5, true);
    for (const picture of [auditMermaid(answer), auditDot(answer)]) {
      expect(picture.match(/ -?->/g)).toHaveLength(5 * 5 + 5 * 3);
      expect(picture).not.toContain("more: ");
    }
  });
});
