/** Alibaba Cloud: RAM roles for ServiceAccounts (RRSA) of ACK and any other cluster. */
export type {
  AckPodIdentityWebhookArgs,
  AlicloudIdentity,
  AlicloudIssuer,
  AlicloudIssuerRegistrationArgs,
  AlicloudRegistration,
  AlicloudRegistrationArgs,
  AlicloudSubject,
  AlicloudWorkloadArgs,
  AlicloudWorkloadIdentityArgs,
} from "./args";
export type { AckIssuer, AckRrsaMetadata } from "./issuer";
export { ackIssuer } from "./issuer";
export { AlicloudIssuerRegistration } from "./registration";
export type { AlicloudTrust, AlicloudTrustedIssuer, AlicloudTrustPolicy, AlicloudTrustStatement } from "./trust";
export { renderAlicloudTrust } from "./trust";
export { AckPodIdentityWebhook } from "./webhook-addon";
export type { AlicloudWiringSettings } from "./wiring";
export { ALICLOUD_DEFAULT_AUDIENCE, alicloudProjectedWiring, alicloudWebhookWiring } from "./wiring";
export { AlicloudWorkloadIdentity } from "./workload-identity";
