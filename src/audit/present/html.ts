import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BaselineMatch } from "../baseline";
import type { Audit } from "../model";
import { pageData } from "./page-data";
import { visible } from "./visible";

/** The folder of the package with what the page is made of. */
const FOLDER = join(__dirname, "../../../page");

/** The page's modules, each after those that it imports. */
const MODULES = ["filter", "layout", "details", "picture", "page"];

/** An audit as one HTML file that needs nothing else and asks no network: a picture to search, and why and how to mend what is clicked. */
export function auditHtml(audit: Audit, known: BaselineMatch): string {
  const style = part("page.css");
  const script = linked();
  // Nothing runs but this script, whatever names an estate has.
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  const parts: Readonly<Record<string, string>> = { policy, style, script, data: dataOf(pageData(audit, known)) };
  return part("page.template").replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]!);
}

function part(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

/** One script without imports: the modules share a scope, so each name is used once among them. */
function linked(): string {
  const library = readFileSync(join(dirname(require.resolve("d3-hierarchy")), "d3-hierarchy.min.js"), "utf8");
  const modules = MODULES.map((name) =>
    part(`${name}.mjs`)
      .replace(/^import .*$/gm, "")
      .replace(/^export /gm, ""),
  );
  return `"use strict";\n${library}\n(() => {\nconst { stratify } = d3;\n${modules.join("\n")}})();\n`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function dataOf(data: object): string {
  const text = JSON.stringify(data, (_, value) => (typeof value === "string" ? visible(value) : value));
  return text.replace(/</g, "\\u003c");
}
