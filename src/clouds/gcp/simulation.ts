import type { Simulation } from "../simulation";
import { gcpBehaviour } from "./simulated/behaviour";
import { gcpBuckets } from "./simulated/buckets";
import { gcpExchange } from "./simulated/exchange";
import { gcpLookups } from "./simulated/lookups";
import { gcpResources } from "./simulated/resources";
import { gcpWebhook } from "./simulated/webhook";

export const gcpSimulation: Simulation = {
  name: "gcp",
  resources: gcpResources,
  lookups: gcpLookups,
  behaviour: gcpBehaviour,
  buckets: gcpBuckets,
  exchange: gcpExchange,
  webhook: gcpWebhook,
};
