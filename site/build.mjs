import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";
import { writeReference } from "./api.mjs";
import { brokenLinks } from "./links.mjs";

const site = fileURLToPath(new URL(".", import.meta.url));
const reference = `${site}api`;

try {
  await writeReference(reference);
  await build(site);
} finally {
  rmSync(reference, { recursive: true, force: true });
}
const broken = brokenLinks(`${site}.vitepress/dist`);
if (broken.length > 0) {
  console.error(`These links lead nowhere:\n${broken.map((link) => `  ${link}`).join("\n")}`);
  process.exit(1);
}
