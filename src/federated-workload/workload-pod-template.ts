import * as pulumi from "@pulumi/pulumi";
import { assertNoIssues } from "../component/validation-error";
import { readArguments, readPlain, unknownArguments } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";
import type { WorkloadPodOptions } from "./args";
import { FederatedWorkload } from "./federated-workload";
import { workloadPodFields } from "./shape";

// biome-ignore lint/suspicious/noExplicitAny: in other languages `unknown` is no type.
type Template = Record<string, any>;

/** Inputs of a workload's pod template. */
export interface WorkloadPodTemplateArgs extends WorkloadPodOptions {
  /** The workload whose pods the template makes, of this program. */
  workload: FederatedWorkload;
  /** The pod template as Kubernetes has it: `metadata` and `spec`. */
  template: pulumi.Input<Template>;
}

/**
 * A pod template with a workload's identity wired in, for programs in languages that have no `podTemplate`. Faults are those of
 * `FederatedWorkload.podTemplate`.
 */
export class WorkloadPodTemplate extends pulumi.ComponentResource {
  /** What a Deployment, or another owner of pods, takes as its `spec.template`. */
  public readonly template: pulumi.Output<Template>;

  constructor(name: string, args: WorkloadPodTemplateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:WorkloadPodTemplate", name, {}, opts);
    assertNoIssues(name, checkWorkloadPodTemplate(args), this);
    const { workload, template, ...options } = args;
    this.template = pulumi.output(workload.podTemplate(template, options));
    this.registerOutputs({});
  }
}

const readWorkloadPodTemplateArgs = readArguments<WorkloadPodTemplateArgs>({
  ...workloadPodFields,
  workload: readPlain,
  template: readPlain,
});

function checkWorkloadPodTemplate(args: WorkloadPodTemplateArgs): Issue[] {
  const unknown = unknownArguments(readWorkloadPodTemplateArgs, args);
  if (args.workload instanceof FederatedWorkload) return unknown;
  const fix = "pass the FederatedWorkload itself, which has to be one of this program";
  return [...unknown, issue("workload-expected", "workload", `Cannot wire pods of ${show(args.workload)}: ${fix}`)];
}
