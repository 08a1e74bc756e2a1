import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { alone } from "../../support/alone";

const cache = resolve(__dirname, "../../../.cache");

/** Programs that are built from Go modules. */
export interface GoBuild {
  /** Folder beside this file, with the `go.mod` that pins every module. */
  folder: string;
  version: string;
  /** Go package of each program, by the program's name. */
  programs: Readonly<Record<string, string>>;
  ldflags?: string;
  /** Writes what the programs read beside them, into the folder that it is given. */
  complete?(directory: string): void;
}

/** The version of a module that a folder's `go.mod` asks for. */
export function pinnedVersion(folder: string, module: string): string {
  const mod = readFileSync(join(__dirname, folder, "go.mod"), "utf8");
  const line = mod.split("\n").find((text) => text.trim().startsWith(`${module} v`));
  if (line === undefined) throw new Error(`${folder}/go.mod does not ask for ${module}`);
  return line.trim().split(" ")[1]!.slice(1);
}

/** The folder of a module's sources, at the version that a folder's `go.mod` asks for. */
export function moduleDirectory(folder: string, module: string): string {
  const args = ["mod", "download", "-json", module];
  return JSON.parse(execFileSync("go", args, { cwd: join(__dirname, folder), encoding: "utf8" })).Dir;
}

/** The folder with the programs, in the git-ignored cache: what was built before stays, the rest is built now (minutes, Go needed). */
export async function goProgramsDirectory(build: GoBuild): Promise<string> {
  const directory = join(cache, build.folder, build.version);
  if (missingOf(build, directory).length === 0) return directory;
  mkdirSync(directory, { recursive: true });
  return alone(`${directory}.lock`, () => buildMissing(build, directory));
}

function missingOf({ programs }: GoBuild, directory: string): [name: string, pkg: string][] {
  return Object.entries(programs).filter(([name]) => !existsSync(join(directory, name)));
}

async function buildMissing(build: GoBuild, directory: string): Promise<string> {
  const missing = missingOf(build, directory);
  if (missing.length === 0) return directory;

  const names = missing.map(([name]) => name).join(" and ");
  const { error } = spawnSync("go", ["version"], { stdio: "ignore" });
  if (error !== undefined) {
    throw new Error(
      `The engine tests need ${names} of version ${build.version} and Go to build them, but Go cannot be run: ${error.message}. ` +
        "Install Go (https://go.dev/dl/) and run the tests again.",
    );
  }
  process.stderr.write(`Building ${names} ${build.version} into ${directory} (some minutes, once) ...\n`);
  // Built beside its place and moved there, so that an interrupted build never looks like a finished one.
  const unfinished = `${directory}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    build.complete?.(directory);
    for (const [name, pkg] of missing) {
      const flags = ["-buildvcs=false", "-ldflags", `-s -w ${build.ldflags ?? ""}`, "-o", join(unfinished, name), pkg];
      const child = spawn("nice", ["go", "build", ...flags], {
        cwd: join(__dirname, build.folder),
        stdio: ["ignore", 2, 2],
      });
      const [status] = await once(child, "exit");
      if (status !== 0)
        throw new Error(`Cannot build ${name} ${build.version}: "go build" ended with status ${status}`);
      renameSync(join(unfinished, name), join(directory, name));
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return directory;
}
