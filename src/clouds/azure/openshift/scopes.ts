import type { CredentialsRequest } from "../../openshift-cloud";
import type { AzureProviderSpec } from "./spec";
import { hasAzureCustomRole } from "./spec";

/** A resource group that a cluster's operators work in. */
export type AzureClusterGroup = "installation" | "network" | "dnsZone";

/**
 * Where the operators of a release work beside the installation's own resource group, by the name of their CredentialsRequest
 * (cloud-credential-operator, `ccoctl azure create-managed-identities`, b187feee).
 */
const BESIDE_INSTALLATION: Readonly<Record<string, readonly AzureClusterGroup[]>> = {
  "azure-file-csi-driver-operator": ["network"],
  "openshift-azure-cloud-controller-manager": ["network"],
  "openshift-cloud-network-config-controller-azure": ["network"],
  "openshift-image-registry-azure": ["network"],
  "openshift-ingress-azure": ["dnsZone", "network"],
  "openshift-machine-api-azure": ["network"],
};

/** The resource groups that a request's roles are assigned on where the program says nothing else. */
export function azureGroupsOf(request: string): readonly AzureClusterGroup[] {
  const more = Object.hasOwn(BESIDE_INSTALLATION, request) ? BESIDE_INSTALLATION[request]! : [];
  return ["installation", ...more];
}

/** How many role assignments a request is, where the program says nothing of its scopes. */
export function azureAssignments({ name, spec }: CredentialsRequest<AzureProviderSpec>): number {
  return azureGroupsOf(name).length * (spec.roles.length + (hasAzureCustomRole(spec) ? 1 : 0));
}
