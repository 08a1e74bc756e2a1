/** Azure: managed identities for ServiceAccounts of any cluster. */
export type {
  AzureExistingIdentity,
  AzureIdentity,
  AzureIssuer,
  AzureRoleAssignmentArgs,
  AzureSubject,
  AzureWorkloadArgs,
  AzureWorkloadIdentityArgs,
} from "./args";
export { AzureEnvironment } from "./args";
export { AZURE_DEFAULT_AUDIENCE } from "./audience";
export type { AksCluster } from "./issuer";
export { aksIssuer } from "./issuer";
export type { AzureOtherCredential, AzureOthers } from "./others";
export { AZURE_ROLE_DEFINITIONS } from "./role-definitions";
export type { AzureFederatedIdentityCredential, AzureTrust, AzureTrustedSubject } from "./trust";
export { renderAzureTrust } from "./trust";
export type { AzureWiringSettings } from "./wiring";
export { AZURE_AUTHORITY_HOSTS, azureProjectedWiring, azureWebhookWiring } from "./wiring";
export { AzureWorkloadIdentity } from "./workload-identity";
