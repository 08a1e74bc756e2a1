import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadPodOptions } from "../federated-workload/args";
import type { FederatedWorkload } from "../federated-workload/federated-workload";

// biome-ignore lint/suspicious/noExplicitAny: in other languages `unknown` is no type.
export type PodTemplate = Record<string, any>;

/** Inputs of a workload's pod template. */
export interface WorkloadPodTemplateArgs extends WorkloadPodOptions {
  /** The workload whose pods the template makes, of this program. */
  workload: FederatedWorkload;
  /** The pod template as Kubernetes has it: `metadata` and `spec`. */
  template: pulumi.Input<PodTemplate>;
}
