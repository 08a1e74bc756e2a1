/** Google Cloud: principals and service accounts for ServiceAccounts of GKE and any other cluster. */
export type {
  GcpGrantCondition,
  GcpIdentity,
  GcpIssuer,
  GcpIssuerRegistrationArgs,
  GcpOthers,
  GcpRegistration,
  GcpRegistrationArgs,
  GcpResourceGrant,
  GcpSubject,
  GcpWorkloadArgs,
  GcpWorkloadIdentityArgs,
} from "./args";
export { GcpAccess, GcpGrantTarget } from "./args";
export { gcpDefaultAudience } from "./audience";
export type { GcpCredentialSettings } from "./credential-configuration";
export { gcpCredentialConfiguration } from "./credential-configuration";
export type { FleetIssuer, FleetMember, GkeCluster, GkeIssuer } from "./issuer";
export { fleetIssuer, gkeIssuer, gkeIssuerUrl } from "./issuer";
export { gcpUploadedJwks } from "./jwks";
export { GcpIssuerRegistration } from "./registration";
export type { GcpBinding, GcpManagedPool, GcpProvider, GcpTrust } from "./trust";
export { GCP_ATTRIBUTE_MAPPING, gcpLegacyMember, gcpManagedPrincipal, gcpPrincipal } from "./trust";
export type { GcpGkeWiringSettings, GcpProjectedWiringSettings, GcpWebhookWiringSettings } from "./wiring";
export { gcpGkeWiring, gcpProjectedWiring, gcpWebhookWiring } from "./wiring";
export { GcpWorkloadIdentity } from "./workload-identity";
