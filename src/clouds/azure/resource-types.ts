import type { AzureResourceKind } from "./resources";

/** The Pulumi type of a resource that a dynamic provider manages. */
export function azureResourceType(kind: AzureResourceKind): string {
  return `pulumi-nodejs:dynamic/azure:${kind}`;
}
