import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";
import { matchBaseline } from "../../src/audit/baseline";
import { auditText } from "../../src/audit/present/text";

const ROLE = "arn:aws:iam::111122223333:role/open";
const open = {
  RoleDetailList: [
    {
      RoleName: "open",
      Arn: ROLE,
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/a.example.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
          },
        ],
      },
    },
  ],
};
const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "shop", name: "orders" } };
const named = { ...account, metadata: { ...account.metadata, annotations: { "eks.amazonaws.com/role-arn": ROLE } } };

const placesOf = (...inputs: [source: string, text: string][]) =>
  audit(
    inputs.map(([source, text]) => ({ source, text })),
    [{ name: "prod", issuer: "https://a.example.com" }],
  ).findings.map(({ row, place }) => [row, place]);

it("names of an estate do not steer the terminal that shows them", () => {
  const name = "a\u001b[2J\u202eb";
  const evil = JSON.stringify(open).replaceAll("role/open", `role/${JSON.stringify(name).slice(1, -1)}`);
  const answer = audit([{ source: "iam.json", text: evil }]);
  const text = auditText(answer, matchBaseline(answer.findings, [], "2026-11-26"), true);
  expect(text).toContain("role/a\uFFFD[2J\uFFFDb");
  expect(text).toContain("\u001b[31m");
});

it("an OIDC provider without an ARN is listed as not understood", () => {
  const { registrations, unread } = audit([
    { source: "list.json", text: '{"OpenIDConnectProviderList":[{"Arn":null}]}' },
  ]);
  expect(registrations).toEqual([]);
  expect(unread).toEqual([{ source: "list.json", what: "the document", why: '"null" is no ARN of an OIDC provider' }]);
});

describe("the place of a finding", () => {
  it("is the line and column of the identity in the file of its cloud, not where a ServiceAccount names it", () => {
    const places = placesOf(["objects.json", JSON.stringify(named)], ["iam.json", JSON.stringify(open, undefined, 2)]);
    expect(places).toContainEqual(["A1", { file: "iam.json", line: 5, column: 15 }]);
  });

  it("is in the first line of a text without lines", () => {
    const text = JSON.stringify(open);
    expect(placesOf(["iam.json", text])).toContainEqual([
      "A1",
      { file: "iam.json", line: 1, column: text.indexOf(ROLE) + 1 },
    ]);
  });

  it("is the file, without the number of the document, where several stand behind each other", () => {
    const text = `${JSON.stringify(account)}\n${JSON.stringify(open)}`;
    expect(placesOf(["all.json", text])).toContainEqual(["A1", expect.objectContaining({ file: "all.json", line: 2 })]);
  });

  it("is the file alone where the name may be another's", () => {
    const identity =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders";
    const credential = {
      id: `${identity}/federatedIdentityCredentials/prod`,
      name: "prod",
      issuer: "https://gone.example.com",
      subject: "system:serviceaccount:shop:orders",
      audiences: ["api://AzureADTokenExchange"],
    };
    expect(placesOf(["credentials.json", JSON.stringify([credential])])).toEqual([
      ["E5", { file: "credentials.json" }],
    ]);
  });

  it("is the file of the object for what a cluster stores", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/service-account-token",
      metadata: { namespace: "shop", name: "old", annotations: { "kubernetes.io/service-account.name": "orders" } },
    };
    const places = placesOf(["a.json", JSON.stringify(account)], ["b.json", JSON.stringify(secret)]);
    expect(places).toEqual([["E12", { file: "b.json" }]]);
  });
});
