import type { SecretsMount, SecretsStoreVolume, SyncedSecret } from "./args";
import { CSI_DRIVER } from "./csi-driver";

/** The kind of object that says what the driver mounts. */
export const CLASS_KIND = { apiVersion: "secrets-store.csi.x-k8s.io/v1", kind: "SecretProviderClass" };

/** What a SecretProviderClass says. */
export interface ClassSpec {
  provider: string;
  parameters: Record<string, string>;
  secretObjects?: object[];
}

export function classSpec(
  provider: string,
  parameters: Record<string, string>,
  synced: readonly SyncedSecret[] = [],
): ClassSpec {
  return { provider, parameters, ...(synced.length === 0 ? {} : { secretObjects: synced.map(secretObject) }) };
}

function secretObject({ name, type = "Opaque", files, labels, annotations }: SyncedSecret): object {
  return {
    secretName: name,
    type,
    data: Object.entries(files).map(([key, objectName]) => ({ key, objectName })),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** The volume of a mount in a pod; `className` may be known later. */
export function volumeOf<V>({ name }: SecretsMount, className: V) {
  return {
    name: `secrets-store-${name}`,
    csi: { driver: CSI_DRIVER, readOnly: true, volumeAttributes: { secretProviderClass: className } },
  } satisfies Omit<SecretsStoreVolume, "csi"> & { csi: object };
}
