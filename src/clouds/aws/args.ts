import type * as pulumi from "@pulumi/pulumi";
import type { ProjectedTokenSettings } from "../../core/wiring-form";
import type { IssuerBucket } from "../issuer-host";

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

/** How the role's credentials reach a pod. */
export const AwsWiringForm = {
  /** The pod template carries the token volume and the environment itself; works on every cluster, with nothing installed. */
  Projected: "projected",
  /** EKS's webhook injects them; the ServiceAccount and the pod carry only what that webhook reads. */
  Webhook: "webhook",
  /** EKS Pod Identity injects what the pod needs, for its association; nothing is written into the pod. */
  PodIdentity: "podIdentity",
} as const;
export type AwsWiringForm = (typeof AwsWiringForm)[keyof typeof AwsWiringForm];

/** One ServiceAccount that may become the role. */
export interface AwsSubject {
  /** The issuer of its cluster; needed unless `webIdentity` is false. */
  issuer?: pulumi.Input<AwsIssuer>;
  /** A short plain name of its cluster, for `podIdentity.clusterArnsByKey`. None by default. */
  key?: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
  /**
   * Namespaces of its cluster that are trusted as a whole, on purpose: every ServiceAccount in them becomes the identity, today's and
   * tomorrow's, and so does everybody who may make one there. None by default.
   */
  wholeNamespaces?: string[];
  /**
   * Beginnings of namespaces' names, for example `team-`: every namespace of its cluster that begins so is trusted as a whole, as `wholeNamespaces` are.
   * None by default.
   */
  namespacePrefixes?: string[];
}

/** How an issuer is registered in AWS. */
export interface AwsRegistrationArgs {
  /** The audience that tokens for AWS carry. `sts.amazonaws.com` by default, in every partition. */
  audience?: string;
  /** Further client ids of the IAM OIDC provider, at most 99, for roles whose trust asks for another audience; a workload's own never does. None by default. */
  moreAudiences?: string[];
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

/** A token of another issuer than the subjects', for example of a CI system. */
export interface AwsOtherSubject {
  /** The `iss` of its tokens, registered in the role's account with the role's audience. */
  issuer: pulumi.Input<string>;
  /** The `sub` of its tokens, compared as it stands: wildcards are refused. */
  subject: pulumi.Input<string>;
}

/** Somebody without a token that may become the role. */
export interface AwsOtherPrincipal {
  /** The ARN of a role, user or SAML provider, an account, or a service such as `pods.eks.amazonaws.com`. */
  principal: pulumi.Input<string>;
  /** Values by condition key by operator, for example `{ StringEquals: { "aws:SourceAccount": ["111122223333"] } }`. Unconditioned by default. */
  conditions?: Record<string, Record<string, pulumi.Input<string>[]>>;
}

/** Who else may become a role, on purpose: named exactly, written into its trust policy and proved with it. */
export interface AwsOthers {
  /** Tokens of other issuers. None by default. */
  subjects?: AwsOtherSubject[];
  /** Callers without a token. None by default. */
  principals?: AwsOtherPrincipal[];
}

/** What a policy allows or denies; texts inside may be outputs. */
export interface AwsPolicyStatement {
  /** Names the statement. None by default. */
  sid?: string;
  /** `Allow` or `Deny`. `Allow` by default. */
  effect?: string;
  /** Actions such as `s3:GetObject`; needed unless `notActions` is given. */
  actions?: pulumi.Input<string>[];
  /** Every action but these. None by default. */
  notActions?: pulumi.Input<string>[];
  /** ARNs of resources, or `*`; needed unless `notResources` is given. */
  resources?: pulumi.Input<string>[];
  /** Every resource but these. None by default. */
  notResources?: pulumi.Input<string>[];
  /** Conditions that must all hold. None by default. */
  conditions?: AwsPolicyCondition[];
}

/** One condition of a statement. */
export interface AwsPolicyCondition {
  /** The operator, for example `StringEquals`. */
  test: string;
  /** The key, for example `aws:SourceVpce`. */
  variable: string;
  /** Values, of which one must hold. */
  values: pulumi.Input<string>[];
}

/**
 * EKS Pod Identity: EKS itself gives the role to pods of a ServiceAccount, by an association of its cluster. On nodes of Amazon EC2 with
 * Linux and the EKS Pod Identity Agent, and not on Fargate (EKS user guide, 2024-12).
 */
export interface AwsPodIdentityArgs {
  /** ARN of the EKS cluster of the workload, or of the first subject; the role is in its account. */
  clusterArn: pulumi.Input<string>;
  /** ARNs of the other clusters, each under the `key` of the subjects there. None by default. */
  clusterArnsByKey?: Record<string, pulumi.Input<string>>;
  /**
   * Makes no association, because an EKS add-on owns it: give the role to `podIdentityAssociations` of the add-on. The role trusts the
   * ServiceAccount all the same. False by default.
   */
  managedByAddon?: boolean;
  /**
   * Opens sessions without tags. Nothing but the cluster is compared then: the role is open to every ServiceAccount of the cluster that
   * somebody associates with it. False by default.
   */
  disableSessionTags?: boolean;
  /** A policy as JSON that the sessions are narrowed to; only with `disableSessionTags`. None by default. */
  sessionPolicy?: pulumi.Input<string>;
  /**
   * ARN of a role, of another account too, that EKS becomes by this one, so that pods get its credentials. This role gets the policy for
   * it; what the target's trust policy has to say is the output `targetTrustPolicy`. None by default.
   */
  targetRoleArn?: pulumi.Input<string>;
  /** Tags of the associations. None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** What a workload gets on AWS. */
export interface AwsWorkloadArgs {
  /** Managed policies by ARN. None by default. */
  policyArns?: pulumi.Input<string>[];
  /**
   * Managed policies by ARN, each under a key of its own: where ARNs are outputs, only these can be taken away one by one. To move outputs
   * here from `policyArns`, keep their order and change nothing else in that update. None by default.
   */
  policyArnsByKey?: Record<string, pulumi.Input<string>>;
  /** Inline policies: JSON documents by policy name. None by default. */
  inlinePolicies?: Record<string, pulumi.Input<string>>;
  /** Inline policies by policy name, as lists of statements instead of JSON. None by default. */
  inlineStatements?: Record<string, AwsPolicyStatement[]>;
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
  /**
   * `projected` by default: works with and without the EKS webhook, and opts its pods out of it so that nothing is mounted twice.
   * `podIdentity` by default where `webIdentity` is false.
   */
  wiring?: AwsWiringForm;
  /** Gives the role to pods of EKS clusters through EKS Pod Identity, beside tokens unless `webIdentity` is false. None by default. */
  podIdentity?: AwsPodIdentityArgs;
  /**
   * Whether tokens of the cluster become the role. False only with `podIdentity`: then no issuer is registered, and none is needed. True by
   * default.
   */
  webIdentity?: boolean;
  /** Path and lifetime (600 to 86400 seconds) of the token. */
  token?: ProjectedTokenSettings;
  /** Who else may become the role, on purpose; everybody who is not named stays an alarm. Nobody by default. */
  others?: AwsOthers;
  /**
   * ARN of a role that is managed elsewhere: it gets grants and wiring, its trust is left alone and proved only where
   * `externalTrustPolicy` says it; what it has to say is the output `trustPolicy`. None by default.
   */
  externalRoleArn?: pulumi.Input<string>;
  /** The trust policy of the external role as JSON, as its owner stores it: it is proved, never changed. Not known by default. */
  externalTrustPolicy?: pulumi.Input<string>;
  /**
   * Name of an existing role to take over by import: its whole trust becomes this component's, in the same update, and is proved.
   * None by default.
   */
  importRole?: string;
  /**
   * Keeps the statements for the subjects in the trust policy of `externalRoleArn`, beside those of its owner and of other stacks, which
   * stay as they are and are named by `others`; the policy that results is proved. The statements are known by their `Sid`. False by default.
   */
  manageStatement?: boolean;
  /**
   * Profile of the vendor's configuration file with the credentials for `manageStatement`. By default those of the stack's configuration (`aws:profile`, `aws:accessKey`), else those that the vendor's
   * SDK finds by itself.
   */
  statementProfile?: string;
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
  /** The trust policy as JSON; of an external role, what its trust policy has to say. */
  trustPolicy: string;
  /** What the trust policy of `podIdentity.targetRoleArn` has to say, as JSON. Absent without one. */
  targetTrustPolicy?: string;
  /** What is proved about the trust, and under which assumptions. */
  proof: string;
}

/** A bucket of S3 that a cluster's issuer is published from. */
export interface AwsIssuerBucketArgs {
  /** Name of the bucket. Made up by Pulumi by default. */
  bucketName?: string;
  /**
   * What follows the host in the issuer's URL, such as `clusters/blue`; a slash at its end belongs to the issuer. Nothing by default.
   */
  path?: string;
  /** Region of the bucket. That of the provider by default. */
  region?: string;
  /** None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** A bucket of S3 behind CloudFront that publishes a cluster's issuer. */
export interface AwsCloudFrontIssuerHostArgs extends AwsIssuerBucketArgs {
  /**
   * What ccoctl wrote on its distribution: that one is kept as it is, with the origin access identity that has the same comment. By default
   * CloudFront reads the bucket by origin access control, which came after those.
   */
  originAccessIdentityComment?: string;
}

/** A bucket of S3 that everybody reads, with a cluster's issuer in it. */
export interface AwsS3IssuerHostArgs extends AwsIssuerBucketArgs {
  /**
   * A bucket that exists and that everybody reads, such as the output `bucket` of the issuer of another cluster. A new one by default.
   */
  existingBucket?: pulumi.Input<IssuerBucket>;
}
