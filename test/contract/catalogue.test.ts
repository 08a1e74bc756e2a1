import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** The known misconfigurations of federated trusts, by vendor. */
const CATALOGUE = [
  ...rows("A", 23), // AWS
  ...rows("Z", 8), // Azure
  ...rows("G", 15), // Google Cloud
  ...rows("B", 7), // Alibaba Cloud
  ...rows("H", 7), // Huawei Cloud
  ...rows("K", 6), // all of them
];

/** Rows that no stored document shows, and where they are met instead. */
const ELSEWHERE: Record<string, string> = {
  B6: "how old a token may be is no part of who it is; the registration takes issuanceLimitTime and checks its bounds",
  K1: "a name that no API server accepts is refused before anything is rendered: checkSubjectNames (subject-namespace-invalid)",
  K4: "who can write the issuer's storage is no part of a trust; the proof assumes an honest issuer and says so",
  K5: "a recycled ServiceAccount has the same sub; the component removes the trust together with the subject",
  K6: "who may create pods or tokens in a namespace is the cluster's question; the README says so",
};

const folder = join(__dirname, "../clouds");
const tested = new Set(
  readdirSync(folder)
    .flatMap((cloud) => readdirSync(join(folder, cloud)).map((file) => join(folder, cloud, file)))
    .filter((file) => file.endsWith("catalogue.test.ts"))
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/(?:\[\s*|row: )"([A-Z]\d+)"/g)].map(([, row = ""]) => row),
    ),
);

describe("the catalogue of misconfigurations", () => {
  it("has 66 rows", () => {
    expect(CATALOGUE).toHaveLength(66);
  });

  it.each(CATALOGUE)("%s is a mutant that flips a verdict, or says where else it is met", (row) => {
    expect(tested.has(row) || row in ELSEWHERE).toBe(true);
  });

  it("is described in the documents, row by row", () => {
    const page = readFileSync(join(__dirname, "../../docs/catalogue.md"), "utf8");
    expect([...page.matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, row]) => row)).toEqual(CATALOGUE);
  });

  it("has no row in a test that it does not know", () => {
    expect([...tested].filter((row) => !CATALOGUE.includes(row))).toEqual([]);
  });
});

function rows(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
}
