import type { Server } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe } from "./support/axe";
import { openBrowser } from "./support/browser";
import { serveSite } from "./support/site-server";

/** A page of each kind: programs, tables, pictures, a long list, the reference, and one that is not there. */
const KINDS = [
  ...[
    "/",
    "/docs/",
    "/docs/start",
    "/docs/concepts",
    "/docs/clusters",
    "/docs/errors",
    "/docs/catalogue",
    "/docs/audit",
  ],
  ...["/api/issuer", "/CHANGELOG", "/examples/rotate-keys/", "/no-such-page"],
];

let browser: Browser;
let server: Server;
let address: string;
beforeAll(async () => {
  ({ server, address } = await serveSite());
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe.each(["light", "dark"] as const)("the site in %s colours", (colorScheme) => {
  it.each([
    ["a screen", 1400],
    ["a phone", 390],
  ])("has nothing that axe-core finds wrong, and scrolls downwards only, on %s", async (_, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    for (const kind of KINDS) {
      await page.goto(address + kind);
      faults.push(...(await axe(page)).map((fault) => `${kind} ${fault}`));
      const beyond: number = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (beyond > 0) faults.push(`${kind} is ${beyond} pixels too wide`);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});

it("the site is read and searched by keyboard alone", async () => {
  const page = await browser.newPage();
  await page.goto(`${address}/docs/start`, { waitUntil: "networkidle" });
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent.trim()")).toBe("Skip to content");
  // The page listens once its scripts have run, and the box takes letters once it is there.
  const isOpen = async () => (await page.locator(".VPLocalSearchBox input:focus").count()) > 0;
  await expect.poll(async () => (await isOpen()) || (await page.keyboard.press("/"))).toBe(true);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("issuer-rotation-too-early");
  await expect.poll(() => page.locator(".VPLocalSearchBox .result").first().innerText()).toContain("too-early");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).toMatch(/#/);
  await page.close();
});
