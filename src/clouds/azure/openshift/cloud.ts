import { wildcardsCover } from "../../../core/wildcards";
import type { OpenShiftCloud } from "../../openshift-cloud";
import { OPENSHIFT_TOKEN_PATH } from "../../openshift-cloud";
import { AZURE_INVENTORY, adoptAzure } from "./adopt";
import { checkAzureIdentities } from "./limits";
import { azureCcoctlNames, azureOperatorNames } from "./names";
import { azureEscalation, azurePermissions, azureWithPermissions } from "./permissions";
import { azureAssignments } from "./scopes";
import type { AzureProviderSpec } from "./spec";
import { AZURE_SPEC_FIELDS, hasAzureCustomRole, readAzureProviderSpec } from "./spec";

/** What a request's managed identity is known by. */
export interface AzureOpenShiftIdentity {
  /** The client (application) id. */
  readonly clientId: string;
  readonly tenantId: string;
}

/** Where a cluster's managed identities work. */
export interface AzureOpenShiftPlace {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly region: string;
  /** The resource group that install-config.yaml has to name. */
  readonly installationResourceGroupName: string;
}

export const azureOpenShift: OpenShiftCloud<AzureProviderSpec, AzureOpenShiftIdentity, AzureOpenShiftPlace> = {
  name: "azure",
  title: "Azure",
  providerKind: "AzureProviderSpec",
  specFields: AZURE_SPEC_FIELDS,
  readSpec: readAzureProviderSpec,
  needsServiceAccounts: false,
  permissions: azurePermissions,
  withPermissions: azureWithPermissions,
  writeSpec: ({ roles, permissions, dataPermissions }) => ({
    ...(roles.length === 0 ? {} : { roleBindings: roles.map((role) => ({ role })) }),
    ...(permissions.length === 0 ? {} : { permissions }),
    ...(dataPermissions.length === 0 ? {} : { dataPermissions }),
  }),
  covers: wildcardsCover,
  escalation: azureEscalation,
  names: azureOperatorNames,
  ccoctlNames: azureCcoctlNames,
  check: checkAzureIdentities,
  quotas: (identities) => [
    {
      what: "role assignments of a subscription",
      used: identities.reduce((sum, { request }) => sum + azureAssignments(request), 0),
      byDefault: 4000,
      source: "Azure subscription limits, Azure RBAC, 2026-08",
    },
    {
      what: "custom roles of a tenant",
      used: identities.filter(({ request }) => hasAzureCustomRole(request.spec)).length,
      byDefault: 5000,
      source: "Azure subscription limits, Azure RBAC, 2026-08",
    },
    {
      what: "credentials of the identity that has most",
      used: Math.max(0, ...identities.map(({ request }) => request.serviceAccounts.length)),
      byDefault: 20,
      source: "Entra, considerations for workload identity federation, 2026-08",
    },
  ],
  followsTokenPath: true,
  secretData: ({ tokenPath = OPENSHIFT_TOKEN_PATH }, { clientId, tenantId }, { region, subscriptionId }) => ({
    azure_client_id: clientId,
    azure_tenant_id: tenantId,
    azure_region: region,
    azure_subscription_id: subscriptionId,
    azure_federated_token_file: tokenPath,
  }),
  rootSecret: "azure-credentials",
  storedKey: (texts) => Object.keys(texts).find((key) => /^azure_client_(secret|certificate)$/.test(key)),
  consoleValues: ({ clientId, tenantId }, { subscriptionId }) => ({
    CLIENTID: clientId,
    TENANTID: tenantId,
    SUBSCRIPTIONID: subscriptionId,
  }),
  manifests: ({ tenantId }) => ({ "azure-ad-pod-identity-webhook-config.yaml": webhookConfig(tenantId) }),
  platform: ({ installationResourceGroupName }) => ({ resourceGroupName: installationResourceGroupName }),
  adopt: adoptAzure,
  inventory: AZURE_INVENTORY,
};

/** What the cluster's own webhook for pods of users reads, as ccoctl writes it. */
function webhookConfig(tenantId: string): string {
  return `apiVersion: v1
stringData:
  azure_tenant_id: ${tenantId}
kind: Secret
metadata:
  name: azure-credentials
  namespace: openshift-cloud-credential-operator
type: Opaque`;
}
