/** Azure: managed identities and Entra applications for ServiceAccounts of any cluster, and for the controllers of Azure. */
export type {
  AzureApplicationArgs,
  AzureExistingApplication,
  AzureExistingIdentity,
  AzureIdentity,
  AzureIdentityBindingArgs,
  AzureIssuer,
  AzureRoleAssignmentArgs,
  AzureSubject,
  AzureWorkloadArgs,
  AzureWorkloadIdentityArgs,
} from "./args";
export { AzureEnvironment } from "./args";
export { AZURE_DEFAULT_AUDIENCE } from "./audience";
export { AZURE_ROLE_DEFINITIONS } from "./built-in-roles";
export type {
  AsoCredentialArgs,
  AsoSecretArgs,
  AsoSecretReference,
  AzureControllerIdentityArgs,
  AzureManagementCluster,
  CapzClusterIdentityArgs,
  CapzIdentityArgs,
  CapzIdentityReference,
  CapzLabelRequirement,
  CapzNamespaceSelector,
} from "./controllers/args";
export { AsoCredential } from "./controllers/aso-credential";
export { CapzIdentity } from "./controllers/capz-identity";
export type { AksCluster } from "./issuer";
export { aksIssuer } from "./issuer";
export type { AzureOtherCredential, AzureOthers } from "./others";
export type { AzureFederatedIdentityCredential, AzureTrust, AzureTrustedSubject } from "./trust";
export { renderAzureTrust } from "./trust";
export type { AzureWiringSettings } from "./wiring";
export { AZURE_AUTHORITY_HOSTS, azureBindingWiring, azureProjectedWiring, azureWebhookWiring } from "./wiring";
export { AzureWorkloadIdentity } from "./workload-identity";
