import { alicloudSimulation } from "./alicloud/simulation";
import { awsSimulation } from "./aws/simulation";
import { azureSimulation } from "./azure/simulation";
import { gcpSimulation } from "./gcp/simulation";
import { huaweiSimulation } from "./huawei/simulation";
import type { Simulation } from "./simulation";

/** The simulation of every cloud, in the order of the registry. */
export const simulations: readonly Simulation[] = [
  awsSimulation,
  azureSimulation,
  gcpSimulation,
  alicloudSimulation,
  huaweiSimulation,
];
