import type { DeployedResource } from "../../deployed";
import type { PublicStorage } from "../../simulated/public-storage";
import { hostNamed, namesOf, ofType, storageError, storedPage } from "../../simulated/public-storage";
import { azureResourceType } from "../resource-types";

const ACCOUNT = /^azure-native:storage:StorageAccount$/;
const BLOB = /^azure-native:storage:Blob$/;
const BLOB_CONTENT = azureResourceType("BlobContent");
const CONTAINER = /^azure-native:storage:BlobContainer$/;
const WEBSITE = /^azure-native:storage:StorageAccountStaticWebsite$/;

const WEB_CONTAINER = "$web";
const BLOB_NOT_FOUND = storageError(404, "BlobNotFound", "The specified blob does not exist.");
const NOT_PUBLIC = storageError(
  409,
  "PublicAccessNotPermitted",
  "Public access is not permitted on this storage account.",
);
/** What Azure says to everybody about a container that is private (Blob service error codes, 2026-08). */
const CONTAINER_NOT_FOUND = storageError(404, "ResourceNotFound", "The specified resource does not exist.");
const WEBSITE_NOT_FOUND = storageError(404, "WebContentNotFound", "The requested content does not exist.");

/** The containers of storage accounts, and their static websites. */
export function azureBuckets(resources: readonly DeployedResource[]): PublicStorage[] {
  const blobs = ofType(resources, BLOB);
  const inAccounts = [...blobs, ...ofType(resources, CONTAINER), ...ofType(resources, WEBSITE)];
  const contents = resources.filter(({ type }) => type === BLOB_CONTENT);
  const withContent = (blob: DeployedResource | undefined) =>
    contents.find(({ state }) => blob !== undefined && state.url === blob.state.url) ?? blob;
  return namesOf(inAccounts, "accountName").flatMap((accountName) => {
    const account = ofType(resources, ACCOUNT).find(({ state }) => state.name === accountName);
    const own = (all: readonly DeployedResource[]) => all.filter(({ state }) => state.accountName === accountName);
    const { blob, web } = (account?.state.primaryEndpoints ?? {}) as { blob?: string; web?: string };
    const containers = namesOf(own(inAccounts), "containerName");
    const read = (containerName: string, name: string) =>
      withContent(own(blobs).find(({ state }) => state.containerName === containerName && state.name === name));
    return containers.map((containerName): PublicStorage => {
      if (containerName === WEB_CONTAINER) {
        const isOn = account === undefined || own(ofType(resources, WEBSITE)).length > 0;
        return {
          host: web === undefined ? hostNamed(`${accountName}.*.web.core.windows.net`) : hostOf(web),
          folder: "",
          read(name) {
            const found = isOn ? read(WEB_CONTAINER, name) : undefined;
            return found === undefined ? WEBSITE_NOT_FOUND : storedPage(found);
          },
        };
      }
      const container = own(ofType(resources, CONTAINER)).find(({ state }) => state.containerName === containerName);
      return {
        host: blob === undefined ? hostNamed(...BLOB_HOSTS.map((host) => `${accountName}.${host}`)) : hostOf(blob),
        folder: `/${containerName}`,
        read(name) {
          if (account !== undefined && account.state.allowBlobPublicAccess !== true) return NOT_PUBLIC;
          if (container !== undefined && !isPublic(container)) return CONTAINER_NOT_FOUND;
          const found = read(containerName, name);
          return found === undefined ? BLOB_NOT_FOUND : storedPage(found);
        },
      };
    });
  });
}

/** In Azure's own cloud, in that of the United States' government, and in China. */
const BLOB_HOSTS = ["blob.core.windows.net", "blob.core.usgovcloudapi.net", "blob.core.chinacloudapi.cn"];

function isPublic({ state }: DeployedResource): boolean {
  return state.publicAccess === "Blob" || state.publicAccess === "Container";
}

function hostOf(endpoint: string): RegExp {
  return hostNamed(new URL(endpoint).hostname);
}
