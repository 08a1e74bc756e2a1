/** AWS: IAM roles for ServiceAccounts of any cluster. */
export type {
  AwsIdentity,
  AwsIssuer,
  AwsIssuerRegistrationArgs,
  AwsOtherPrincipal,
  AwsOtherSubject,
  AwsOthers,
  AwsRegistration,
  AwsRegistrationArgs,
  AwsSubject,
  AwsWorkloadArgs,
  AwsWorkloadIdentityArgs,
} from "./args";
export { AWS_DEFAULT_AUDIENCE } from "./audience";
export type { EksClusterIdentity } from "./issuer";
export { eksIssuer } from "./issuer";
export { AwsIssuerRegistration } from "./registration";
export type {
  AwsPodIdentityAssociation,
  AwsTrust,
  AwsTrustedIssuer,
  AwsTrustPolicy,
  AwsTrustStatement,
} from "./trust";
export { renderAwsTrust } from "./trust";
export type { AwsWiringSettings } from "./wiring";
export { awsProjectedWiring, awsWebhookWiring } from "./wiring";
export { AwsWorkloadIdentity } from "./workload-identity";
