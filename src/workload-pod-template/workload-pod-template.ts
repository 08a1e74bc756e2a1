import * as pulumi from "@pulumi/pulumi";
import { findingFormerChildren } from "../component/former-children";
import { assertNoIssues } from "../component/validation-error";
import { unknownArguments } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { ownCopy } from "../core/own-copy";
import { show } from "../core/show";
import { FederatedWorkload, wirePods } from "../federated-workload/federated-workload";
import type { PodTemplate, WorkloadPodTemplateArgs } from "./args";
import { callerOf } from "./caller";
import { readWorkloadPodTemplateArgs } from "./shape";

/**
 * A pod template with a workload's identity wired in, for programs in languages that have no `podTemplate`. Faults are those of
 * `FederatedWorkload.podTemplate`.
 */
export class WorkloadPodTemplate extends pulumi.ComponentResource {
  /** What a Deployment, or another owner of pods, takes as its `spec.template`. */
  public readonly template: pulumi.Output<PodTemplate>;

  constructor(name: string, args: WorkloadPodTemplateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:WorkloadPodTemplate", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    assertNoIssues(name, checkWorkloadPodTemplate(args), this);
    const { workload, template, ...options } = args;
    this.template = pulumi.output(wirePods(callerOf(this, name), workload, template, options));
    this.registerOutputs({});
  }
}

function checkWorkloadPodTemplate(args: WorkloadPodTemplateArgs): Issue[] {
  const unknown = unknownArguments(readWorkloadPodTemplateArgs, args);
  if (args.workload instanceof FederatedWorkload) return unknown;
  const fix = "pass the FederatedWorkload itself, which has to be one of this program";
  return [...unknown, issue("workload-expected", "workload", `Cannot wire pods of ${show(args.workload)}: ${fix}`)];
}
