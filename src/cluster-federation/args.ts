import type * as pulumi from "@pulumi/pulumi";
import type { AlicloudRegistration, AlicloudRegistrationArgs } from "../clouds/alicloud/args";
import type { AwsRegistration, AwsRegistrationArgs } from "../clouds/aws/args";
import type { GcpRegistration, GcpRegistrationArgs } from "../clouds/gcp/args";
import type { HuaweiRegistration, HuaweiRegistrationArgs } from "../clouds/huawei/args";

/** A cluster's issuer, with an entry for each cloud where it is registered. */
export interface ClusterIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** The cluster's public key set as JSON, for clouds that store keys because they cannot reach the issuer. */
  jwks?: pulumi.Input<string>;
  /** Its registration in AWS; absent where it has none. */
  aws?: pulumi.Input<AwsRegistration>;
  /** Its registration in Google Cloud, or the pool of a GKE cluster; absent where it has none. */
  gcp?: pulumi.Input<GcpRegistration>;
  /** Its registration in Alibaba Cloud; of an ACK cluster, what enabling RRSA registered. Absent where it has none. */
  alicloud?: pulumi.Input<AlicloudRegistration>;
  /** Its registration in Huawei Cloud; absent where it has none. */
  huawei?: pulumi.Input<HuaweiRegistration>;
}

/** In which clouds an issuer is registered, and how. Azure has no registration: its credentials name the issuer themselves. */
export interface IssuerRegistrations {
  /** Not on AWS by default. */
  aws?: AwsRegistrationArgs;
  /** Not on Google Cloud by default. */
  gcp?: GcpRegistrationArgs;
  /** Not on Alibaba Cloud by default. */
  alicloud?: AlicloudRegistrationArgs;
  /** Not on Huawei Cloud by default. */
  huawei?: HuaweiRegistrationArgs;
}

/** A workload that has registered an issuer by itself. */
export interface MovedRegistration {
  /** The name of the `FederatedWorkload`, which stands beside the cluster: at the top of the program, or with the same parent. */
  workload: string;
  /** The `key` that the workload has for the cluster. None by default. */
  key?: string;
}

export interface ClusterFederationArgs extends IssuerRegistrations {
  /** The issuer; clouds of which it has an entry already are used as they are. */
  issuer: ClusterIssuer;
  /**
   * The workload that registered the issuer until now: what it has deployed is taken over, and nothing is created or deleted. The
   * workload gets the cluster's output `issuer` in the same update. None by default.
   */
  movedFrom?: MovedRegistration;
}
