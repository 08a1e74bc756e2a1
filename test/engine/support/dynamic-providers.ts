import { createRequire } from "node:module";
import { delimiter, dirname } from "node:path";
import { simulations } from "../../../src/clouds/simulations";
import type { ProgramModules } from "./program-modules";
import type { Engine, EngineStack } from "./stack";
import { withEngine } from "./stack";

const { resolve: resolveModule } = createRequire(__filename);
const resources = Object.assign({}, ...simulations.map((simulation) => simulation.resources));

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
