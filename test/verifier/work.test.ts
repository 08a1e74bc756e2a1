import { afterEach, describe, expect, it, vi } from "vitest";
import { Work } from "../../src/core/language/work";
import type { CloudTrust } from "../../src/verifier";
import { evaluate, prove } from "../../src/verifier";

/** What a decision spends, counted where it is spent. */
function stepsOf(decide: () => unknown): number {
  const { spend } = Work.prototype;
  let steps = 0;
  vi.spyOn(Work.prototype, "spend").mockImplementation(function (this: Work, more) {
    spend.call(this, more);
    steps += more;
  });
  decide();
  vi.restoreAllMocks();
  return steps;
}

afterEach(() => vi.restoreAllMocks());

describe("deciding about patterns that are hard to compare", () => {
  it("takes steps in proportion to the document, on every cloud", async () => {
    const { CLOUDS, INTENDED, SHAPES, STRANGER } = await import("../../bench/patterns.mjs");
    const dear: string[] = [];
    for (const [cloud, { audience, trust }] of Object.entries(CLOUDS)) {
      for (const [shape, patterns] of Object.entries(SHAPES)) {
        const document = trust(patterns) as CloudTrust;
        const most = 20_000 + 10 * JSON.stringify(document).length;
        const proof = stepsOf(() => prove(document, { subjects: [INTENDED], audience }));
        const answer = stepsOf(() => evaluate(document, { ...STRANGER, aud: audience }));
        if (Math.max(proof, answer) > most) dear.push(`${cloud}, ${shape}: ${proof} and ${answer} of ${most}`);
      }
    }
    expect(dear).toEqual([]);
  });
});
