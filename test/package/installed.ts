import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export const root = resolve(__dirname, "../..");

/** A fresh program with the packed library installed, and nothing else but what it names. */
export interface InstalledProgram {
  dir: string;
  write(file: string, text: string): void;
  node(...args: string[]): string;
  remove(): void;
}

/** Packs the library as npm would publish it and unpacks it into a new folder; peers are linked from this checkout. */
export function packLibrary(): { tarball: string; unpacked: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), "packed-"));
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", dir], {
    cwd: root,
    stdio: "pipe",
  });
  const [name = ""] = readdirSync(dir);
  const tarball = join(dir, name);
  execFileSync("tar", ["xzf", tarball, "-C", dir]);
  return { tarball, unpacked: join(dir, "package"), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export function installProgram(unpacked: string, dependencies: readonly string[]): InstalledProgram {
  const dir = mkdtempSync(join(tmpdir(), "program-"));
  cpSync(unpacked, join(dir, "node_modules/pulumi-workload-identity"), { recursive: true });
  for (const name of dependencies) {
    const link = join(dir, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
  return {
    dir,
    write: (file, text) => writeFileSync(join(dir, file), text),
    node: (...args) =>
      execFileSync(process.execPath, args, {
        cwd: dir,
        encoding: "utf8",
        stdio: "pipe",
      }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
