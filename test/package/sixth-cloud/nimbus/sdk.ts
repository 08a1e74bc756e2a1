import * as pulumi from "@pulumi/pulumi";
import type { NimbusMember } from "./trust";

/** A role of Nimbus, as the vendor's SDK would have it. */
export class NimbusRole extends pulumi.CustomResource {
  /** Name of the role. */
  declare readonly name: pulumi.Output<string>;

  constructor(
    name: string,
    args: { members: pulumi.Input<NimbusMember[]>; permissions: string[] },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super("nimbus:iam/role:Role", name, { name: undefined, ...args }, opts);
  }
}
