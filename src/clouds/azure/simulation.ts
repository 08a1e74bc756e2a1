import type { Simulation } from "../simulation";
import { azureBehaviour } from "./simulated/behaviour";
import { azureExchange } from "./simulated/exchange";
import { azureResources } from "./simulated/resources";
import { azureWebhook } from "./simulated/webhook";

export const azureSimulation: Simulation = {
  name: "azure",
  resources: azureResources,
  behaviour: azureBehaviour,
  exchange: azureExchange,
  webhook: azureWebhook,
};
