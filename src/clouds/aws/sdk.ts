import type * as cloudfront from "@pulumi/aws/cloudfront";
import type * as eks from "@pulumi/aws/eks";
import type * as iam from "@pulumi/aws/iam";
import type * as s3 from "@pulumi/aws/s3";
import { loadSdk } from "../../component/load-sdk";

/** The IAM part of the AWS SDK, loaded when AWS is asked for. */
export function awsIam(): typeof iam {
  return loadSdk("@pulumi/aws/iam", () => require("@pulumi/aws/iam") as typeof iam);
}

/** The part with buckets, loaded when an issuer is published in one. */
export function awsS3(): typeof s3 {
  return loadSdk("@pulumi/aws/s3", () => require("@pulumi/aws/s3") as typeof s3);
}

/** The part with distributions, loaded when an issuer is published through one. */
export function awsCloudFront(): typeof cloudfront {
  return loadSdk("@pulumi/aws/cloudfront", () => require("@pulumi/aws/cloudfront") as typeof cloudfront);
}

/** The part with associations, loaded when EKS Pod Identity is asked for. */
export function awsEks(): typeof eks {
  return loadSdk("@pulumi/aws/eks", () => require("@pulumi/aws/eks") as typeof eks);
}
