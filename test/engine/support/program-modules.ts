import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { alone } from "../../support/alone";

const root = resolve(__dirname, "../../..");
const { resolve: resolveModule } = createRequire(__filename);
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** The modules of a program that has this library among its dependencies, built from the sources as they are now. */
export interface ProgramModules {
  /** A `node_modules` that a program links. */
  readonly folder: string;
}

/** Milliseconds within which the library is compiled on a machine that is busy, for the hook that does so. */
export const BUILD_TIMEOUT = 15 * 60 * 1000;

/** Where the run keeps them; the processes of its test files inherit the variable. */
const VARIABLE = "PROGRAM_MODULES";

/** Makes room for what `buildProgramModules` builds in this run; answers what takes it away. */
export function keepProgramModules(): () => void {
  const directory = mkdtempSync(join(tmpdir(), "pulumi-modules-"));
  process.env[VARIABLE] = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}

/** The library as npm would install it, built once in a run; what it depends on and its peers are linked from this checkout. */
export async function buildProgramModules(): Promise<ProgramModules> {
  const directory = process.env[VARIABLE]!;
  const folder = join(directory, "node_modules");
  const done = join(directory, "done");
  await alone(join(directory, "lock"), async () => {
    if (existsSync(done)) return;
    // What an interrupted build left would be in the way.
    rmSync(folder, { recursive: true, force: true });
    build(folder);
    writeFileSync(done, "");
  });
  return { folder };
}

function build(folder: string): void {
  const library = join(folder, manifest.name);
  mkdirSync(library, { recursive: true });
  cpSync(join(root, "package.json"), join(library, "package.json"));
  const compiler = resolveModule("typescript/bin/tsc");
  execFileSync(
    process.execPath,
    [compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", join(library, "dist")],
    {
      stdio: ["ignore", 2, 2],
    },
  );
  for (const started of ["policy-pack", "provider"]) {
    cpSync(join(root, started), join(library, started), { recursive: true });
  }
  const schema = [join(root, "provider/schema.cjs"), join(library, "dist/provider")];
  execFileSync(process.execPath, schema, { stdio: ["ignore", 2, 2] });
  const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const name of [...names, "@types/node", "typescript"]) {
    const link = join(folder, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
  mkdirSync(join(folder, ".bin"));
  for (const [name, file] of Object.entries<string>(manifest.bin)) {
    chmodSync(join(library, file), 0o755);
    symlinkSync(join(library, file), join(folder, ".bin", name));
  }
}
