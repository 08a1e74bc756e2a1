import type { Simulation } from "../simulation";
import { azureBehaviour } from "./simulated/behaviour";
import { azureBuckets } from "./simulated/buckets";
import { azureExchange } from "./simulated/exchange";
import { azureLookups } from "./simulated/lookups";
import { azureResources } from "./simulated/resources";
import { azureWebhook } from "./simulated/webhook";

export const azureSimulation: Simulation = {
  name: "azure",
  resources: azureResources,
  lookups: azureLookups,
  behaviour: azureBehaviour,
  buckets: azureBuckets,
  exchange: azureExchange,
  webhook: azureWebhook,
};
