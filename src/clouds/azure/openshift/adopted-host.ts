import type { AdoptedObject, AdoptionChange, OpenShiftInstall } from "../../openshift-cloud";
import type { AzureInventory } from "./inventory";

const component = "issuer" as const;

/** Where ccoctl publishes an issuer: a container of a storage account that everybody reads. */
export function adoptedHost(
  { issuer }: OpenShiftInstall,
  { storageAccounts }: Pick<AzureInventory, "storageAccounts">,
): { objects: AdoptedObject[]; changes: AdoptionChange[] } {
  const account = storageAccounts.find(({ primaryEndpoints: { blob = "" } }) => blob !== "" && issuer.startsWith(blob));
  const container = account === undefined ? "" : issuer.slice((account.primaryEndpoints.blob as string).length);
  if (account === undefined || !/^[^/]+$/.test(container)) {
    const message = `issuer ${issuer} is published by no storage account that is listed: whoever publishes it goes on`;
    return { objects: [], changes: [{ code: "issuer-elsewhere", message }] };
  }
  return {
    objects: [
      { type: "azure-native:storage:StorageAccount", component, name: "account", id: account.id },
      {
        type: "azure-native:storage:BlobContainer",
        ...{ component, name: "container", id: `${account.id}/blobServices/default/containers/${container}` },
      },
    ],
    changes: [
      {
        code: "documents-rewritten",
        message: "the discovery document and the key set are uploaded over those of ccoctl, with the same keys",
      },
    ],
  };
}
