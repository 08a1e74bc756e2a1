import { describe, expect, it } from "vitest";
import { aws } from "../../src/clouds/aws/cloud";
import { proofIssues } from "../../src/clouds/proof";
import type { Verdict } from "../../src/verifier";
import { explain, findingOf, prove } from "../../src/verifier";
import { AUDIENCE, conditioned, INTENT, KEY, sub } from "../clouds/aws/good-trust";

const left = conditioned({ StringEquals: { [`${KEY}:sub`]: [sub("ns:sa"), sub("ns:default")] } });
const [A19, K2, A13] = [findingOf("A19")!, findingOf("K2")!, findingOf("A13")!];

describe("a trust that is over", () => {
  it("is explained by title, fault and fix of its misconfigurations, the most severe first", () => {
    const verdict = prove(left, INTENT);
    expect(verdict).toMatchObject({ verdict: "over", findings: ["A19", "K2", "A13"] });
    const { lines } = explain(verdict);
    expect(lines.slice(1, -1)).toEqual([
      `A19 ${A19.title}: ${A19.wrong} -> ${A19.fix}`,
      `K2 ${K2.title}: ${K2.wrong} -> ${K2.fix}`,
      `A13 ${A13.title}: ${A13.wrong} -> ${A13.fix}`,
    ]);
    expect(lines.at(-1)).toContain("counterexample: ");
  });

  it("is a fault that names its misconfigurations and their fixes", () => {
    const [issue] = proofIssues(aws, left, INTENT, "assumeRolePolicy");
    expect(issue).toMatchObject({ code: "trust-over", path: "assumeRolePolicy" });
    expect(issue?.message).toMatch(
      /^The trust on AWS admits a token that is not intended: ServiceAccount ns\/default /,
    );
    expect(issue?.message).toContain(
      `; A19 ${A19.title} -> ${A19.fix}; K2 ${K2.title} -> ${K2.fix}; A13 ${A13.title} -> ${A13.fix}; counterexample {`,
    );
  });

  it("still shows an identifier that this version has no row for", () => {
    const kept: Verdict = {
      verdict: "over",
      token: { iss: "i", sub: "s", aud: AUDIENCE },
      findings: ["X1"],
      why: "why",
    };
    expect(explain(kept).lines[1]).toBe("X1");
  });
});
