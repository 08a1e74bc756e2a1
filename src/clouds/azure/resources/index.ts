/**
 * What Azure's Pulumi provider cannot do in place, as plain functions. Pulumi's state names this module and the names below: neither
 * may ever change.
 */

import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { AzureRuntime } from "./blob";
import { azureRuntime } from "./blob";
import { blobContentOperations } from "./blob-content";

export type { AzureRuntime } from "./blob";
export { azureRuntime } from "./blob";
export type { AzureBlobContentInputs } from "./blob-content";

const RESOURCES = { BlobContent: blobContentOperations };

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
): ReturnType<typeof blobContentOperations> {
  if (!Object.hasOwn(RESOURCES, kind)) {
    throw new WorkloadIdentityError(
      "azure-resource-unknown",
      `Cannot manage ${show(kind)}: this version of the library knows ${Object.keys(RESOURCES).join(", ")}; install the version that created the stack, or a newer one`,
    );
  }
  return RESOURCES[kind as AzureResourceKind](runtime);
}
