import { readArguments, readPlain } from "../core/argument-shape";
import { workloadPodFields } from "../federated-workload/shape";
import type { WorkloadPodTemplateArgs } from "./args";

export const readWorkloadPodTemplateArgs = readArguments<WorkloadPodTemplateArgs>({
  ...workloadPodFields,
  workload: readPlain,
  template: readPlain,
});
