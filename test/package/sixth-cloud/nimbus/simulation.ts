import type { Simulation } from "../simulation";
import { nimbusBehaviour } from "./simulated/behaviour";
import { nimbusExchange } from "./simulated/exchange";
import { nimbusResources } from "./simulated/resources";

export const nimbusSimulation: Simulation = {
  name: "nimbus",
  resources: nimbusResources,
  behaviour: nimbusBehaviour,
  exchange: nimbusExchange,
};
