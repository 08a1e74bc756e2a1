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

/** An issuer that Nimbus takes tokens of, as the vendor's SDK would have it. */
export class NimbusOidcIssuer extends pulumi.CustomResource {
  /** What Nimbus calls it: `nimbus:issuer/` and a name. */
  declare readonly issuerId: pulumi.Output<string>;

  constructor(
    name: string,
    args: { url: pulumi.Input<string>; audience: string },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super("nimbus:iam/issuer:Issuer", name, { issuerId: undefined, ...args }, opts);
  }
}
