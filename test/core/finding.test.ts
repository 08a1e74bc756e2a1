import { describe, expect, it } from "vitest";
import type { CommonFindingId, Finders } from "../../src/core/catalogue";
import type { FindingTable } from "../../src/core/finding";
import { findingRows, foundBy, rowsOf } from "../../src/core/finding";

const text = { title: "t", effect: "e", wrong: "w", fix: "f", source: "s" };
const TABLE = {
  X1: { ...text, severity: "low" },
  X2: { ...text, severity: "critical" },
  X9: { ...text, severity: "high" },
  X10: { ...text, severity: "high" },
  X11: { ...text, severity: "medium" },
  X12: { ...text, severity: "critical", elsewhere: "in the cluster" },
} satisfies FindingTable;

describe("rows of a verdict", () => {
  it("come the most severe first, then by identifier, however they were found", () => {
    const found = foundBy({ X10: 1, X1: 1, X9: 1, X11: 1, X2: 1, X12: 0 }, (seen) => seen === 1);
    const rows = rowsOf(findingRows("x", TABLE), found);
    expect(rows.map(({ id }) => id)).toEqual(["X2", "X9", "X10", "X11", "X1"]);
    expect(rows[0]).toEqual({ id: "X2", cloud: "x", ...text, severity: "critical" });
  });
});

describe("finders", () => {
  type Own = Finders<typeof TABLE, "K2", number>;
  const all = { X1: 1, X2: 1, X9: 1, X10: 1, X11: 1, K2: 1 };

  it("compile when there is one for each row that a trust can show, and for no other", () => {
    const finders: Own = all;
    const { X1, ...less } = all;
    // @ts-expect-error: the finder of X1 is missing.
    const missing: Own = less;
    // @ts-expect-error: X13 is no row.
    const unknown: Own = { ...all, X13: X1 };
    // @ts-expect-error: X12 is a row that no trust shows.
    const elsewhere: Own = { X1, X2: 1, X9: 1, X10: 1, X11: 1, K2: 1, X12: 1 };
    // @ts-expect-error: nor is K4, of the rows for every cloud.
    const common: CommonFindingId = "K4";
    expect([finders, missing, unknown, elsewhere].map((each) => Object.keys(each).length)).toEqual([6, 5, 7, 7]);
    expect(common).toBe("K4");
  });
});
