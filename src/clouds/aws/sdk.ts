import type * as iam from "@pulumi/aws/iam";
import { loadSdk } from "../../component/load-sdk";

/** The IAM part of the AWS SDK, loaded when AWS is asked for. */
export function awsIam(): typeof iam {
  return loadSdk("@pulumi/aws/iam", () => require("@pulumi/aws/iam") as typeof iam);
}
