import type { Simulation } from "../simulation";
import { alicloudBehaviour } from "./simulated/behaviour";
import { alicloudBuckets } from "./simulated/buckets";
import { alicloudExchange } from "./simulated/exchange";
import { alicloudLookups } from "./simulated/lookups";
import { alicloudResources } from "./simulated/resources";
import { alicloudWebhook } from "./simulated/webhook";

export const alicloudSimulation: Simulation = {
  name: "alicloud",
  resources: alicloudResources,
  lookups: alicloudLookups,
  behaviour: alicloudBehaviour,
  buckets: alicloudBuckets,
  exchange: alicloudExchange,
  webhook: alicloudWebhook,
};
