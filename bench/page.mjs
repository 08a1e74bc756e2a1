// How long the page of a large audit takes to be seen, from a file in a headless Chromium.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { auditOf } from "./audit.mjs";

const require = createRequire(import.meta.url);
const { matchBaseline } = require("../dist/audit/baseline.js");
const { auditHtml } = require("../dist/audit/present/html.js");

/** Where Debian has it; elsewhere say it by CHROMIUM. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

async function firstPaint(html) {
  const folder = mkdtempSync(join(tmpdir(), "page-bench-"));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    const file = join(folder, "audit.html");
    writeFileSync(file, html);
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    await page.locator("[role=treeitem]").first().waitFor();
    return await page.evaluate(async () => {
      const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
      while (painted() === undefined) await new Promise((done) => setTimeout(done, 10));
      return painted() / 1000;
    });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

export async function run() {
  const answer = auditOf(10_000);
  const html = auditHtml(answer, matchBaseline(answer.findings, [], "2026-11-26"));
  const value = await firstPaint(html);
  const detail = `${(html.length / 1e6).toFixed(1)} MB`;
  return [{ what: "first paint of 10,000 identities", value, unit: "s", goal: 2, detail }];
}
