/** Nimbus: roles for ServiceAccounts of any cluster. */
export type {
  NimbusIdentity,
  NimbusIssuer,
  NimbusIssuerRegistrationArgs,
  NimbusRegistration,
  NimbusRegistrationArgs,
  NimbusSubject,
  NimbusWorkloadArgs,
  NimbusWorkloadIdentityArgs,
} from "./args";
export { NIMBUS_DEFAULT_AUDIENCE } from "./audience";
export type { NimbusCluster } from "./issuer";
export { nimbusIssuer } from "./issuer";
export { NimbusIssuerRegistration } from "./registration";
export type { NimbusMember, NimbusRegisteredIssuer, NimbusTrust, NimbusTrustedIssuer } from "./trust";
export { renderNimbusMembers } from "./trust";
export { nimbusWiring } from "./wiring";
export { NimbusWorkloadIdentity } from "./workload-identity";
