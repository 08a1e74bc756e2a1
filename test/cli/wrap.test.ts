import { describe, expect, it } from "vitest";
import { helpOf } from "../../src/cli/help";
import { widthOf, wrapped } from "../../src/cli/wrap";

describe("a help in a terminal", () => {
  it.each([60, 80, 140])("fits into %i columns and loses no word", (width) => {
    const text = wrapped(helpOf(), width);
    expect(text.split("\n").filter((line) => line.length > width)).toEqual([]);
    expect(text.split(/\s+/)).toEqual(helpOf().split(/\s+/));
  });

  it("goes on below what an option says", () => {
    const line = "  --state <file>         Load what is deployed from this file";
    expect(wrapped(line, 51)).toBe(
      "  --state <file>         Load what is deployed from\n                         this file",
    );
  });

  it("stays as it is where nothing fits", () => {
    const text = helpOf("audit");
    expect(wrapped(text, 10).split(/\s+/)).toEqual(text.split(/\s+/));
  });

  it("has the terminal's width, that of COLUMNS in a pipe, and never more than people read", () => {
    expect(widthOf({ columns: 80 }, { COLUMNS: "60" })).toBe(80);
    expect(widthOf({}, { COLUMNS: "60" })).toBe(60);
    expect([widthOf({}, {}), widthOf({ columns: 0 }, { COLUMNS: "wide" }), widthOf({ columns: 300 }, {})]).toEqual([
      140, 140, 140,
    ]);
  });
});
