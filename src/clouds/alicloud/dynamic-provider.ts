import * as pulumi from "@pulumi/pulumi";
import { dynamicProvider } from "../dynamic-provider";

/** Its text is in every stack's state, so neither the name of the module nor that of the kind may ever change. */
const trustStatement = dynamicProvider("pulumi-workload-identity/clouds/alicloud/resources", "TrustStatement");

/** Statements of this program in the trust policy of a RAM role that is managed elsewhere. */
export class AlicloudTrustStatementResource extends pulumi.dynamic.Resource {
  declare public readonly roleArn: pulumi.Output<string>;
  declare public readonly statements: pulumi.Output<object[]>;
  declare public readonly policy: pulumi.Output<string>;

  constructor(
    name: string,
    args: { roleArn: pulumi.Input<string>; statements: pulumi.Input<object[]>; profile?: string },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(trustStatement, name, { policy: undefined, ...args }, opts, "alicloud", "TrustStatement");
  }
}
