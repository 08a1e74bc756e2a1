import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { simulations } from "../../../src/clouds/simulations";
import type { Engine, EngineStack } from "./stack";
import { withEngine } from "./stack";

const root = resolve(__dirname, "../../..");
const { resolve: resolveModule } = createRequire(__filename);
const resources = Object.assign({}, ...simulations.map((simulation) => simulation.resources));

/** The modules of a program that has this library among its dependencies, built from the sources as they are now. */
export interface ProgramModules {
  readonly folder: string;
  remove(): void;
}

/** State names a published module of this library, and the plugin loads it from the program's own modules. */
export function buildProgramModules(): ProgramModules {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-modules-"));
  const library = join(folder, "pulumi-workload-identity");
  mkdirSync(library);
  cpSync(join(root, "package.json"), join(library, "package.json"));
  const compiler = resolveModule("typescript/bin/tsc");
  execFileSync(
    process.execPath,
    [compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", join(library, "dist")],
    {
      stdio: ["ignore", 2, 2],
    },
  );
  symlinkSync(join(root, "node_modules/@pulumi"), join(folder, "@pulumi"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A fresh stack whose dynamic providers run in Pulumi's own plugin, as on a user's machine; all other providers are simulated. */
export function withDynamicProviders(
  modules: () => ProgramModules,
  environment: Readonly<Record<string, string>>,
  use: (stack: EngineStack, engine: Engine) => Promise<void>,
): () => Promise<void> {
  const plugin = dirname(resolveModule("@pulumi/pulumi/package.json"));
  return () =>
    withEngine(resources, async (engine) => use(await engine.stack(), engine), {
      environment: { ...environment, PATH: `${plugin}${delimiter}${process.env.PATH}` },
      modules: modules().folder,
      real: ["pulumi-nodejs"],
    });
}
