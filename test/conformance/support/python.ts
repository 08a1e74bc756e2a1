import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

const requirements = join(__dirname, "requirements.txt");
const cache = resolve(__dirname, "../../../.cache/conformance-python");

/** The interpreter that has the vendors' clients; they are installed once, below the git-ignored cache. */
export async function pythonWithClients(): Promise<string> {
  const pinned = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(cache, pinned);
  const python = join(folder, "bin", "python");
  const ready = join(folder, "ready");
  if (existsSync(ready)) return python;

  const { error } = spawnSync("python3", ["-m", "venv", "--help"], { stdio: "ignore" });
  if (error !== undefined) {
    throw new Error(
      `The conformance tests run the vendors' Python clients, but python3 cannot be run: ${error.message}. ` +
        "Install Python 3.9 or newer with its venv module and run the tests again.",
    );
  }
  process.stderr.write(`Installing the vendors' Python clients into ${folder} (once) ...\n`);
  await mkdir(dirname(folder), { recursive: true });
  // An environment cannot be moved once it is made, so a mark tells a finished one from one that was interrupted.
  rmSync(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(ready, "");
  return python;
}

async function run(command: string, args: string[]): Promise<void> {
  const [status] = await once(spawn(command, args, { stdio: ["ignore", 2, 2] }), "exit");
  if (status !== 0) throw new Error(`"${command} ${args.join(" ")}" ended with status ${status}`);
}
