import type * as pulumi from "@pulumi/pulumi";

/** What OpenShift's operators get on AWS: a role each. */
export interface AwsOpenShiftArgs {
  /**
   * The cluster's region, for example `eu-central-1`. It says which partition the account is in: that of the regions outside of China,
   * GovCloud and the European Sovereign Cloud by default.
   */
  region?: string;
  /** ARN of the policy that bounds the permissions of every role. None by default. */
  permissionsBoundary?: pulumi.Input<string>;
  /** IAM path of the roles; begins and ends with `/`. `/` by default. */
  path?: string;
  /** Tags of everything that takes them. None by default. */
  tags?: Record<string, pulumi.Input<string>>;
  /** SHA-1 thumbprints of the CA behind the issuer's key set, which only a private CA needs. None by default. */
  thumbprints?: string[];
  /**
   * ARN of an IAM OIDC provider that the issuer has in the account already, with the audience `openshift` among its client ids. By default
   * the issuer is registered here, with the audiences `openshift` and `sts.amazonaws.com`.
   */
  oidcProviderArn?: pulumi.Input<string>;
}
