import type { AdoptionChange, OpenShiftInstall } from "../../openshift-cloud";
import type { AzureInventory } from "./inventory";

/**
 * Where ccoctl publishes an issuer: a container of a storage account that everybody reads. It stays as it is: Azure's provider makes a
 * blob anew for any other content, and the issuer may not be without its documents meanwhile.
 */
export function adoptedHost(
  { issuer }: OpenShiftInstall,
  { storageAccounts }: Pick<AzureInventory, "storageAccounts">,
): AdoptionChange[] {
  const account = storageAccounts.find(({ primaryEndpoints: { blob = "" } }) => blob !== "" && issuer.startsWith(blob));
  const where = account === undefined ? "no storage account that is listed" : `storage account ${account.name}`;
  const message = `issuer ${issuer} is published by ${where}, and whoever publishes it goes on: give its URL as issuer`;
  return [{ code: "issuer-elsewhere", message }];
}
