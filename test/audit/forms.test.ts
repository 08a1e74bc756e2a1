import { describe, expect, it } from "vitest";
import type { Audit } from "../../src/audit";
import { audit } from "../../src/audit";
import { matchBaseline } from "../../src/audit/baseline";
import { auditJson } from "../../src/audit/present/json";
import type { EstateFile } from "./estate-forms";
import {
  commandLines,
  ISSUER,
  listedOtherwise,
  objects,
  openTofuChanges,
  openTofuState,
  pulumi,
  shownOneByOne,
  terraformPlan,
  terraformState,
} from "./estate-forms";

function answerOf(files: readonly EstateFile[]): Audit {
  const inputs = [...files, ["objects", objects] as const].map(([name, document]) => ({
    source: `${name}.txt`,
    text: typeof document === "string" ? document : JSON.stringify(document),
  }));
  return audit(inputs, [{ name: "prod", issuer: ISSUER }]);
}

const whole = (documents: readonly unknown[]) => documents.map((document): EstateFile => ["stack", document]);

const FORMS: Readonly<Record<string, readonly EstateFile[]>> = {
  "a stack of Pulumi": whole(pulumi),
  "a state of Terraform": whole(terraformState),
  "a plan of Terraform": whole(terraformPlan),
  "a state of OpenTofu": whole(openTofuState),
  "the changes of a plan of OpenTofu": whole(openTofuChanges),
  "the vendors' command lines": commandLines,
  "the vendors' command lines one by one": shownOneByOne,
  "the vendors' command lines as other lists": listedOtherwise,
};

describe.each(Object.entries(FORMS))("an audit of %s", (_, files) => {
  const answer = answerOf(files);

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
