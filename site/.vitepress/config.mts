import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MarkdownRenderer } from "vitepress";
import { defineConfig } from "vitepress";
import { slug } from "../slug.mjs";
import { sidebar } from "./sidebar.mts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The pages are the Markdown files of the repository where they are: what is read on the site is what is read beside the code. */
export default defineConfig({
  title: "pulumi-workload-identity",
  description: "Cloud identities for Kubernetes workloads without stored keys, proved before deployment",
  srcDir: "..",
  srcExclude: ["bench/**", "dist/**", "page/**", "policy-pack/**", "provider/**", "src/**", "test/**"],
  outDir: ".vitepress/dist",
  cacheDir: "../.cache/site",
  rewrites: (page) => page.replace(/(^|\/)README\.md$/, "$1index.md").replace(/^site\/api\//, "api/"),
  markdown: {
    anchor: { slugify: slug },
    config: linksOfTheRepository,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    search: { provider: "local" },
    sidebar,
    nav: [
      { text: "Guides", link: "/docs/" },
      { text: "Errors", link: "/docs/errors" },
      { text: "API", link: "/api/entries" },
      { text: "Changes", link: "/CHANGELOG" },
    ],
    outline: [2, 3],
  },
});

/** Folders and README files are pages of their own, as they are where a repository is looked at. */
function linksOfTheRepository(markdown: MarkdownRenderer): void {
  const before = markdown.renderer.rules.link_open;
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const link = tokens[index];
    const [path = "", anchor] = link.attrGet("href")?.split("#") ?? [];
    if (path !== "" && !/^(?:[a-z]+:|\/)/.test(path)) {
      const page = path.replace(/(^|\/)README\.md$/, "$1");
      const folder = /(^|\/)$/.test(page) || isFolder(join(root, env.relativePath, "..", page));
      const address = folder ? `${page.replace(/\/$/, "") || "."}/` : page;
      link.attrSet("href", anchor === undefined ? address : `${address}#${anchor}`);
    }
    return before?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
  };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
