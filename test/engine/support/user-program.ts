import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Finished } from "../../cli/support/command-line";
import { finished } from "../../cli/support/command-line";
import { killFamily } from "./processes";
import type { ProgramModules } from "./program-modules";
import { cliOnPath } from "./pulumi-cli";

/** A program in a folder of its own, with the library installed, and a shell in that folder. */
export interface UserProgram {
  readonly folder: string;
  /** The PATH of its shell. */
  readonly path: string;
  /** Runs a shell command to its end; `pulumi` and the library's command line are on its PATH, and the user's settings are not seen. */
  run(command: string, environment?: Readonly<Record<string, string>>): Promise<Finished>;
  write(files: Readonly<Record<string, string>>): void;
  /** Ends what still runs, and takes the folder away. */
  remove(): Promise<void>;
}

export function openUserProgram(modules: ProgramModules, files: Readonly<Record<string, string>>): UserProgram {
  const directory = mkdtempSync(join(tmpdir(), "user-program-"));
  const folder = join(directory, "program");
  const home = join(directory, "home");
  for (const each of [folder, home]) mkdirSync(each, { mode: 0o700 });
  symlinkSync(modules.folder, join(folder, "node_modules"));
  const folders = [join(modules.folder, ".bin"), cliOnPath()!, dirname(process.execPath), "/usr/bin", "/bin"];
  const path = folders.join(delimiter);
  const settings = {
    PATH: path,
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    // npx finds what is installed, and asks the registry for nothing.
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
  };
  const running = new Set<ReturnType<typeof spawn>>();
  const write: UserProgram["write"] = (more) => {
    for (const [name, text] of Object.entries(more)) writeFileSync(join(folder, name), text);
  };
  write(files);
  return {
    folder,
    path,
    write,
    async run(command, environment = {}) {
      const child = spawn("sh", ["-c", command], { cwd: folder, detached: true, env: { ...settings, ...environment } });
      child.stdin.end();
      running.add(child);
      try {
        return await finished(child);
      } finally {
        running.delete(child);
      }
    },
    async remove() {
      for (const child of running) await killFamily(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
