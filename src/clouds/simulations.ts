import { alicloudSimulation } from "./alicloud/simulation";
import { awsSimulation } from "./aws/simulation";
import { azureSimulation } from "./azure/simulation";
import { gcpSimulation } from "./gcp/simulation";
import { huaweiSimulation } from "./huawei/simulation";
import type { LookUp } from "./simulated/behaviour";
import type { Simulation } from "./simulation";

/** The simulation of every cloud, in the order of the registry. */
export const simulations: readonly Simulation[] = [
  awsSimulation,
  azureSimulation,
  gcpSimulation,
  alicloudSimulation,
  huaweiSimulation,
];

/** What stands in for the vendors' look-ups, by function token. */
export const lookUps: Readonly<Record<string, LookUp>> = Object.assign(
  {},
  ...simulations.map(({ behaviour }) => behaviour.lookUps),
);
