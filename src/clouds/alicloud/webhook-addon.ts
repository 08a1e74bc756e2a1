import * as pulumi from "@pulumi/pulumi";
import type { AckPodIdentityWebhookArgs } from "./args";
import { alicloudCs } from "./sdk";

/**
 * Installs the add-on `ack-pod-identity-webhook` in an ACK cluster, which the wiring `webhook` needs. An add-on that is there already is
 * kept, or brought to the version asked for.
 */
export class AckPodIdentityWebhook extends pulumi.ComponentResource {
  /** The version that is installed. */
  public readonly version: pulumi.Output<string>;

  constructor(name: string, args: AckPodIdentityWebhookArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AckPodIdentityWebhook", name, {}, opts);
    const addon = new (alicloudCs().KubernetesAddon)(
      `${name}-addon`,
      { name: "ack-pod-identity-webhook", clusterId: args.clusterId, version: args.version, config: args.config },
      { parent: this },
    );
    this.version = addon.version;
    this.registerOutputs({ version: this.version });
  }
}
