import { describe, expect, it } from "vitest";
import type { Audit } from "../../src/audit";
import { audit } from "../../src/audit";
import { matchBaseline } from "../../src/audit/baseline";
import { auditJson } from "../../src/audit/present/json";
import { commandLines, ISSUER, objects, pulumi, terraformPlan, terraformState } from "./estate-forms";

/** The commands that print what does not say its owner are told by the file's name. */
const FILES = [
  "roles",
  "providers",
  "provider",
  "identities",
  "credentials",
  "assignments",
  "pools",
  "pool",
  "accounts",
  "policies",
  "role",
  "ram",
  "idp",
  "prod",
];

function answerOf(documents: readonly unknown[]): Audit {
  const inputs = [...documents, objects].map((value, i) => ({
    source: `${FILES[i] ?? `file-${i}`}.json`,
    text: JSON.stringify(value),
  }));
  return audit(inputs, [{ name: "prod", issuer: ISSUER }]);
}

const FORMS = {
  "a stack of Pulumi": pulumi,
  "a state of Terraform": terraformState,
  "a plan of Terraform": terraformPlan,
  "the vendors' command lines": commandLines,
};

describe.each(Object.entries(FORMS))("an audit of %s", (_, documents) => {
  const answer = answerOf(documents);

  it("finds who becomes whom on every cloud, with the reason and the grants", () => {
    const grants = new Map(answer.identities.map(({ id, grants }) => [id, grants]));
    const lines = answer.pairs.map(
      ({ subject, identity, decision, reason }) =>
        `${subject} ${decision} ${identity} by ${reason} has ${grants.get(identity)?.join() ?? ""}`,
    );
    expect(lines.sort()).toMatchInlineSnapshot(`
      [
        "prod/shop/cart allow aws arn:aws:iam::111122223333:role/wide by statement 1 has ",
        "prod/shop/gone allow aws arn:aws:iam::111122223333:role/gone by statement 1 has ",
        "prod/shop/mail allow aws arn:aws:iam::111122223333:role/wide by statement 1 has ",
        "prod/shop/orders allow alicloud acs:ram::1234567890123456:role/orders by statement 1 has ",
        "prod/shop/orders allow aws arn:aws:iam::111122223333:role/orders by statement 1 has arn:aws:iam::aws:policy/ReadOnlyAccess",
        "prod/shop/orders allow aws arn:aws:iam::111122223333:role/wide by statement 1 has ",
        "prod/shop/orders allow azure /subscriptions/00000000-0000-4000-8000-0000000000aa/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders by credential shop_orders has Storage Blob Data Reader on /subscriptions/x",
        "prod/shop/orders allow gcp orders@shop-prod.iam.gserviceaccount.com by provider projects/123456789012/locations/global/workloadIdentityPools/prod/providers/prod, binding 1 has ",
        "prod/shop/orders allow huawei orders by identity provider prod, rule 1 has ",
      ]
    `);
  });

  it("finds what is planted, and nothing else", () => {
    const found = answer.findings.map(({ row, severity, about, subject = "" }) =>
      `${row} ${severity} ${about} ${subject}`.trim(),
    );
    expect(found).toMatchInlineSnapshot(`
      [
        "A5 high arn:aws:iam::111122223333:role/wide",
        "E11 high Deployment shop/orders in cluster prod prod/shop/orders",
        "E1 medium arn:aws:iam::111122223333:role/orders prod/shop/cart",
        "E2 medium ServiceAccount shop/mail in cluster prod prod/shop/mail",
        "E3 medium arn:aws:iam::111122223333:role/gone prod/shop/gone",
        "E10 medium Deployment shop/orders in cluster prod prod/shop/orders",
        "E12 medium cluster prod, Secret shop/old",
      ]
    `);
  });

  it("understands all of it, and tells nothing that a Secret holds", () => {
    expect(answer.unread).toEqual([]);
    expect(auditJson(answer, matchBaseline(answer.findings, [], ""))).not.toContain("c2VjcmV0");
  });
});
