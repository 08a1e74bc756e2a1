import type { AdoptedObject } from "../../../core/adopted-object";
import { DEFAULT_JWKS_PATH, DISCOVERY_PATH } from "../../../issuer/discovery-document";
import type { AdoptionChange, OpenShiftInstall } from "../../openshift-cloud";
import type { AzureInventory } from "./inventory";

const component = "issuer" as const;

/** Where ccoctl publishes an issuer: a container of a storage account that everybody reads. */
export function adoptedHost(
  { issuer }: OpenShiftInstall,
  { storageAccounts }: Pick<AzureInventory, "storageAccounts">,
): { objects: AdoptedObject[]; changes: AdoptionChange[] } {
  const account = storageAccounts.find(({ primaryEndpoints: { blob = "" } }) => blob !== "" && issuer.startsWith(blob));
  const container = issuer.slice(account?.primaryEndpoints.blob?.length ?? issuer.length);
  if (account === undefined || !/^[a-z0-9-]+$/.test(container)) {
    const message = `issuer ${issuer} is published by no storage account that is listed, and whoever publishes it goes on: give its URL as issuer`;
    return { objects: [], changes: [{ code: "issuer-elsewhere", message }] };
  }
  const containerId = `${account.id}/blobServices/default/containers/${container}`;
  const blob = (name: string, path: string): AdoptedObject => ({
    type: "azure-native:storage:Blob",
    ...{ component, name, id: `${containerId}/blobs${path}` },
  });
  return {
    objects: [
      { type: "azure-native:storage:StorageAccount", component, name: "", id: account.id },
      { type: "azure-native:storage:BlobContainer", component, name: "container", id: containerId },
      blob("key-set", DEFAULT_JWKS_PATH),
      blob("discovery", DISCOVERY_PATH),
    ],
    changes: [
      {
        code: "documents-rewritten",
        message: `the discovery document and the key set are written over in place, with the same keys, with Content-Type and Cache-Control; storage account ${account.name} and its container ${container} keep their settings for as long as the program has adopt`,
      },
    ],
  };
}
