import type * as pulumi from "@pulumi/pulumi";
import type { ProjectedTokenSettings, WiringForm } from "../../core/wiring-form";

/** An issuer as AWS sees it. */
export interface AwsIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** Where the issuer is registered in the role's account. */
  aws?: pulumi.Input<AwsRegistration>;
}

/** The registration of an issuer in one AWS account. */
export interface AwsRegistration {
  /** ARN of the IAM OIDC provider; it must stand in the same account as the role. */
  oidcProviderArn: pulumi.Input<string>;
}

/** One ServiceAccount that may become the role. */
export interface AwsSubject {
  /** The issuer of its cluster. */
  issuer: pulumi.Input<AwsIssuer>;
  /** Plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
}

/** How an issuer is registered in AWS. */
export interface AwsRegistrationArgs {
  /** The audience that tokens for AWS carry. `sts.amazonaws.com` by default, in every partition. */
  audience?: string;
  /**
   * SHA-1 thumbprints (40 hexadecimal digits, at most 5) of the CA behind the issuer's key set. None by default: IAM checks
   * publicly trusted certificates by itself, and only an issuer with a private CA needs them.
   */
  thumbprints?: string[];
  /** Tags of the IAM OIDC provider. None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** An issuer to register in AWS, and how. */
export interface AwsIssuerRegistrationArgs extends AwsRegistrationArgs {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
}

/** What a workload gets on AWS. */
export interface AwsWorkloadArgs {
  /** Managed policies by ARN. None by default. */
  policyArns?: pulumi.Input<string>[];
  /** Inline policies: JSON documents by policy name. None by default. */
  inlinePolicies?: Record<string, pulumi.Input<string>>;
  /** ARN of the policy that bounds the role's permissions. None by default. */
  permissionsBoundary?: pulumi.Input<string>;
  /** Name of the role, at most 64 characters. Chosen by autonaming by default. */
  roleName?: string;
  /** IAM path of the role; begins and ends with `/`. `/` by default. */
  path?: string;
  /** Description of the role. None by default. */
  description?: pulumi.Input<string>;
  /** Longest session in seconds, from 3600 to 43200. 3600 by default. */
  maxSessionDuration?: number;
  /** Tags of the role. None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The audience of the tokens. `sts.amazonaws.com` by default, in every partition. */
  audience?: string;
  /**
   * Region for the pod's `AWS_REGION` and `AWS_DEFAULT_REGION` in the projected form; EKS's webhook sets the cluster's. By default the
   * region in the issuer's host for clusters of EKS, unless a container sets one of the two; not set for other clusters.
   */
  region?: pulumi.Input<string>;
  /** Name of the pod's sessions in audit logs, `AWS_ROLE_SESSION_NAME`: 2 to 64 of `A-Z a-z 0-9 _+=,.@-`. Made up by the SDK by default. */
  roleSessionName?: pulumi.Input<string>;
  /** `projected` by default: works with and without the EKS webhook, and opts its pods out of it so that nothing is mounted twice. */
  wiring?: WiringForm;
  /** Path and lifetime (600 to 86400 seconds) of the token. */
  token?: ProjectedTokenSettings;
  /**
   * ARN of a role that is managed elsewhere: it gets grants and wiring, its trust is left alone and not proved;
   * the statement to add to it is the output `trustPolicy`. None by default.
   */
  externalRoleArn?: pulumi.Input<string>;
  /** Name of an existing role to take over by import: its whole trust becomes this component's and is proved. None by default. */
  importRole?: string;
}

/** ServiceAccounts and the IAM role that they become. */
export interface AwsWorkloadIdentityArgs extends AwsWorkloadArgs {
  /** The ServiceAccounts that become the role: of one cluster or several, each issuer registered in the role's account. */
  subjects: AwsSubject[];
  /** Where the pod mounts its tokens. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
}

/** The identity of a workload on AWS. */
export interface AwsIdentity {
  /** ARN of the role. */
  roleArn: string;
  /** Name of the role. */
  roleName: string;
  /** The trust policy as JSON; of an external role, the policy that its owner has to add. */
  trustPolicy: string;
  /** What is proved about the trust, and under which assumptions. */
  proof: string;
}
