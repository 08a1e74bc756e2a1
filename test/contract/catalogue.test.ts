import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clouds } from "../../src/clouds/registry";
import { catalogue, findingOf } from "../../src/verifier";
import { cataloguePage } from "../support/catalogue-page";

const ids = catalogue.map(({ id }) => id);
const folder = join(__dirname, "../clouds");
const tested = new Set(
  readdirSync(folder, { encoding: "utf8", recursive: true })
    .filter((file) => file.endsWith("catalogue.test.ts"))
    .flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/(?:\[\s*|rows?: \[?)"([A-Z]\d+)"/g)].map(
        ([, row = ""]) => row,
      ),
    ),
);

describe("the catalogue of misconfigurations", () => {
  it("has each row once", () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it.each(catalogue)("says of $id what it is, what to do and who says so", (row) => {
    expect(row.severity).toMatch(/^(critical|high|medium|low)$/);
    expect([...clouds.map(({ name }) => name), "every"]).toContain(row.cloud);
    for (const text of [row.title, row.effect, row.wrong, row.fix, row.source])
      expect(text).toMatch(/^\S[^\n]+[^\s.]$/);
    expect(findingOf(row.id)).toBe(row);
  });

  it.each(catalogue)("has a finder that a mutant shows for $id, or says where else it is met", ({ id, elsewhere }) => {
    expect({ id, found: tested.has(id) }).toEqual({ id, found: elsewhere === undefined });
  });

  it("has every row that a test of a cloud names", () => {
    expect([...tested].filter((row) => !ids.includes(row))).toEqual([]);
  });

  it("has no row that it was not given", () => {
    expect(findingOf("A99")).toBeUndefined();
  });

  it("is what docs/catalogue.md says (npm run docs:catalogue writes it)", async () => {
    await expect(cataloguePage(catalogue)).toMatchFileSnapshot("../../docs/catalogue.md");
  });
});
