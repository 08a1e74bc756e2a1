import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FederationError } from "../../src/component/validation-error";
import { issue } from "../../src/core/issue";
import { codesInSources } from "../support/error-codes";
import { errorTables } from "../support/error-tables";
import { errorsPage } from "../support/errors-page";

const entries = errorTables.flatMap(([, table]) => Object.entries(table));
const codes = codesInSources();

const matches = (code: string, of: string) => new RegExp(`^${of.replaceAll("*", "[a-z0-9-]+")}$`).test(code);

const root = join(__dirname, "../..");
const publishedFolders: string[] = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).files;

/** The file of the package that a message names at its end, and the headings there. */
function linkOf(message: string): [file: string, anchors: string[]] {
  const [, file = "", anchors = ""] = message.match(/\n.* node_modules\/pulumi-workload-identity\/(\S+?)#(.*)$/) ?? [];
  return [file, anchors.split(", #")];
}

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

  it.each(entries)("say of %s what it means and what to do", (_, { meaning, fix, example = fix }) => {
    for (const text of [meaning, fix, example]) expect(text).toMatch(/^\S[^\n]*[^\s.]$/);
  });

  it("name no argument or option that the library does not have", () => {
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith("error-table.ts"))
      .map((file) => readFileSync(join(root, "src", file), "utf8"));
    const words = new Set(sources.flatMap((text) => text.match(/(?:--)?[A-Za-z][\w-]*/g) ?? []));
    const named = entries
      .flatMap(([, { meaning, fix, example = "" }]) => `${meaning} ${fix} ${example}`.match(/`[^`]+`/g) ?? [])
      .filter((code) => !/^`(?:kubectl|oc|gcloud|npm) /.test(code))
      .flatMap((code) => code.match(/--[a-z][a-z-]+|\b[a-z]+(?:[A-Z][a-z]*)+\b/g) ?? []);
    expect(named.length).toBeGreaterThan(50);
    expect([...new Set(named)].filter((word) => !words.has(word))).toEqual([]);
  });

  it("lead from the last line of a message to their entries in the package, after what to do", () => {
    const faults = ["sdk-missing", "issuer-url-scheme", "sdk-missing"].map((code) => issue(code, "gcp", "Run it"));
    const [file, anchors] = linkOf(new FederationError("orders", faults).message);
    expect(anchors).toEqual(["sdk-missing", "issuer-url-scheme"]);
    const page = join(root, file);
    expect(existsSync(page) && publishedFolders).toContain(file.split("/")[0]);
    for (const code of anchors) expect(readFileSync(page, "utf8")).toContain(`\n### ${code}\n`);
    const { message } = new FederationError("orders", faults.slice(0, 1));
    expect(message).toMatch(/^gcp: Run it \[sdk-missing\] in "orders"\nCodes: /);
    expect(linkOf(message)).toEqual([file, ["sdk-missing"]]);
  });

  it("are what docs/errors.md lists (npm run docs:errors writes it)", async () => {
    await expect(errorsPage()).toMatchFileSnapshot("../../docs/errors.md");
  });
});
