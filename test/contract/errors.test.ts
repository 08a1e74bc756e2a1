import { describe, expect, it } from "vitest";
import { codesInSources } from "../support/error-codes";
import { errorTables } from "../support/error-tables";
import { errorsPage } from "../support/errors-page";

const entries = errorTables.flatMap(([, table]) => Object.entries(table));
const codes = codesInSources();

const matches = (code: string, of: string) => new RegExp(`^${of.replaceAll("*", "[a-z0-9-]+")}$`).test(code);

describe("the codes of errors", () => {
  it("are found in the sources, also those that a constant or parameter carries", () => {
    expect([...codes]).toEqual(
      expect.arrayContaining([
        "shape-invalid",
        "gcp-gke-audience-fixed",
        "aws-trust-too-long",
        "issuer-rotation-too-early",
        "trust-*",
      ]),
    );
  });

  it("each have an entry", () => {
    expect([...codes].filter((code) => !entries.some(([known]) => matches(known, code))).sort()).toEqual([]);
  });

  it("are given by the sources where they have an entry, and have one only", () => {
    const known = entries.map(([code]) => code);
    expect(known.filter((code) => ![...codes].some((of) => matches(code, of)))).toEqual([]);
    expect(known.filter((code, index) => known.indexOf(code) !== index)).toEqual([]);
  });

  it.each(entries)("say of %s what it means and what to do", (_, { meaning, fix }) => {
    for (const text of [meaning, fix]) expect(text).toMatch(/^\S[^\n]*[^\s.]$/);
  });

  it("are what docs/errors.md lists (npm run docs:errors writes it)", async () => {
    await expect(errorsPage()).toMatchFileSnapshot("../../docs/errors.md");
  });
});
