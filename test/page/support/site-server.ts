import { existsSync, readFileSync, statSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const root = join(__dirname, "../../../site/.vitepress/dist");

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

/** Serves the built site as hosts of static pages do: names without an ending are pages, and what is not there is the page 404. */
export async function serveSite(): Promise<{ server: Server; address: string }> {
  if (!existsSync(join(root, "index.html"))) throw new Error('There is no site yet: run "npm run docs:build" first.');
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
    const file = [path, `${path}.html`, `${path}index.html`].map((name) => join(root, name)).find(isFile);
    response.statusCode = file === undefined ? 404 : 200;
    const sent = file ?? join(root, "404.html");
    response.setHeader("content-type", TYPES[extname(sent)] ?? "application/octet-stream");
    response.end(readFileSync(sent));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
