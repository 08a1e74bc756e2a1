import * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../core/form";
import { checkIssuerPlace, issuerIn, nameIn } from "../../issuer/place";
import type { IssuerHost } from "../issuer-host";
import type { AlicloudOssIssuerHostArgs } from "./args";
import { alicloudOss } from "./sdk";
import { readAlicloudOssIssuerHostArgs } from "./shape";

/** (OSS user guide, bucket naming conventions, 2026-08). */
const checkBucketName = checkForm(
  "alicloud-bucket-name-invalid",
  "bucket name",
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  '3 to 63 of a-z 0-9 "-"',
);

/** A bucket that everybody reads from. */
export const alicloudOssIssuerHost: IssuerHost<AlicloudOssIssuerHostArgs> = {
  read: readAlicloudOssIssuerHostArgs,
  loadSdk: alicloudOss,
  check: (args) => [
    ...(args.bucketName === undefined ? [] : checkBucketName(args.bucketName, "bucketName")),
    ...checkIssuerPlace(args, ["bucketName", "tags"]),
  ],
  create(name, { bucketName, existingBucket, path, tags }, parent) {
    const { Bucket, BucketObject, BucketPolicy, BucketPublicAccessBlock } = alicloudOss();
    const make = () => {
      const bucket = new Bucket(
        `${name}-bucket`,
        { ...(bucketName === undefined ? {} : { bucket: bucketName }), ...(tags === undefined ? {} : { tags }) },
        { parent },
      );
      // The id is the name that the vendor knows, also where the provider made it up.
      const access = new BucketPublicAccessBlock(
        `${name}-access`,
        { bucket: bucket.id, blockPublicAccess: false },
        { parent },
      );
      const policy = new BucketPolicy(
        `${name}-policy`,
        {
          bucket: bucket.id,
          policy: pulumi.jsonStringify({
            Version: "1",
            Statement: [
              {
                Effect: "Allow",
                Principal: ["*"],
                Action: ["oss:GetObject"],
                Resource: [pulumi.interpolate`acs:oss:*:*:${bucket.id}/*`],
              },
            ],
          }),
        },
        { parent, dependsOn: [access] },
      );
      const place = pulumi
        .all([bucket.id, bucket.extranetEndpoint])
        .apply(([known, endpoint]) => ({ name: known, url: `https://${known}.${endpoint}` }));
      return { place, dependsOn: [policy] };
    };
    const { place, dependsOn } =
      existingBucket === undefined ? make() : { place: pulumi.output(existingBucket), dependsOn: [] };
    return {
      url: place.url.apply((url) => issuerIn(url, path)),
      ...(existingBucket === undefined ? { bucket: place } : {}),
      publish: (objectName, document, opts) =>
        new BucketObject(
          objectName,
          {
            bucket: place.name,
            key: nameIn(path, document.path),
            content: document.content,
            contentType: document.contentType,
            cacheControl: document.cacheControl,
          },
          pulumi.mergeOptions({ parent, dependsOn }, opts),
        ),
    };
  },
};
