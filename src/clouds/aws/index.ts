/** AWS: IAM roles for ServiceAccounts of any cluster. */
export type {
  AwsIdentity,
  AwsIssuer,
  AwsIssuerRegistrationArgs,
  AwsOtherPrincipal,
  AwsOtherSubject,
  AwsOthers,
  AwsPodIdentityArgs,
  AwsRegistration,
  AwsRegistrationArgs,
  AwsSubject,
  AwsWorkloadArgs,
  AwsWorkloadIdentityArgs,
} from "./args";
export { AwsWiringForm } from "./args";
export { AWS_DEFAULT_AUDIENCE } from "./audience";
export type { EksClusterIdentity } from "./issuer";
export { eksIssuer } from "./issuer";
export type { PodIdentitySubject } from "./pod-identity/subjects";
export type { PodIdentityTrusted } from "./pod-identity/trust";
export { podIdentityPrincipals as awsPodIdentityPrincipals } from "./pod-identity/trust";
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
export { awsPodIdentityWiring, awsProjectedWiring, awsWebhookWiring } from "./wiring";
export { AwsWorkloadIdentity } from "./workload-identity";
