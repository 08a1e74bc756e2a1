import type { DeployedResource } from "../../deployed";
import type { BucketReader } from "../../simulated/bucket-policy";
import { policyLetsRead } from "../../simulated/bucket-policy";
import type { PublicStorage } from "../../simulated/public-storage";
import { hostNamed, namesOf, ofType, storageError, storedPage } from "../../simulated/public-storage";

const BUCKET = /^aws:s3\/bucket(V2)?:/;
const OBJECT = /^aws:s3\/bucketObject(v2)?:/;
const POLICY = /^aws:s3\/bucketPolicy:/;
const ACCESS_BLOCK = /^aws:s3\/bucketPublicAccessBlock:/;
const DISTRIBUTION = /^aws:cloudfront\/distribution:/;

/** Without the right to list a bucket nobody learns what is not in it (S3 API, GetObject, 2026-08). */
const DENIED = storageError(403, "AccessDenied", "Access Denied");

/** Buckets of S3 at their own hosts, and distributions of CloudFront before them. */
export function awsBuckets(resources: readonly DeployedResource[]): PublicStorage[] {
  const buckets = namesOf([...ofType(resources, BUCKET), ...ofType(resources, OBJECT)], "bucket");
  return [
    ...buckets.map((bucket) => ({
      host: hostOf(bucket, resources),
      folder: "",
      read: (key: string) => readObject(resources, bucket, key, { principal: "*", ...reading(bucket, key, resources) }),
    })),
    ...ofType(resources, DISTRIBUTION).map((distribution) => site(distribution, resources)),
  ];
}

function site({ state }: DeployedResource, resources: readonly DeployedResource[]): PublicStorage {
  const {
    aliases = [],
    arn,
    defaultCacheBehavior,
    domainName,
    enabled,
    origins = [],
  } = state as {
    aliases?: string[];
    arn: string;
    defaultCacheBehavior?: { targetOriginId?: string };
    domainName: string;
    enabled?: boolean;
    origins?: Origin[];
  };
  const origin = origins.find(({ originId }) => originId === defaultCacheBehavior?.targetOriginId);
  const bucket = ofType(resources, BUCKET).find((each) => each.state.bucketRegionalDomainName === origin?.domainName);
  return {
    host: hostNamed(domainName, ...aliases),
    folder: "",
    read(name) {
      if (enabled !== true || origin === undefined || bucket === undefined) return DENIED;
      const [bucketName, key] = [String(bucket.state.bucket), `${origin.originPath ?? ""}/${name}`.slice(1)];
      return readObject(resources, bucketName, key, {
        ...readerOf(origin, arn),
        ...reading(bucketName, key, resources),
      });
    },
  };
}

interface Origin {
  originId: string;
  domainName: string;
  originAccessControlId?: string;
  originPath?: string;
  s3OriginConfig?: { originAccessIdentity: string };
}

/** Only requests that an origin access control signs, or that an origin access identity makes, are CloudFront's own. */
function readerOf({ originAccessControlId = "", s3OriginConfig }: Origin, arn: string) {
  if (originAccessControlId !== "") return { principal: SERVICE, condition: forDistribution(arn) };
  const identity = s3OriginConfig?.originAccessIdentity.split("/").at(-1);
  return {
    principal:
      identity === undefined ? "*" : `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${identity}`,
  };
}

/** What buckets have that say nothing, since April of 2023. */
const BLOCKED: Record<string, unknown> = { restrictPublicBuckets: true };
const SERVICE = "cloudfront.amazonaws.com";

function forDistribution(arn: string): object {
  return { StringEquals: { "AWS:SourceArn": arn } };
}

function reading(bucket: string, key: string, resources: readonly DeployedResource[]) {
  const arn = named(ofType(resources, BUCKET), bucket)?.state.arn ?? `arn:aws:s3:::${bucket}`;
  return { action: "s3:GetObject", resource: `${arn}/${key}` };
}

function readObject(resources: readonly DeployedResource[], bucket: string, key: string, reader: BucketReader) {
  const object = ofType(resources, OBJECT).find(({ state }) => state.bucket === bucket && state.key === key);
  return object !== undefined && isAllowed(resources, bucket, reader) ? storedPage(object) : DENIED;
}

function isAllowed(resources: readonly DeployedResource[], bucket: string, reader: BucketReader): boolean {
  if (named(ofType(resources, BUCKET), bucket) === undefined) return true;
  const block = named(ofType(resources, ACCESS_BLOCK), bucket)?.state ?? BLOCKED;
  if (reader.principal === "*" && block.restrictPublicBuckets === true) return false;
  return policyLetsRead(named(ofType(resources, POLICY), bucket)?.state.policy, reader);
}

function named(resources: readonly DeployedResource[], bucket: string): DeployedResource | undefined {
  return resources.find(({ state }) => state.bucket === bucket);
}

function hostOf(bucket: string, resources: readonly DeployedResource[]): RegExp {
  const domain = named(ofType(resources, BUCKET), bucket)?.state.bucketRegionalDomainName;
  if (typeof domain === "string") return hostNamed(domain);
  // Where a bucket of somebody else lies is not told by its objects.
  return hostNamed(`${bucket}.s3.amazonaws.com`, `${bucket}.s3.*.amazonaws.com`, `${bucket}.s3.*.amazonaws.com.cn`);
}
