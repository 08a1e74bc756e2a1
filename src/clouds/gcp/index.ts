export type {
  GcpGrantCondition,
  GcpIdentity,
  GcpIssuer,
  GcpIssuerRegistrationArgs,
  GcpRegistration,
  GcpRegistrationArgs,
  GcpResourceGrant,
  GcpSubject,
  GcpWorkloadArgs,
  GcpWorkloadIdentityArgs,
} from "./args";
export { GcpAccess, GcpGrantTarget } from "./args";
export type { GcpCredentialSettings } from "./credential-configuration";
export { gcpCredentialConfiguration } from "./credential-configuration";
export type { GkeCluster, GkeIssuer } from "./issuer";
export { gkeIssuer, gkeIssuerUrl } from "./issuer";
export { gcpUploadedJwks } from "./jwks";
export { GcpIssuerRegistration } from "./registration";
export type { GcpBinding, GcpManagedPool, GcpProvider, GcpTrust } from "./trust";
export {
  GCP_ATTRIBUTE_MAPPING,
  gcpDefaultAudience,
  gcpLegacyMember,
  gcpManagedPrincipal,
  gcpPrincipal,
} from "./trust";
export { GcpWorkloadIdentity } from "./workload-identity";
