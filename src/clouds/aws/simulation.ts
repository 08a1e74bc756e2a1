import type { Simulation } from "../simulation";
import { awsBehaviour } from "./simulated/behaviour";
import { awsBuckets } from "./simulated/buckets";
import { awsExchange } from "./simulated/exchange";
import { awsLookups } from "./simulated/lookups";
import { awsResources } from "./simulated/resources";
import { awsWebhook } from "./simulated/webhook";

export const awsSimulation: Simulation = {
  name: "aws",
  resources: awsResources,
  lookups: awsLookups,
  behaviour: awsBehaviour,
  buckets: awsBuckets,
  exchange: awsExchange,
  webhook: awsWebhook,
};
