import { describe, expect, it } from "vitest";
import type { Admission } from "../../src/core/admission";
import { literals, NONE } from "../../src/core/language/language";
import { prove } from "../../src/core/prove";

const issuer = "https://issuer";
const intent = { subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }], audience: "long" };

function admission(changes: Partial<Admission> = {}): Admission {
  return {
    issuers: [issuer],
    audiences: [literals(["long"]), literals(["short"])],
    subjects: (_, audience) =>
      ["long", "short"].includes(audience) ? literals(["system:serviceaccount:shop:orders"]) : NONE,
    ...changes,
  };
}

describe("an admission", () => {
  it("admits too much where another spelling of the audience is not said to be the same", () => {
    expect(prove(admission(), intent)).toMatchObject({ verdict: "over", token: { aud: ["short"] } });
  });

  it("equals the intent where the spellings of the audience are the same", () => {
    const sameAudiences = () => ["long", "short"];
    expect(prove(admission({ sameAudiences }), intent)).toEqual({ verdict: "equal" });
  });

  it("is never equal where it has a doubt", () => {
    const trust = admission({ sameAudiences: () => ["short"], doubts: ["half of it is not stored"] });
    expect(prove(trust, intent)).toEqual({ verdict: "unknown", reason: "half of it is not stored" });
  });

  it("shows a difference that is certain before a doubt", () => {
    const trust = admission({ audiences: [], doubts: ["x"], subjects: () => NONE });
    expect(prove(trust, intent)).toMatchObject({ verdict: "under" });
  });
});
