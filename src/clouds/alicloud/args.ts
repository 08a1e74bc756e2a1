import type * as pulumi from "@pulumi/pulumi";
import type { ProjectedTokenSettings, WiringForm } from "../../core/wiring-form";
import type { IssuerBucket } from "../issuer-host";

/** An issuer as Alibaba Cloud sees it. */
export interface AlicloudIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** Where the issuer is registered in the role's account; of an ACK cluster, what enabling RRSA registered. */
  alicloud?: pulumi.Input<AlicloudRegistration>;
}

/** The registration of an issuer in one Alibaba Cloud account. */
export interface AlicloudRegistration {
  /** ARN of the RAM OIDC provider; it must stand in the same account as the role. */
  oidcProviderArn: pulumi.Input<string>;
}

/** One ServiceAccount that may become the RAM role. */
export interface AlicloudSubject {
  /** The issuer of its cluster. */
  issuer: pulumi.Input<AlicloudIssuer>;
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

/** How an issuer is registered in Alibaba Cloud. */
export interface AlicloudRegistrationArgs {
  /**
   * SHA-1 fingerprints of the CA behind the issuer's certificate, 1 to 5, each 40 hexadecimal digits without colons. Needed, because
   * RAM does not read the certificate itself. Add the next CA's fingerprint at least a day before it is used, remove the old one after.
   */
  fingerprints?: pulumi.Input<string>[];
  /** The audience that tokens for Alibaba Cloud carry. `sts.aliyuncs.com` by default, in every region. */
  audience?: string;
  /**
   * Name of the RAM OIDC provider, at most 128 characters; changing it replaces the provider. By default the resource's name and a
   * hash of project and stack, because the Alibaba Cloud provider makes up no names.
   */
  providerName?: string;
  /** Hours after its `iat` during which a token is accepted, from 1 to 168. 12 by default. */
  issuanceLimitTime?: number;
  /** Description of the RAM OIDC provider, at most 256 characters. None by default. */
  description?: pulumi.Input<string>;
  /**
   * Allows to register the issuer of an ACK cluster. Right only in another account than the cluster's, where enabling RRSA has
   * registered it already. False by default.
   */
  allowAckIssuer?: boolean;
}

/** An issuer to register in Alibaba Cloud, and how. */
export interface AlicloudIssuerRegistrationArgs extends AlicloudRegistrationArgs {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
}

/** A token of another issuer than the subjects', for example of a CI system. */
export interface AlicloudOtherSubject {
  /** The `iss` of its tokens. */
  issuer: pulumi.Input<string>;
  /** The `sub` of its tokens, compared as it stands: wildcards are refused. */
  subject: pulumi.Input<string>;
  /**
   * ARN of the RAM OIDC provider of that issuer, in the role's account and with the role's audience. Needed where the issuer is none
   * of the subjects'; theirs by default.
   */
  oidcProviderArn?: pulumi.Input<string>;
}

/** Somebody without a token that may become the RAM role. */
export interface AlicloudOtherPrincipal {
  /** The ARN of a RAM account, user, role or SAML provider, or a service such as `cs.aliyuncs.com`. */
  principal: pulumi.Input<string>;
  /** Values by condition key by operator, for example `{ StringEquals: { "acs:SourceVpc": ["vpc-1"] } }`. Unconditioned by default. */
  conditions?: Record<string, Record<string, pulumi.Input<string>[]>>;
}

/** Who else may become a RAM role, on purpose: named exactly, written into its trust policy and proved with it. */
export interface AlicloudOthers {
  /** Tokens of other issuers. None by default. */
  subjects?: AlicloudOtherSubject[];
  /** Callers without a token. None by default. */
  principals?: AlicloudOtherPrincipal[];
}

/** What a workload gets on Alibaba Cloud. */
export interface AlicloudWorkloadArgs {
  /** System policies by name, for example `AliyunOSSReadOnlyAccess`. None by default. */
  systemPolicies?: pulumi.Input<string>[];
  /**
   * System policies by name, each under a key of its own: where names are outputs, only these can be taken away one by one. To move outputs
   * here from `systemPolicies`, keep their order and change nothing else in that update. None by default.
   */
  systemPoliciesByKey?: Record<string, pulumi.Input<string>>;
  /** Custom policies that exist already, by name. None by default. */
  customPolicies?: pulumi.Input<string>[];
  /** Custom policies that exist already, by name, each under a key of its own, as in `systemPoliciesByKey`. None by default. */
  customPoliciesByKey?: Record<string, pulumi.Input<string>>;
  /**
   * Custom policies of this role alone: JSON documents by a short name. In the account a policy is called after the component and
   * that name, with a hash of project and stack. None by default.
   */
  policies?: Record<string, pulumi.Input<string>>;
  /**
   * Name of the role: 1 to 64 of A-Z a-z 0-9 `.` `-`. By default the resource's name and a hash of project and stack, because the
   * Alibaba Cloud provider makes up no names; it is kept when the stack is renamed.
   */
  roleName?: string;
  /** Description of the role, at most 1024 characters. None by default. */
  description?: pulumi.Input<string>;
  /** Longest session in seconds, from 3600 to 43200. 3600 by default. */
  maxSessionDuration?: number;
  /** Tags of the role. None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The audience of the tokens. `sts.aliyuncs.com` by default, in every region; the only one that ACK's own provider accepts. */
  audience?: string;
  /** Name of the pod's sessions in audit logs, `ALIBABA_CLOUD_ROLE_SESSION_NAME`: 2 to 64 of `A-Z a-z 0-9 .@_-`. Made up by the SDK by default. */
  roleSessionName?: pulumi.Input<string>;
  /** Region whose STS the pod calls, `ALIBABA_CLOUD_STS_REGION`. The SDK's global endpoint by default. */
  stsRegion?: pulumi.Input<string>;
  /** Whether the pod calls STS inside of the VPC, `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED`; needs `stsRegion`. Not set by default. */
  stsVpcEndpoint?: boolean;
  /**
   * Host of the STS that the pod calls, `ALIBABA_CLOUD_STS_ENDPOINT`, for example of the government's cloud; in place of `stsRegion` and
   * `stsVpcEndpoint`. The SDKs for Go, Java and Python read it. Not set by default.
   */
  stsEndpoint?: pulumi.Input<string>;
  /**
   * `projected` by default: works with and without ack-pod-identity-webhook, which then injects nothing. `webhook` needs version 0.2.0
   * of the webhook, and a role of the cluster's own account.
   */
  wiring?: WiringForm;
  /** Path and lifetime (600 to 43200 seconds) of the token. */
  token?: ProjectedTokenSettings;
  /** Who else may become the role, on purpose; everybody who is not named stays an alarm. Nobody by default. */
  others?: AlicloudOthers;
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
   * stay as they are and are named by `others`; the policy that results is proved. RAM knows no `Sid`, so the statements are known by all that they say. False by default.
   */
  manageStatement?: boolean;
  /**
   * Profile of the vendor's configuration file with the credentials for `manageStatement`. By default those of the stack's configuration (`alicloud:profile`, `alicloud:accessKey`), else those that the vendor's
   * SDK finds by itself.
   */
  statementProfile?: string;
}

/** ServiceAccounts and the RAM role that they become. */
export interface AlicloudWorkloadIdentityArgs extends AlicloudWorkloadArgs {
  /** The ServiceAccounts that become the role: of one cluster or several, each issuer registered in the role's account. */
  subjects: AlicloudSubject[];
  /** Where the pod mounts its tokens. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
}

/** The identity of a workload on Alibaba Cloud. */
export interface AlicloudIdentity {
  /** ARN of the role. */
  roleArn: string;
  /** Name of the role. */
  roleName: string;
  /** ARN of the RAM OIDC provider that the pod names: that of the first subject's issuer. */
  oidcProviderArn: string;
  /** The trust policy as JSON; of an external role, what its trust policy has to say. */
  trustPolicy: string;
  /** What is proved about the trust, and under which assumptions. */
  proof: string;
}

/** The add-on ack-pod-identity-webhook of an ACK cluster. */
export interface AckPodIdentityWebhookArgs {
  /** Id of the ACK cluster. */
  clusterId: pulumi.Input<string>;
  /** Version of the add-on. The newest by default. */
  version?: pulumi.Input<string>;
  /**
   * Parameters of the add-on as JSON. The add-on's own by default; since 0.4.0 it then sets environment variables of STS in all pods,
   * which `{"AutoInjectSTSEnvVars":false}` turns off.
   */
  config?: pulumi.Input<string>;
}

/** A bucket of OSS that everybody reads, with a cluster's issuer in it. */
export interface AlicloudOssIssuerHostArgs {
  /** Name of the bucket. Made up by Pulumi by default. */
  bucketName?: string;
  /**
   * What follows the bucket in the issuer's URL, such as `clusters/blue`; a slash at its end belongs to the issuer. Nothing by default.
   */
  path?: string;
  /** None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * A bucket that exists and that everybody reads, such as the output `bucket` of the issuer of another cluster. A new one by default.
   */
  existingBucket?: pulumi.Input<IssuerBucket>;
}
