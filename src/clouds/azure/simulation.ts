import type { Simulation } from "../simulation";
import { azureBehaviour } from "./simulated/behaviour";
import { azureExchange } from "./simulated/exchange";
import { azureLookups } from "./simulated/lookups";
import { azureResources } from "./simulated/resources";
import { azureWebhook } from "./simulated/webhook";

export const azureSimulation: Simulation = {
  name: "azure",
  resources: azureResources,
  lookups: azureLookups,
  behaviour: azureBehaviour,
  exchange: azureExchange,
  webhook: azureWebhook,
};
