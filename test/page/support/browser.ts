import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A headless Chromium: the one on PATH, else Debian's, which is installed now where this may be done. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = onPath() ?? installed();
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed(): string {
  const missing =
    "The tests of the page need Chromium, and none of chromium, chromium-browser, google-chrome is on PATH";
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).error !== undefined) {
    throw new Error(`${missing}. Install it, for example with "apt-get install chromium", and run the tests again.`);
  }
  process.stderr.write("Installing Chromium (a minute, once) ...\n");
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]]) {
    execFileSync("apt-get", ["-q", ...args], {
      stdio: ["ignore", 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  const found = onPath();
  if (found === undefined) throw new Error(`${missing}, and apt-get has brought none.`);
  return found;
}
