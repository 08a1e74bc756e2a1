import { describe, expect, it } from "vitest";
import { checkUnchanged } from "../../src/core/unchanged";

describe("what is about to be stored", () => {
  it("is as intended, in whatever order an object's members stand", () => {
    expect(checkUnchanged({ ids: ["a"], map: { b: 1, a: 2 }, other: 1 }, { ids: ["a"], map: { a: 2, b: 1 } })).toEqual(
      [],
    );
  });

  it.each([undefined, null, "", []])("is left unset as %j", (value) => {
    expect(checkUnchanged({ condition: value }, { condition: undefined })).toEqual([]);
  });

  it("is refused where it is another value, one more of a list, or set at all, with all faults at once", () => {
    const stored = { url: "b", ids: ["a", "c"], condition: "true" };
    expect(checkUnchanged(stored, { url: "a", ids: ["a"], condition: undefined })).toMatchObject([
      {
        code: "input-changed",
        path: "url",
        message: 'Cannot store url "b": intended is "a"; take the change out of the transform',
      },
      { code: "input-changed", path: "ids" },
      { code: "input-changed", path: "condition", message: expect.stringContaining('"true": intended is (missing);') },
    ]);
  });
});
