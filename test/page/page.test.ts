import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe } from "./support/axe";
import { openBrowser } from "./support/browser";
import { estatePage, pageOf } from "./support/estate";

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a page from a file, as a person does; `faults` are what it complains of and what it asks a network for. */
async function open(html: string, colorScheme: "light" | "dark" = "light"): Promise<{ page: Page; faults: string[] }> {
  const file = join(folder, "audit.html");
  writeFileSync(file, html);
  const page = await browser.newPage({ colorScheme, viewport: { width: 1500, height: 900 }, bypassCSP: false });
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => request.url().startsWith("file:") || faults.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, faults };
}

/** What stands in a column. */
const rowsOf = (page: Page, band: string) =>
  page.locator(`[role=tree][aria-label="${band}"] [role=treeitem]:not([aria-expanded]) bdi`).allTextContents();
const rowOf = (page: Page, band: string, label: string) =>
  page.locator(`[role=tree][aria-label="${band}"] [role=treeitem]`).filter({ hasText: label }).first();
const details = (page: Page) => page.locator("#details").innerText();

describe("the page of an audit", () => {
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    ({ page, faults } = await open(estatePage()));
  });
  afterAll(async () => {
    expect(faults).toEqual([]);
    await page?.close();
  });

  it("shows people, ServiceAccounts, identities and grants, and makes lines of wide trusts stand out", async () => {
    expect(await rowsOf(page, "People")).toEqual(expect.arrayContaining(["alice", "on-call"]));
    expect(await rowsOf(page, "ServiceAccounts")).toContain("orders");
    expect(await rowsOf(page, "Identities")).toEqual(expect.arrayContaining(["wide", "gone", "orders"]));
    expect(await rowsOf(page, "Grants")).toContain("arn:aws:iam::aws:policy/ReadOnlyAccess");
    expect(await page.locator("#canvas path.wide").count()).toBeGreaterThan(0);
  });

  it("shows why and how to mend it when an identity is clicked, with who becomes it and what it may do", async () => {
    await rowOf(page, "Identities", "wide").click();
    const text = await details(page);
    expect(text).toContain("arn:aws:iam::111122223333:role/wide");
    expect(text).toMatch(/Why: .+\s+Fix: .+/);
    expect(text).toMatch(/Comes from \(\d+\)/);
    expect(text).toContain("prod/shop/orders");
    expect(text).toContain("by statement 1");
    await page.keyboard.press("Escape");
    expect(await details(page)).toMatch(/^Findings/);
  });

  it("shows whoever can act as a ServiceAccount, by which rule", async () => {
    await rowOf(page, "ServiceAccounts", "orders").click();
    const text = await details(page);
    expect(text).toContain("User alice");
    expect(text).toContain("RoleBinding shop/dev-to-alice");
    expect(text).toContain("Group on-call");
    await page.locator("#details button", { hasText: "User alice" }).click();
    expect(await page.locator("#details h2").innerText()).toBe("alice");
    expect(await page.evaluate("document.activeElement.title")).toBe("User alice");
  });

  it("finds by any word, and keeps what is on the way through it", async () => {
    await page.fill("#search", "alice");
    await expect.poll(() => rowsOf(page, "People")).toEqual(["alice"]);
    expect(await rowsOf(page, "Identities")).toContain("orders");
    await page.fill("#search", "readonlyaccess");
    await expect.poll(() => rowsOf(page, "Identities")).toEqual(["orders"]);
    await page.fill("#search", "no such thing");
    await expect.poll(() => page.locator("#nothing").isVisible()).toBe(true);
    await page.click("button[type=reset]");
    await expect.poll(async () => (await rowsOf(page, "Identities")).length).toBeGreaterThan(3);
  });

  it("filters by cloud and by finding", async () => {
    const clouds = await page.locator("#cloud option").allTextContents();
    expect(clouds).toEqual(["all", "alicloud", "aws", "azure", "gcp", "huawei"]);
    await page.selectOption("#cloud", "aws");
    expect((await rowsOf(page, "Identities")).sort()).toEqual(["gone", "orders", "wide"]);
    await page.selectOption("#finding", "A5");
    expect(await rowsOf(page, "Identities")).toEqual(["wide"]);
    expect(await details(page)).toContain("role/wide");
    expect(await details(page)).not.toContain("role/gone");
    await page.click("button[type=reset]");
    await expect.poll(async () => (await rowsOf(page, "Identities")).length).toBeGreaterThan(3);
  });

  it("is used by keyboard alone", async () => {
    const focused = () => page.evaluate("document.activeElement.title || document.activeElement.id");
    await page.locator("h1").click();
    await page.keyboard.press("/");
    expect(await focused()).toBe("search");
    await rowOf(page, "Identities", "aws").focus();
    await page.keyboard.press("ArrowLeft");
    expect(await rowOf(page, "Identities", "aws").getAttribute("aria-expanded")).toBe("false");
    expect(await rowsOf(page, "Identities")).not.toContain("wide");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("aws/111122223333");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await focused()).toMatch(/^arn:aws:iam::111122223333:role\//);
    expect(await details(page)).toContain(await focused());
    await page.keyboard.press("ArrowLeft");
    expect(await focused()).toBe("aws/111122223333");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.closest('[role=tree]').ariaLabel")).toBe("Grants");
  });
});

it.each(["light", "dark"] as const)("the page has nothing that axe-core finds wrong in %s colours", async (colours) => {
  const { page, faults } = await open(estatePage(), colours);
  expect(await axe(page)).toEqual([]);
  await rowOf(page, "Identities", "wide").click();
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
  await page.close();
});

it("the page runs nothing of what names are made of, and shows them as they are", async () => {
  const names = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "{{data}}$&$'",
    "a\u202eb",
  ];
  const roles = names.map((name, i) => ({
    RoleName: `r${i}`,
    Arn: `arn:aws:iam::111122223333:role ${name}`,
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/issuer.example.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringLike: { "issuer.example.com:sub": "system:serviceaccount:*" } },
        },
      ],
    },
    AttachedManagedPolicies: [{ PolicyArn: name }],
  }));
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: names[0], name: names[1] } };
  const provider = { Url: "issuer.example.com", ClientIDList: ["sts.amazonaws.com"] };
  const html = pageOf([{ RoleDetailList: roles }, provider, account], "https://issuer.example.com");
  const { page, faults } = await open(html);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  expect(await rowsOf(page, "Grants")).toEqual(expect.arrayContaining([...names.slice(0, 4), "a\uFFFDb"]));
  for (const band of ["ServiceAccounts", "Identities", "Grants"])
    await page.locator(`[aria-label="${band}"] [role=treeitem]`).last().click();
  expect(await page.locator("img, #canvas script, #details script").count()).toBe(0);
  // A second guard: what would get in could not run.
  await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(2)>')");
  await page.waitForTimeout(200);
  expect(dialogs).toEqual([]);
  expect(faults.filter((fault) => !/Content Security Policy/.test(fault))).toEqual([]);
  await page.close();
});

it("the page folds an estate of thousands, and unfolds what is asked for", async () => {
  const size = 2000;
  const roles = Array.from({ length: size }, (_, i) => ({
    RoleName: `r${i}`,
    Arn: `arn:aws:iam::${111122223333 + (i % 7)}:role/r${i}`,
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::${111122223333 + (i % 7)}:oidc-provider/issuer.example.com` },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "issuer.example.com:sub": `system:serviceaccount:ns-${i % 50}:sa-${i}`,
              "issuer.example.com:aud": "sts.amazonaws.com",
            },
          },
        },
      ],
    },
  }));
  const [first] = roles;
  const wide = { StringLike: { "issuer.example.com:sub": "system:serviceaccount:*" } };
  const Statement = [{ ...first!.AssumeRolePolicyDocument.Statement[0], Condition: wide }];
  const all = {
    RoleName: "all",
    Arn: "arn:aws:iam::111122223333:role/sa-777-and-all",
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement },
  };
  const { page, faults } = await open(pageOf([{ RoleDetailList: [...roles, all] }], "https://issuer.example.com"));
  expect(await page.locator("[role=treeitem]").count()).toBeLessThan(100);
  await rowOf(page, "Identities", "111122223333").click();
  await expect
    .poll(async () => (await rowsOf(page, "Identities")).filter((name) => /^r\d/.test(name)).length)
    .toBe(100);
  await page.locator(".more").click();
  expect((await rowsOf(page, "Identities")).filter((name) => /^r\d/.test(name))).toHaveLength(200);
  await page.fill("#search", "role/r1234");
  await expect.poll(() => rowsOf(page, "Identities")).toEqual(["r1234"]);
  expect(await rowsOf(page, "ServiceAccounts")).toEqual(["sa-1234"]);
  // The other role keeps every ServiceAccount on its way, and those that were searched for are still in sight.
  await page.fill("#search", "sa-777");
  await expect.poll(() => rowsOf(page, "Identities")).toEqual(["sa-777-and-all", "r777"]);
  expect(await rowsOf(page, "ServiceAccounts")).toEqual(["sa-777"]);
  const groups = page.locator('[aria-label="ServiceAccounts"] [aria-expanded=true] bdi');
  expect(await groups.allTextContents()).toEqual(["prod", "ns-27"]);
  expect(faults).toEqual([]);
  await page.close();
});
