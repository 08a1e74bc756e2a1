import type { Simulation } from "../simulation";
import { huaweiBehaviour } from "./simulated/behaviour";
import { huaweiExchange } from "./simulated/exchange";
import { huaweiResources } from "./simulated/resources";

export const huaweiSimulation: Simulation = {
  name: "huawei",
  resources: huaweiResources,
  behaviour: huaweiBehaviour,
  exchange: huaweiExchange,
};
