import * as pulumi from "@pulumi/pulumi";
import { dynamicProvider } from "../../component/dynamic-provider";

/** Its text is in the state of every stack that keeps statements in somebody else's role. */
const trustStatement = dynamicProvider((config) =>
  require("pulumi-workload-identity/clouds/aws/resources").awsOperations("TrustStatement", config),
);

/** Statements of this program in the trust policy of an IAM role that is managed elsewhere. */
export class AwsTrustStatementResource extends pulumi.dynamic.Resource {
  declare public readonly roleArn: pulumi.Output<string>;
  declare public readonly statements: pulumi.Output<object[]>;
  declare public readonly policy: pulumi.Output<string>;

  constructor(
    name: string,
    args: { roleArn: pulumi.Input<string>; statements: pulumi.Input<object[]>; profile?: string },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(trustStatement, name, { policy: undefined, ...args }, opts, "aws", "TrustStatement");
  }
}
