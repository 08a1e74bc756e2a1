import type * as pulumi from "@pulumi/pulumi";
import type { PodTemplateOptions } from "../kubernetes/bound-wiring";
import type { SecretsStoreMount } from "../secrets-store/secrets-store-mount";
import type { PodTemplate } from "../workload-pod-template/args";

/** Inputs of the pod template of a workload that mounts secrets. */
export interface SecretsStorePodTemplateArgs extends PodTemplateOptions {
  /** What the pods mount, and the workload that they are of, of this program. */
  secretsStoreMount: SecretsStoreMount;
  /** The pod template as Kubernetes has it: `metadata` and `spec`. */
  template: pulumi.Input<PodTemplate>;
  /** Wires the workload's identity too, for pods that call clouds by themselves. False by default: they find files and no token. */
  callsClouds?: boolean;
}
