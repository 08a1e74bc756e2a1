import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The links between built pages that lead to no page, or to a heading that the page does not have. */
export function brokenLinks(folder) {
  const pages = new Map(
    readdirSync(folder, { recursive: true })
      .filter((file) => file.endsWith(".html"))
      .map((file) => [`/${file.replaceAll("\\", "/")}`, readFileSync(join(folder, file), "utf8")]),
  );
  const anchors = new Map([...pages].map(([page, html]) => [page, new Set(valuesOf(html, "id"))]));
  return [...pages].flatMap(([page, html]) =>
    valuesOf(html, "href")
      .filter((href) => !/^[a-z]+:/.test(href))
      .filter((href) => {
        const { pathname, hash } = new URL(href, `file://${page}`);
        const target = targetOf(decodeURIComponent(pathname), anchors, folder);
        return target === undefined || (hash !== "" && !target.has(decodeURIComponent(hash.slice(1))));
      })
      .map((href) => `${relative("/", page)}: ${href}`),
  );
}

/** The anchors of what an address shows: a page by its name, with or without ending, a folder's index, or a file without anchors. */
function targetOf(path, anchors, folder) {
  const page = [path, `${path}.html`, `${path}index.html`].map((name) => anchors.get(name)).find(Boolean);
  return page ?? (existsSync(join(folder, path)) ? new Set() : undefined);
}

function valuesOf(html, attribute) {
  return [...html.matchAll(new RegExp(`<[^>]*\\s${attribute}="([^"]*)"`, "g"))].map(([, value]) =>
    value.replaceAll("&amp;", "&").replaceAll("&#39;", "'").replaceAll("&quot;", '"'),
  );
}
