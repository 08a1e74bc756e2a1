import type { DeployedResource } from "../../deployed";
import type { PublicStorage } from "../../simulated/public-storage";
import { hostNamed, namesOf, ofType, storageError, storedPage } from "../../simulated/public-storage";

const BUCKET = /^gcp:storage\/bucket:/;
const OBJECT = /^gcp:storage\/bucketObject:/;
const GRANT = /^gcp:storage\/bucketIAM(Member|Binding):/;

const HOST = "storage.googleapis.com";
/** Roles that read objects (Cloud Storage, IAM roles, 2026-08). */
const READERS = ["objectViewer", "objectUser", "objectAdmin", "admin", "legacyObjectReader", "legacyObjectOwner"];
/** How long clients keep a public object that says nothing itself (Cloud Storage, caching, 2026-08). */
const DEFAULT_CACHING = { cacheControl: "public, max-age=3600" };

const DENIED = storageError(
  403,
  "AccessDenied",
  "Access denied. Anonymous caller does not have storage.objects.get access to the Google Cloud Storage object.",
);
const NO_SUCH_KEY = storageError(404, "NoSuchKey", "The specified key does not exist.");

/** Buckets at the host of all and at their own. */
export function gcpBuckets(resources: readonly DeployedResource[]): PublicStorage[] {
  const objects = ofType(resources, OBJECT);
  const buckets = [...new Set([...namesOf(ofType(resources, BUCKET), "name"), ...namesOf(objects, "bucket")])];
  return buckets.flatMap((bucket) => {
    const read = (name: string) => {
      if (!isPublic(bucket, resources)) return DENIED;
      const object = objects.find(({ state }) => state.bucket === bucket && state.name === name);
      return object === undefined ? NO_SUCH_KEY : storedPage(object, DEFAULT_CACHING);
    };
    return [
      { host: hostNamed(HOST), folder: `/${bucket}`, read },
      { host: hostNamed(`${bucket}.${HOST}`), folder: "", read },
    ];
  });
}

function isPublic(bucket: string, resources: readonly DeployedResource[]): boolean {
  const own = ofType(resources, BUCKET).find(({ state }) => state.name === bucket);
  if (own === undefined) return true;
  if (own.state.publicAccessPrevention === "enforced") return false;
  return ofType(resources, GRANT).some(({ state }) => {
    const { member, members = [], role } = state as { member?: string; members?: string[]; role: string };
    const isForAll = [member, ...members].includes("allUsers");
    return state.bucket === bucket && isForAll && READERS.includes(role.replace("roles/storage.", ""));
  });
}
