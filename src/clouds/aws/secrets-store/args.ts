import type * as pulumi from "@pulumi/pulumi";

/** Where AWS keeps an object. */
export const AwsSecretService = {
  /** AWS Secrets Manager. */
  SecretsManager: "secretsmanager",
  /** Parameter Store of Systems Manager. */
  ParameterStore: "ssmparameter",
} as const;
export type AwsSecretService = (typeof AwsSecretService)[keyof typeof AwsSecretService];

/** A value inside a secret that is JSON, as a file of its own. */
export interface AwsSecretValue {
  /** Where it stands, in JMESPath such as `password`. */
  path: string;
  /** The file below the mount. */
  file: string;
}

/** One secret or parameter, as a file. */
export interface AwsSecretObject {
  /** Its ARN: the role gets the right to read exactly this one. Needed unless the mount is `grantedElsewhere`. */
  arn?: pulumi.Input<string>;
  /** Its name. The ARN itself for secrets, and the name in the ARN for parameters by default. */
  name?: pulumi.Input<string>;
  /** Where it is kept. By default what a plain ARN says; needed where that is an output or left out. */
  service?: AwsSecretService;
  /** The file below the mount. */
  file: string;
  /** Its version. The latest by default. */
  version?: pulumi.Input<string>;
  /** The label of its version; `AWSCURRENT` by default for secrets. */
  versionLabel?: pulumi.Input<string>;
  /** Values inside it as files of their own. None by default. */
  values?: AwsSecretValue[];
}

/** Secrets of AWS Secrets Manager and parameters of Parameter Store, all of one region. */
export interface AwsSecretsMountArgs {
  /** The objects, at least one. */
  objects: AwsSecretObject[];
  /** The region that they are in. That of the ARNs by default, and that of the pod's node where there is none. */
  region?: pulumi.Input<string>;
  /** Keys of KMS that the secrets are encrypted with, other than those that AWS manages. None by default. */
  kmsKeyArns?: pulumi.Input<string>[];
  /** Leaves the right to read them to others, for example to `policyArns`. False by default. */
  grantedElsewhere?: boolean;
}
