import { describe, expect, it } from "vitest";
import { prove, readTrusts } from "../../src/verifier";
import { ISSUER, pulumi, terraformState } from "./estate-forms";

describe("readTrusts", () => {
  it.each([
    ["a stack of Pulumi", pulumi],
    ["a state of Terraform", terraformState],
  ])("gives the trusts of %s, which a test then proves", (_, [document]) => {
    const trusts = readTrusts(JSON.stringify(document));
    const verdict = (identity: string) => {
      const { trust } = trusts.find((each) => each.identity === identity)!;
      const subjects = [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }];
      return prove(trust, { subjects, audience: "sts.amazonaws.com" }).verdict;
    };
    expect(verdict("arn:aws:iam::111122223333:role/orders")).toBe("equal");
    expect(verdict("arn:aws:iam::111122223333:role/wide")).toBe("over");
    expect(verdict("arn:aws:iam::111122223333:role/gone")).toBe("over");
    expect(new Set(trusts.map(({ trust }) => trust.cloud)).size).toBe(5);
  });

  it("refuses a text that it does not understand, so that a test does not pass on nothing", () => {
    expect(() => readTrusts('{"hello": "world"}')).toThrow(/audit-input-unread|Cannot read the trusts: the document/);
    expect(() => readTrusts("")).toThrow("Cannot read the trusts: the file: it is empty");
  });
});
