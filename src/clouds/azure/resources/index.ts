/**
 * What Azure's Pulumi provider cannot do in place, as plain functions. Pulumi's state names this module and the names below: neither
 * may ever change.
 */

import type { ManagedResource } from "../../managed-resource";
import type { ResourceOperations } from "../../resource-operations";
import { operationsOf, unknownKind } from "../../resource-operations";
import type { AzureRuntime } from "./blob";
import { azureRuntime } from "./blob";
import { azureBlobContent } from "./blob-content";

export type { AzureRuntime } from "./blob";
export { azureRuntime } from "./blob";
export type { AzureBlobContentInputs } from "./blob-content";

const RESOURCES = { BlobContent: azureBlobContent };

/** The kinds of resources, by the names that Pulumi's state has. */
export type AzureResourceKind = keyof typeof RESOURCES;

/**
 * One kind of resource, ready for Pulumi's engine: `check`, `diff`, `create`, `read`, `update` and `delete`. Credentials are read at
 * each call, from the settings of azure-native's default provider (`azure-native:clientId` and so on, then `ARM_CLIENT_ID` and so on).
 * Throws `WorkloadIdentityError` (`azure-resource-unknown`) for a name that is none of them.
 */
export function azureOperations(
  kind: string,
  config?: { get(key: string): string | undefined },
  runtime: AzureRuntime = azureRuntime((key) => config?.get(key)),
): ResourceOperations {
  if (!Object.hasOwn(RESOURCES, kind)) throw unknownKind("azure-resource-unknown", kind, Object.keys(RESOURCES));
  const resource = RESOURCES[kind as AzureResourceKind];
  return operationsOf(resource as ManagedResource<AzureRuntime, object>, {
    clientOf: () => runtime,
    place: {},
    update: config,
  });
}
