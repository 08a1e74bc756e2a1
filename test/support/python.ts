import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { alone } from "./alone";

const cache = resolve(__dirname, "../../.cache");

/** The interpreter that has what a file of requirements names; it is installed once, into a folder of the git-ignored cache. */
export async function pythonWith(requirements: string, name: string): Promise<string> {
  const pinned = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(cache, name, pinned);
  const python = join(folder, "bin", "python");
  const ready = join(folder, "ready");
  if (existsSync(ready)) return python;

  const { error } = spawnSync("python3", ["-m", "venv", "--help"], { stdio: "ignore" });
  if (error !== undefined) {
    throw new Error(
      `These tests run Python programs, but python3 cannot be run: ${error.message}. ` +
        "Install Python 3.9 or newer with its venv module and run the tests again.",
    );
  }
  await mkdir(dirname(folder), { recursive: true });
  await alone(`${folder}.lock`, () => install(requirements, folder, ready));
  return python;
}

async function install(requirements: string, folder: string, ready: string): Promise<void> {
  if (existsSync(ready)) return;
  process.stderr.write(`Installing Python packages into ${folder} (once) ...\n`);
  // An environment cannot be moved once it is made, so a mark tells a finished one from one that was interrupted.
  rmSync(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
  await run(join(folder, "bin", "python"), pip);
  writeFileSync(ready, "");
}

async function run(command: string, args: string[]): Promise<void> {
  const [status] = await once(spawn(command, args, { stdio: ["ignore", 2, 2] }), "exit");
  if (status !== 0) throw new Error(`"${command} ${args.join(" ")}" ended with status ${status}`);
}
