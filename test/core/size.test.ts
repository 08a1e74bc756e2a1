import { describe, expect, it } from "vitest";
import { fitsIn } from "../../src/core/size";

describe("fitsIn", () => {
  it("counts the characters and members of the whole value", () => {
    expect(fitsIn(9, { ab: ["cd"], e: 1 })).toBe(true);
    expect(fitsIn(8, { ab: ["cd"], e: 1 })).toBe(false);
  });

  it("ends at what contains itself, and at a list of a length that cannot be walked", () => {
    const cyclic: unknown[] = [];
    cyclic.push({ cyclic });
    expect(fitsIn(1000, cyclic)).toBe(false);
    expect(fitsIn(1000, { list: new Array(4_000_000_000) })).toBe(false);
  });
});
