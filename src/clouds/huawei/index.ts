/** Huawei Cloud: user groups (old IAM), trust agencies (IAM v5) and pod identity associations for ServiceAccounts of CCE and any other cluster. */
export type { HuaweiConnection } from "./api/settings";
export type {
  HuaweiExistingGroup,
  HuaweiIdentity,
  HuaweiIssuer,
  HuaweiIssuerRegistrationArgs,
  HuaweiOtherPrincipal,
  HuaweiOtherSubject,
  HuaweiOthers,
  HuaweiPodIdentityAssociationArgs,
  HuaweiPolicyGrant,
  HuaweiRegistration,
  HuaweiRegistrationArgs,
  HuaweiRoleGrant,
  HuaweiSubject,
  HuaweiWorkloadArgs,
  HuaweiWorkloadIdentityArgs,
} from "./args";
export { HuaweiMechanism } from "./args";
export { HuaweiClusterJwksResource } from "./dynamic-provider";
export type { CceCluster, CceIssuer } from "./issuer";
export { cceIssuer } from "./issuer";
export { huaweiSigningKey } from "./jwks";
export { HuaweiPodIdentityAssociation } from "./pod-identity";
export { HuaweiIssuerRegistration } from "./registration";
export { HuaweiRoleScopeKind } from "./resources/group-role-assignment";
export type {
  HuaweiAgencyTrust,
  HuaweiConversionRule,
  HuaweiRulesTrust,
  HuaweiTrust,
  HuaweiTrustedIssuer,
  HuaweiTrustedOthers,
  HuaweiTrustPolicy,
} from "./trust";
export { huaweiUserName, renderHuaweiRules, renderHuaweiTrustPolicy } from "./trust";
export type {
  HuaweiIdentityProviderWiringSettings,
  HuaweiPodSettings,
  HuaweiTrustAgencyWiringSettings,
} from "./wiring";
export { huaweiIdentityProviderWiring, huaweiTrustAgencyWiring } from "./wiring";
export { HuaweiWorkloadIdentity } from "./workload-identity";
