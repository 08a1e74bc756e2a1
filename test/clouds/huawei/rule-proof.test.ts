import { describe, expect, it } from "vitest";
import { huaweiRuleFaults } from "../../../src/clouds/huawei/mechanisms/rule-proof";
import { renderHuaweiRules } from "../../../src/clouds/huawei/trust";
import { CLIENT_ID, GROUP, ISSUER, SUBJECT, sub } from "./good-trust";

const provider = { id: "prod", issuer: ISSUER, clientId: CLIENT_ID, mappingId: "mapping" };
const [rule] = renderHuaweiRules([SUBJECT], GROUP);
const orders = { sub: sub("ns:sa"), isOther: false };
const faults = (stored: object, subject = orders) =>
  huaweiRuleFaults({ mappingId: "mapping", ...stored }, provider, subject, GROUP);

describe("a rule as it will be stored", () => {
  it("has no faults where it is the one that was asked for, in whatever order its members stand", () => {
    expect(faults({ rule })).toEqual([]);
    expect(faults({ rule: { remote: rule!.remote, local: rule!.local } })).toEqual([]);
  });

  it.each([
    ["gives a second group", { ...rule, local: [...rule!.local, { group: { name: "admin" } }] }, "input-changed"],
    ["gives a list of groups", { ...rule, local: [...rule!.local, { groups: '["admin"]' }] }, "input-changed"],
    ["fits more tokens", { ...rule, remote: [{ type: "sub" }] }, "trust-over"],
  ])("is refused where it %s", (_, changed, code) => {
    expect(faults({ rule: changed })).toEqual([expect.objectContaining({ code, path: "rule" })]);
  });
});
