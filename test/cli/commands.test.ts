import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { helpOf } from "../../src/cli/help";

const root = join(__dirname, "../..");
const pages = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`),
];

const help = helpOf();
const OWN = "pulumi-workload-identity";
const usages = [...help.matchAll(new RegExp(`^  ${OWN} ([a-z]+)(?: ([a-z]+))?`, "gm"))];
const verbsOf = (command: string) => usages.filter(([, name]) => name === command).map(([, , verb = ""]) => verb);

/** Options that the help lists for a command: those of its usage lines, and of the sections that name it or one of its verbs. */
function optionsOf(command: string, verb: string): Set<string> {
  const lines = help.split("\n");
  const usage = lines.filter((line) => line.startsWith(`  ${OWN} ${command}${verb === "" ? "" : ` ${verb}`}`));
  const sections = help.split(/\n(?=Options of )/).filter((section) => {
    const [, of = ""] = section.match(/^Options of ([^:]+):/) ?? [];
    const words = of.split(/, | and /);
    return words.includes(verb) || words.includes(command);
  });
  return new Set([...usage, ...sections].flatMap((text) => text.match(/--[a-z][a-z-]*/g) ?? []).concat("--help"));
}

interface Mention {
  page: string;
  text: string;
}

/** What a page tells to type: lines of code blocks, and code in the text, from the name of the command to the end of it. */
function mentions(page: string): Mention[] {
  const text = readFileSync(join(root, page), "utf8");
  const blocks = [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)].map(([, code = ""]) =>
    code.replace(/\\\n\s*/g, " "),
  );
  const prose = text.replace(/^ *```\w*\n[\s\S]*?^ *```$/gm, "");
  const inline = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code.replace(/\s+/g, " "));
  const typed = new RegExp(`(?<![\\w./@-])${OWN} (?![=/])([^\\n]*?)(?= *(?:$|[|#;)]|&&|> | -- ))`, "gm");
  return [...blocks, ...inline].flatMap((code) => {
    const names = [...code.matchAll(typed)].map(([, rest = ""]) => rest.trim());
    return names.filter((rest) => /^(?:-|[a-z]+\b(?!:))/.test(rest)).map((rest) => ({ page, text: rest }));
  });
}

/** What is wrong with a command that a page tells to type. */
function faultsOf({ page, text }: Mention): string[] {
  const [command = "", ...words] = text.split(" ");
  if (command.startsWith("-")) return help.includes(` ${command}`) ? [] : [`${page}: ${text}`];
  const verbs = verbsOf(command);
  const [first = ""] = words;
  // Beside verbs, a plain word is meant as one; a command alone takes files and names.
  const verb = verbs.includes(first) || (/^[a-z]+$/.test(first) && verbs.some((each) => each !== "")) ? first : "";
  if (!verbs.includes(verb)) return [`${page}: there is no "${text}"`];
  const options = optionsOf(command, verb);
  return (text.match(/(?<=\s)--[a-z][a-z-]*/g) ?? [])
    .filter((option) => !options.has(option))
    .map((option) => `${page}: ${command} ${verb} has no ${option}`);
}

const found = pages.flatMap(mentions);

describe("the commands in the documents", () => {
  it("are found, in code blocks and in the text", () => {
    expect(found.length).toBeGreaterThan(60);
    const texts = found.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(["sandbox", "issuer check https://... --keys jwks.json"]));
  });

  it("exist with their options, as the help tells them", () => {
    expect(found.flatMap(faultsOf)).toEqual([]);
  });

  it.each([
    ["sandbox run", 'there is no "sandbox run"'],
    ["issuer turn file", 'there is no "issuer turn file"'],
    ["issuer check https://a --key b", "issuer check has no --key"],
    ["audit --narrow x", "audit  has no --narrow"],
  ])("are refused where they do not: %s", (text, fault) => {
    expect(faultsOf({ page: "page", text })).toEqual([`page: ${fault}`]);
  });
});
