import * as pulumi from "@pulumi/pulumi";
import { findingFormerChildren } from "../component/former-children";
import { assertNoIssues } from "../component/validation-error";
import { checkShape, unknownArguments } from "../core/argument-shape";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { ownCopy } from "../core/own-copy";
import { show } from "../core/show";
import { wirePods } from "../federated-workload/federated-workload";
import { mountInPods, SecretsStoreMount } from "../secrets-store/secrets-store-mount";
import type { PodTemplate } from "../workload-pod-template/args";
import { callerOf } from "../workload-pod-template/caller";
import type { SecretsStorePodTemplateArgs } from "./args";
import { readSecretsStorePodTemplateArgs } from "./shape";

/**
 * A pod template with the secrets of a `SecretsStoreMount` mounted, for programs in languages that have no `podTemplate`. Faults are those
 * of `SecretsStoreMount.podTemplate`.
 */
export class SecretsStorePodTemplate extends pulumi.ComponentResource {
  /** What a Deployment, or another owner of pods, takes as its `spec.template`. */
  public readonly template: pulumi.Output<PodTemplate>;

  constructor(name: string, args: SecretsStorePodTemplateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:SecretsStorePodTemplate", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    assertNoIssues(name, checkSecretsStorePodTemplate(args), this);
    const { secretsStoreMount, template, callsClouds = false, ...options } = args;
    const caller = callerOf(this, name);
    const mounting = mountInPods(caller, secretsStoreMount, template, options);
    this.template = pulumi.output(
      callsClouds ? wirePods(caller, secretsStoreMount.workload(), mounting, options) : mounting,
    );
    this.registerOutputs({});
  }
}

function checkSecretsStorePodTemplate(args: SecretsStorePodTemplateArgs): Issue[] {
  const faults = [
    ...unknownArguments(readSecretsStorePodTemplateArgs, args),
    ...checkShape(readSecretsStorePodTemplateArgs, args),
  ];
  const { secretsStoreMount: mount } = args;
  if (mount instanceof SecretsStoreMount) return faults;
  const fix = "pass the SecretsStoreMount itself, which has to be one of this program";
  const fault = `Cannot mount the secrets of ${show(mount)}: ${fix}`;
  return [...faults, issue("secrets-store-mount-expected", "secretsStoreMount", fault)];
}
