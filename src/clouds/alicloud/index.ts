/** Alibaba Cloud: RAM roles for ServiceAccounts (RRSA) of ACK and any other cluster. */
export type {
  AckPodIdentityWebhookArgs,
  AlicloudIdentity,
  AlicloudIssuer,
  AlicloudIssuerRegistrationArgs,
  AlicloudOtherPrincipal,
  AlicloudOtherSubject,
  AlicloudOthers,
  AlicloudRegistration,
  AlicloudRegistrationArgs,
  AlicloudSubject,
  AlicloudWorkloadArgs,
  AlicloudWorkloadIdentityArgs,
} from "./args";
export { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
export type { AckIssuer, AckRrsaMetadata } from "./issuer";
export { ackIssuer } from "./issuer";
export { AlicloudIssuerRegistration } from "./registration";
export type { AlicloudTrust, AlicloudTrustedIssuer, AlicloudTrustPolicy, AlicloudTrustStatement } from "./trust";
export { renderAlicloudTrust } from "./trust";
export { AckPodIdentityWebhook } from "./webhook-addon";
export type { AlicloudWiringSettings } from "./wiring";
export { alicloudProjectedWiring, alicloudWebhookWiring } from "./wiring";
export { AlicloudWorkloadIdentity } from "./workload-identity";
