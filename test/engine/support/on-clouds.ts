import { simulations } from "../../../src/clouds/simulations";
import { programResources } from "./program-resources";
import type { Engine, EngineStack } from "./stack";
import { withEngine } from "./stack";

const resources = Object.assign({}, programResources, ...simulations.map((simulation) => simulation.resources));

/** A fresh stack with everything that the library and the examples create simulated. */
export function onClouds(use: (stack: EngineStack, engine: Engine) => Promise<void>): () => Promise<void> {
  return () =>
    withEngine(resources, async (engine) => {
      await use(await engine.stack(), engine);
    });
}
