import type { DeployedResource } from "../../deployed";
import { policyLetsRead } from "../../simulated/bucket-policy";
import type { PublicStorage } from "../../simulated/public-storage";
import { hostNamed, namesOf, ofType, storageError, storedPage } from "../../simulated/public-storage";

const BUCKET = /^alicloud:oss\/bucket:/;
const OBJECT = /^alicloud:oss\/bucketObject:/;
const POLICY = /^alicloud:oss\/bucketPolicy:/;
const ACCESS_BLOCK = /^alicloud:oss\/bucketPublicAccessBlock:/;

const DENIED = storageError(403, "AccessDenied", "You have no right to access this object because of bucket acl.");
const NO_SUCH_KEY = storageError(404, "NoSuchKey", "The specified key does not exist.");

/** Buckets of OSS at their own hosts. */
export function alicloudBuckets(resources: readonly DeployedResource[]): PublicStorage[] {
  const objects = ofType(resources, OBJECT);
  return namesOf([...ofType(resources, BUCKET), ...objects], "bucket").map((bucket) => {
    const { extranetEndpoint = "*.aliyuncs.com" } = named(resources, BUCKET, bucket)?.state ?? {};
    return {
      host: hostNamed(`${bucket}.${extranetEndpoint}`),
      folder: "",
      read(key) {
        if (!isPublic(resources, bucket, key)) return DENIED;
        const object = objects.find(({ state }) => state.bucket === bucket && state.key === key);
        return object === undefined ? NO_SUCH_KEY : storedPage(object);
      },
    };
  });
}

function isPublic(resources: readonly DeployedResource[], bucket: string, key: string): boolean {
  if (named(resources, BUCKET, bucket) === undefined) return true;
  // Buckets block public access by default; since when for whom is said for regions one by one.
  const { blockPublicAccess = true } = named(resources, ACCESS_BLOCK, bucket)?.state ?? {};
  const reader = { principal: "*", action: "oss:GetObject", resource: `acs:oss:*:*:${bucket}/${key}` };
  return blockPublicAccess !== true && policyLetsRead(named(resources, POLICY, bucket)?.state.policy, reader);
}

function named(resources: readonly DeployedResource[], form: RegExp, bucket: string): DeployedResource | undefined {
  return ofType(resources, form).find(({ state }) => state.bucket === bucket);
}
