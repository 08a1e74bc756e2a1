import type * as pulumi from "@pulumi/pulumi";
import type { ProjectedTokenSettings, WiringForm } from "../../core/wiring-form";
import type { HuaweiConnection } from "./api/settings";
import type { HuaweiRoleScopeKind } from "./resources/group-role-assignment";

/** How ServiceAccounts become an identity of Huawei Cloud. */
export const HuaweiMechanism = {
  /**
   * Old IAM: the cluster's keys are stored, and conversion rules put each ServiceAccount into a user group. The default: it works on
   * every account, with every CCE cluster and with issuers that nobody else can reach.
   */
  IdentityProvider: "identity-provider",
  /**
   * IAM v5: pods become a trust agency by its trust policy. IAM fetches the keys, so the issuer must be public; new in 2026, and an
   * agency works only with services that know identity policies.
   */
  TrustAgency: "trust-agency",
} as const;
export type HuaweiMechanism = (typeof HuaweiMechanism)[keyof typeof HuaweiMechanism];

/** An issuer as Huawei Cloud sees it. */
export interface HuaweiIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** The cluster's public key set as JSON; the old IAM stores it. */
  jwks?: pulumi.Input<string>;
  /** Where the issuer is registered in the identity's account. */
  huawei?: pulumi.Input<HuaweiRegistration>;
}

/** The registration of an issuer: an identity provider of the old IAM, or an OIDC provider of IAM v5. */
export interface HuaweiRegistration {
  /** The audience of tokens. */
  clientId: pulumi.Input<string>;
  /** Id of the identity provider; needed for the mechanism `identity-provider`. */
  identityProviderId?: pulumi.Input<string>;
  /** Id of the mapping with the identity provider's rules. The identity provider's id by default. */
  mappingId?: pulumi.Input<string>;
  /** True where others write rules into the mapping too; theirs stay as they are. False by default. */
  sharedMapping?: pulumi.Input<boolean>;
  /** The key set that the identity provider stores, as JSON; compared with the issuer's `jwks` where both are given. */
  signingKey?: pulumi.Input<string>;
  /** URN of the OIDC provider; needed for the mechanism `trust-agency`. */
  oidcProviderUrn?: pulumi.Input<string>;
}

/** One ServiceAccount that may become the identity. */
export interface HuaweiSubject {
  /** The issuer of its cluster. */
  issuer: pulumi.Input<HuaweiIssuer>;
  /** Plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
  /** Names the cluster where ServiceAccounts of several clusters have one name and the issuer URLs are outputs. A hash of the URL by default. */
  key?: string;
  /**
   * Namespaces of its cluster that are trusted as a whole, on purpose: every ServiceAccount in them becomes the agency, today's and
   * tomorrow's, and so does everybody who may make one there. For the mechanism `trust-agency`. None by default.
   */
  wholeNamespaces?: string[];
  /**
   * Beginnings of namespaces' names, for example `team-`: every namespace of its cluster that begins so is trusted as a whole, as `wholeNamespaces` are.
   * For the mechanism `trust-agency`. None by default.
   */
  namespacePrefixes?: string[];
}

/** How an issuer is registered in Huawei Cloud. */
export interface HuaweiRegistrationArgs {
  /** `identity-provider` by default. */
  mechanism?: HuaweiMechanism;
  /**
   * The audience that tokens carry, 5 to 255 characters of ASCII that are not all digits. For `identity-provider` the provider's name by
   * default, because CCE clusters have one issuer in common and need audiences of their own; `sts.myhuaweicloud.com` for `trust-agency`.
   */
  clientId?: pulumi.Input<string>;
  /**
   * Name of the provider: 1 to 64 letters, digits, `_` and `-`; changing it replaces the provider. By default the resource's name and
   * a hash of project and stack.
   */
  providerName?: string;
  /** Fingerprints of the CA behind the issuer's certificate, where no public one signed it; for `trust-agency`. None by default. */
  thumbprints?: pulumi.Input<string>[];
  /** Description of the provider, at most 120 characters. None by default. */
  description?: string;
  /**
   * Who makes the resources, as it stands in the account: what another owner made is refused. `<project>/<stack>` by default; after
   * the stack is renamed, give the old one.
   */
  owner?: string;
  /** Where calls go. By default what the stack's configuration (`huawei:…`) and then the environment say. */
  connection?: HuaweiConnection;
}

export interface HuaweiIssuerRegistrationArgs extends HuaweiRegistrationArgs {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** The cluster's public key set as JSON; needed for `identity-provider`, both keys during a rotation. */
  jwks?: pulumi.Input<string>;
}

/** A role of the workload's user group. IAM takes 15 to 30 minutes to act on a new one. */
export interface HuaweiRoleGrant {
  /** Id or display name of a role, a system policy or a custom policy, for example `OBS ReadOnlyAccess`. */
  role: string;
  /** `domain` (global services), `all-projects`, `project` or `enterprise-project`. */
  scope: HuaweiRoleScopeKind;
  /** The project by id or name, or the enterprise project by id. The account itself by default. */
  scopeId?: pulumi.Input<string>;
  /** Names the place where one role is given in several places that are outputs. The place by default. */
  key?: string;
}

/** A custom policy of the workload's user group alone. */
export interface HuaweiPolicyGrant {
  /** The policy as JSON: `{ "Version": "1.1", "Statement": [...] }`. */
  policy: pulumi.Input<string>;
  /** `domain` (global services), `all-projects`, `project` or `enterprise-project`. */
  scope: HuaweiRoleScopeKind;
  /** The project by id or name, or the enterprise project by id. The account itself by default. */
  scopeId?: pulumi.Input<string>;
}

/** A user group that is managed elsewhere. */
export interface HuaweiExistingGroup {
  /** Name of the group. */
  name: pulumi.Input<string>;
  /** Needed where the group gets roles or policies here. None by default. */
  id?: pulumi.Input<string>;
}

/** A token of another issuer, for example of a CI system, that becomes the identity too. */
export interface HuaweiOtherSubject {
  /** The `iss` of its tokens. */
  issuer: string;
  /** The `sub` of its tokens, compared as it stands: wildcards are refused. */
  subject: string;
  /** Where the issuer is registered in the identity's account, with the client id of the ServiceAccounts for `trust-agency`. That of the subjects of this issuer by default. */
  registration?: pulumi.Input<HuaweiRegistration>;
}

/** Somebody without a token that may become the agency. */
export interface HuaweiOtherPrincipal {
  /** The URN of an account (`iam::<account>:root`), user, agency or SAML provider, an account id, or a service such as `service.CCE`. */
  principal: pulumi.Input<string>;
  /** Values by condition key by operator, for example `{ StringEquals: { "g:SourceAccount": ["…"] } }`. Unconditioned by default. */
  conditions?: Record<string, Record<string, pulumi.Input<string>[]>>;
}

/** Who else becomes the identity, on purpose: named exactly, written into its trust and proved with it. */
export interface HuaweiOthers {
  /** Tokens of other issuers. None by default. */
  subjects?: HuaweiOtherSubject[];
  /** Callers without a token; for `trust-agency`. None by default. */
  principals?: HuaweiOtherPrincipal[];
}

/** What a workload gets on Huawei Cloud. */
export interface HuaweiWorkloadArgs {
  /** `identity-provider` by default. */
  mechanism?: HuaweiMechanism;
  /** Roles of the user group; for `identity-provider`. None by default. */
  roles?: HuaweiRoleGrant[];
  /** Custom policies of the user group by a short name; for `identity-provider`. None by default. */
  customPolicies?: Record<string, HuaweiPolicyGrant>;
  /**
   * Name of the user group, 1 to 128 characters; for `identity-provider`. By default the resource's name and a hash of project and
   * stack, kept when the stack is renamed.
   */
  groupName?: string;
  /** A user group that exists already; for `identity-provider`. One is created by default. */
  existingGroup?: HuaweiExistingGroup;
  /** Identity policies of the agency by id or name; for `trust-agency`. None by default. */
  agencyPolicies?: pulumi.Input<string>[];
  /**
   * Identity policies of the agency by id or name, each under a key of its own: where they are outputs, only these can be taken away one by
   * one. To move outputs here from `agencyPolicies`, keep their order and change nothing else in that update; for `trust-agency`. None by default.
   */
  agencyPoliciesByKey?: Record<string, pulumi.Input<string>>;
  /**
   * Name of the agency: 1 to 64 of `A-Z a-z 0-9 _+=,.@-`; for `trust-agency`. By default the resource's name and a hash of project and
   * stack, kept when the stack is renamed.
   */
  agencyName?: string;
  /** Longest session of the agency in seconds, from 3600 to 43200; for `trust-agency`. 3600 by default. */
  maxSessionDuration?: number;
  /** Description of the group or agency, at most 120 characters. None by default. */
  description?: string;
  /** Who else becomes the identity, on purpose; everybody who is not named stays an alarm. Nobody by default. */
  others?: HuaweiOthers;
  /** Id of the project that the pod works in, `HUAWEICLOUD_SDK_PROJECT_ID`. None by default. */
  projectId?: pulumi.Input<string>;
  /** The project by its name, `HW_PROJECT_NAME`, which Terraform reads and SDKs do not. None by default. */
  projectName?: pulumi.Input<string>;
  /** Id of the account where the pod calls global services, `HUAWEICLOUD_SDK_DOMAIN_ID`. None by default. */
  domainId?: pulumi.Input<string>;
  /** Address of IAM for the pod, `HUAWEICLOUD_SDK_IAM_ENDPOINT`; for `identity-provider`. The SDK's own by default. */
  iamEndpoint?: pulumi.Input<string>;
  /** Address of STS for the pod, `HUAWEICLOUD_SDK_STS_ENDPOINT`; for `trust-agency`. The SDK's own by default. */
  stsEndpoint?: pulumi.Input<string>;
  /**
   * Name of the pod's sessions in audit logs, `HUAWEICLOUD_OIDC_SESSION_NAME`: 2 to 64 of `A-Z a-z 0-9 _+=,.@-`; for `trust-agency`. By
   * default made of namespace and ServiceAccount.
   */
  sessionName?: pulumi.Input<string>;
  /** `projected`, the only form: no webhook for Huawei Cloud exists. */
  wiring?: WiringForm;
  /** Path and lifetime (600 to 86400 seconds) of the token. */
  token?: ProjectedTokenSettings;
  /**
   * Who makes the resources, as it stands in the account: what another owner made is refused. `<project>/<stack>` by default; after
   * the stack is renamed, give the old one.
   */
  owner?: string;
  /** Where calls go. By default what the stack's configuration (`huawei:…`) and then the environment say. */
  connection?: HuaweiConnection;
}

export interface HuaweiWorkloadIdentityArgs extends HuaweiWorkloadArgs {
  /** The ServiceAccounts that become the identity: of one cluster or several, each issuer registered in the identity's account. */
  subjects: HuaweiSubject[];
  /** Where the pod mounts its tokens. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
}

/** The identity of a workload on Huawei Cloud. */
export interface HuaweiIdentity {
  /** The user group; absent for a trust agency. */
  groupName?: string;
  /** The trust agency; absent for a user group. */
  agencyUrn?: string;
  /** The identity provider that the pod names: that of the first subject's issuer. Absent for a trust agency. */
  identityProviderId?: string;
  /** The OIDC provider that the pod names: that of the first subject's issuer. Absent for a user group. */
  oidcProviderUrn?: string;
  /** The audience of the pod's token. */
  clientId: string;
  /** The conversion rules, or the trust policy of the agency, as JSON. */
  trust: string;
  /** What is proved about the trust, and under which assumptions. */
  proof: string;
}

/** An agency for a ServiceAccount of a CCE cluster, with no issuer and no token. */
export interface HuaweiPodIdentityAssociationArgs {
  /** Id of the CCE cluster. */
  clusterId: pulumi.Input<string>;
  /** Namespace of the ServiceAccount. */
  namespace: string;
  /** Name of the ServiceAccount. */
  serviceAccount: string;
  /** An agency or trust agency that exists; a new one is an update in place. */
  agencyName: pulumi.Input<string>;
  /** Tags of the association; new ones replace it. None by default. */
  tags?: Record<string, string>;
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
  /** Where calls go. By default what the stack's configuration (`huawei:…`) and then the environment say. */
  connection?: HuaweiConnection;
}
