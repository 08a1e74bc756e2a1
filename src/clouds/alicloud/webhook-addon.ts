import * as pulumi from "@pulumi/pulumi";
import { findingFormerChildren } from "../../component/former-children";
import { assertNoIssues } from "../../component/validation-error";
import { checkShape, unknownArguments } from "../../core/argument-shape";
import { ownCopy } from "../../core/own-copy";
import type { AckPodIdentityWebhookArgs } from "./args";
import { alicloudCs } from "./sdk";
import { readAckPodIdentityWebhookArgs } from "./shape";

/**
 * Installs the add-on `ack-pod-identity-webhook` in an ACK cluster, which the wiring `webhook` needs. An add-on that is there already is
 * kept, or brought to the version asked for.
 */
export class AckPodIdentityWebhook extends pulumi.ComponentResource {
  /** The version that is installed. */
  public readonly version: pulumi.Output<string>;

  constructor(name: string, args: AckPodIdentityWebhookArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AckPodIdentityWebhook", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    const read = readAckPodIdentityWebhookArgs;
    assertNoIssues(name, [...unknownArguments(read, args), ...checkShape(read, args)], this);
    const addon = new (alicloudCs().KubernetesAddon)(
      `${name}-addon`,
      { name: "ack-pod-identity-webhook", clusterId: args.clusterId, version: args.version, config: args.config },
      { parent: this },
    );
    this.version = addon.version;
    this.registerOutputs();
  }
}
