import * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../core/form";
import { issue } from "../../core/issue";
import { checkIssuerPlace, issuerIn, nameIn } from "../../issuer/place";
import type { IssuerHost } from "../issuer-host";
import type { GcpStorageIssuerHostArgs } from "./args";
import { gcpStorage } from "./sdk";
import { readGcpStorageIssuerHostArgs } from "./shape";

/** Names with a dot are domains that have to be verified (Cloud Storage, bucket naming guidelines, 2026-08). */
const checkBucketName = checkForm(
  "gcp-bucket-name-invalid",
  "bucket name",
  /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
  '3 to 63 of a-z 0-9 "-" "_", without a dot',
);

/** Where objects are read by everybody. */
const READ_AT = "https://storage.googleapis.com";

/** A bucket that everybody reads from. */
export const gcpStorageIssuerHost: IssuerHost<GcpStorageIssuerHostArgs> = {
  read: readGcpStorageIssuerHostArgs,
  loadSdk: gcpStorage,
  check: (args) => [
    ...(args.location === undefined && args.existingBucket === undefined
      ? [issue("gcp-bucket-location-missing", "location", 'Cannot make a bucket: give its location, such as "EU"')]
      : []),
    ...(args.bucketName === undefined ? [] : checkBucketName(args.bucketName, "bucketName")),
    ...checkIssuerPlace(args, ["bucketName", "labels", "location", "project"]),
  ],
  create(name, { bucketName, existingBucket, labels, location = "", path, project }, parent) {
    const { Bucket, BucketIAMMember, BucketObject } = gcpStorage();
    const make = () => {
      const bucket = new Bucket(
        `${name}-bucket`,
        {
          location,
          uniformBucketLevelAccess: true,
          publicAccessPrevention: "inherited",
          ...(bucketName === undefined ? {} : { name: bucketName }),
          ...(project === undefined ? {} : { project }),
          ...(labels === undefined ? {} : { labels }),
        },
        { parent },
      );
      const readers = { bucket: bucket.name, role: "roles/storage.objectViewer", member: "allUsers" };
      const access = new BucketIAMMember(`${name}-access`, readers, { parent });
      const place = bucket.name.apply((known) => ({ name: known, url: `${READ_AT}/${known}` }));
      return { place, dependsOn: [access] };
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
            name: nameIn(path, document.path),
            content: document.content,
            contentType: document.contentType,
            // Google lets objects that say nothing be kept for an hour.
            cacheControl: document.cacheControl,
          },
          // The provider changes the content in place, and would make the object anew for any other value of the headers.
          pulumi.mergeOptions({ parent, dependsOn, ignoreChanges: ["cacheControl", "contentType"] }, opts),
        ),
    };
  },
};
