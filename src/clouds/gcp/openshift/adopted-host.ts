import type { AdoptedObject } from "../../../core/adopted-object";
import type { AdoptionChange, OpenShiftInstall } from "../../openshift-cloud";
import type { GcpInventory } from "./inventory";

const component = "issuer" as const;

/** Where ccoctl publishes an issuer: a bucket that everybody reads, or nowhere where the pool has the keys. */
export function adoptedHost(
  { cluster, issuer }: OpenShiftInstall,
  { buckets }: Pick<GcpInventory, "buckets">,
): { objects: AdoptedObject[]; changes: AdoptionChange[] } {
  const bucket = `${cluster}-oidc`;
  const isThere = buckets.some((each) => each.storage_url === `gs://${bucket}/`);
  if (!isThere || !new RegExp(`^https://storage\\.[^/]+/${bucket}$`).test(issuer)) {
    const message = `issuer ${issuer} is published in no bucket that is listed: its keys are in the pool, or whoever publishes it goes on`;
    return { objects: [], changes: [{ code: "issuer-elsewhere", message }] };
  }
  return {
    objects: [
      { type: "gcp:storage/bucket:Bucket", component, name: "bucket", id: bucket },
      {
        type: "gcp:storage/bucketIAMMember:BucketIAMMember",
        ...{ component, name: "access", id: `b/${bucket} roles/storage.objectViewer allUsers` },
      },
    ],
    changes: [
      {
        code: "documents-rewritten",
        message:
          "the discovery document and the key set are uploaded over those of ccoctl, with the same keys: Google's provider imports no objects",
      },
    ],
  };
}
