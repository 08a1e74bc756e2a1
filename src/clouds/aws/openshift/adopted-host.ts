import type { AdoptedObject } from "../../../core/adopted-object";
import { below } from "../../../issuer/discovery-document";
import type { AdoptionChange, OpenShiftInstall } from "../../openshift-cloud";
import type { AwsInventory } from "./inventory";

const component = "issuer" as const;

/** Where ccoctl publishes an issuer: a bucket that everybody reads, or one behind CloudFront with an origin access identity. */
export function adoptedHost(
  { cluster, issuer }: OpenShiftInstall,
  { distributions, originIdentities }: AwsInventory,
): { objects: AdoptedObject[]; changes: AdoptionChange[] } {
  const bucket = `${cluster}-oidc`;
  const { hostname } = new URL(issuer);
  const distribution = distributions.find(({ DomainName }) => DomainName === hostname);
  const isInBucket = hostname.startsWith(`${bucket}.s3.`);
  if (!isInBucket && distribution === undefined) {
    const message = `issuer ${issuer} is published neither in bucket ${bucket} nor by a distribution that is listed: whoever publishes it goes on`;
    return { objects: [], changes: [{ code: "issuer-elsewhere", message }] };
  }
  const comment = ccoctlComment(cluster);
  const identity = originIdentities.find(({ Comment }) => Comment === comment);
  return {
    objects: [
      { type: "aws:s3/bucket:Bucket", component, name: "bucket", id: bucket },
      { type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", component, name: "access", id: bucket },
      { type: "aws:s3/bucketPolicy:BucketPolicy", component, name: "policy", id: bucket },
      { type: "aws:s3/bucketObjectv2:BucketObjectv2", component, name: "key-set", id: `${bucket}/keys.json` },
      {
        type: "aws:s3/bucketObjectv2:BucketObjectv2",
        component,
        name: "discovery",
        id: `${bucket}/.well-known/openid-configuration`,
      },
      ...(distribution === undefined
        ? []
        : [{ type: "aws:cloudfront/distribution:Distribution", component, name: "distribution", id: distribution.Id }]),
      ...(distribution === undefined || identity === undefined
        ? []
        : [
            {
              type: "aws:cloudfront/originAccessIdentity:OriginAccessIdentity",
              component,
              name: "origin-access",
              id: identity.Id,
            },
          ]),
    ],
    changes: [
      {
        code: "documents-rewritten",
        message: `${below(issuer, "/keys.json")} and the discovery document are written anew, with the same keys, with Content-Type and Cache-Control, and without ccoctl's tags`,
      },
      {
        code: "bucket-policy-rewritten",
        message: `the policy of bucket ${bucket} is written anew: it lets ${distribution === undefined ? "everybody" : "the distribution's origin access identity"} read, as before, and nobody do anything else`,
      },
      ...(distribution === undefined
        ? []
        : [
            {
              code: "distribution-rewritten",
              message: `distribution ${distribution.Id} keeps its domain and its settings; its origin gets another name`,
            },
          ]),
    ],
  };
}

/** What ccoctl writes on its distribution and its origin access identity. */
function ccoctlComment(cluster: string): string {
  return `openshift.io/cloud-credential-operator/${cluster}`;
}
