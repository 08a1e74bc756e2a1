import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "..");
const pages = [
  ...["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"],
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`),
];

describe("the links in the documents", () => {
  it.each(pages)("of %s lead to a file and a heading", (page) => {
    const broken = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].filter(
      ([, path = "", anchor]) => {
        const target = path === "" ? page : join(page, "..", path);
        try {
          return anchor !== undefined && !headings(read(target)).includes(anchor);
        } catch (error) {
          return (error as { code?: string }).code !== "EISDIR";
        }
      },
    );
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe("the headings in the documents", () => {
  it.each(pages)("of %s begin with one title and go down one level at a time", (page) => {
    const prose = read(page).replace(/^ *```[\s\S]*?^ *```/gm, "");
    const levels = [...prose.matchAll(/^(#+) /gm)].map(([, marks = ""]) => marks.length);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  });
});

describe("the site", () => {
  it("lists every guide once", async () => {
    const { sidebar } = await import("../site/.vitepress/sidebar.mjs");
    const listed = sidebar
      .flatMap(({ items }) => items.map(({ link }) => link))
      .filter((link) => /^\/docs\//.test(link));
    const guides = pages
      .filter((page) => /^docs\/.*\.md$/.test(page))
      .map((page) => `/${page.replace(/(README)?\.md$/, "")}`);
    expect(listed.sort()).toEqual(guides.sort());
  });
});

function read(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** Headings as GitHub turns them into anchors. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
