import * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { checkIssuerPlace, issuerIn, nameIn } from "../../issuer/place";
import type { HostedDocument, HostedIssuer, IssuerHost } from "../issuer-host";
import type { AwsCloudFrontIssuerHostArgs, AwsIssuerBucketArgs, AwsS3IssuerHostArgs } from "./args";
import { checkAwsTags } from "./limits";
import { awsCloudFront, awsS3 } from "./sdk";
import { readAwsCloudFrontIssuerHostArgs, readAwsS3IssuerHostArgs } from "./shape";

/** Names with a dot have no certificate as a host (Amazon S3 user guide, bucket naming rules, 2026-08). */
const checkBucketName = checkForm(
  "aws-bucket-name-invalid",
  "bucket name",
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  '3 to 63 of a-z 0-9 "-", without a dot',
);

/** CloudFront's own policy that keeps nothing, so that a new key is seen at once (CloudFront developer guide, managed cache policies, 2026-08). */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

/** A bucket that everybody reads from. */
export const awsS3IssuerHost: IssuerHost<AwsS3IssuerHostArgs> = {
  read: readAwsS3IssuerHostArgs,
  loadSdk: awsS3,
  check: checkHost,
  create(name, args, parent) {
    const { existingBucket } = args;
    if (existingBucket !== undefined) {
      const bucket = pulumi.output(existingBucket);
      return hosted(parent, bucket.name, bucket.url, args, []);
    }
    const { BucketPolicy, BucketPublicAccessBlock } = awsS3();
    const bucket = createBucket(name, args, parent);
    // Buckets refuse public policies by default, and access lists stay refused.
    const access = new BucketPublicAccessBlock(
      `${name}-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: false,
        restrictPublicBuckets: false,
        ...inRegion(args),
      },
      { parent },
    );
    const policy = new BucketPolicy(
      `${name}-policy`,
      {
        bucket: bucket.bucket,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: pulumi.interpolate`${bucket.arn}/*` },
          ],
        }),
        ...inRegion(args),
      },
      { parent, dependsOn: [access] },
    );
    const url = pulumi.interpolate`https://${bucket.bucketRegionalDomainName}`;
    return { ...hosted(parent, bucket.bucket, url, args, [policy]), bucket: bucketOutput(bucket.bucket, url) };
  },
};

/** A bucket that nobody reads from but CloudFront, for accounts that forbid public buckets. */
export const awsCloudFrontIssuerHost: IssuerHost<AwsCloudFrontIssuerHostArgs> = {
  read: readAwsCloudFrontIssuerHostArgs,
  loadSdk: () => [awsS3(), awsCloudFront()],
  check: checkHost,
  create(name, args, parent) {
    const { BucketPolicy, BucketPublicAccessBlock } = awsS3();
    const { Distribution } = awsCloudFront();
    const bucket = createBucket(name, args, parent);
    const access = new BucketPublicAccessBlock(
      `${name}-access`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
        ...inRegion(args),
      },
      { parent },
    );
    const { originAccessIdentityComment: comment } = args;
    const reader = (comment === undefined ? accessControl : accessIdentity)(name, comment ?? "", parent);
    const distribution = new Distribution(
      `${name}-distribution`,
      {
        enabled: true,
        ...(comment === undefined ? {} : { comment }),
        origins: [{ originId: "bucket", domainName: bucket.bucketRegionalDomainName, ...reader.origin }],
        defaultCacheBehavior: {
          targetOriginId: "bucket",
          viewerProtocolPolicy: "https-only",
          allowedMethods: ["GET", "HEAD"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: CACHING_DISABLED,
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: { cloudfrontDefaultCertificate: true },
        ...(args.tags === undefined ? {} : { tags: args.tags }),
      },
      { parent },
    );
    const policy = new BucketPolicy(
      `${name}-policy`,
      {
        bucket: bucket.bucket,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              ...reader.statement(distribution.arn),
              Action: "s3:GetObject",
              Resource: pulumi.interpolate`${bucket.arn}/*`,
            },
          ],
        }),
        ...inRegion(args),
      },
      { parent, dependsOn: [access] },
    );
    const url = pulumi.interpolate`https://${distribution.domainName}`;
    return { ...hosted(parent, bucket.bucket, url, args, [policy]), bucket: bucketOutput(bucket.bucket, url) };
  },
};

/** How CloudFront reads a bucket: what the distribution's origin says, and whom the bucket's policy lets in. */
interface BucketReader {
  readonly origin:
    | { originAccessControlId: pulumi.Input<string> }
    | { s3OriginConfig: { originAccessIdentity: pulumi.Input<string> } };
  statement(distributionArn: pulumi.Input<string>): object;
}

function accessControl(name: string, _comment: string, parent: pulumi.Resource): BucketReader {
  const { OriginAccessControl } = awsCloudFront();
  const signing = { originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4" };
  const control = new OriginAccessControl(`${name}-origin-access`, signing, { parent });
  return {
    origin: { originAccessControlId: control.id },
    statement: (arn) => ({
      Principal: { Service: "cloudfront.amazonaws.com" },
      Condition: { StringEquals: { "AWS:SourceArn": arn } },
    }),
  };
}

/** The way of before 2022, which ccoctl still goes. */
function accessIdentity(name: string, comment: string, parent: pulumi.Resource): BucketReader {
  const { OriginAccessIdentity } = awsCloudFront();
  const identity = new OriginAccessIdentity(`${name}-origin-access`, { comment }, { parent });
  return {
    origin: { s3OriginConfig: { originAccessIdentity: identity.cloudfrontAccessIdentityPath } },
    statement: () => ({ Principal: { AWS: identity.iamArn } }),
  };
}

function checkHost(args: AwsS3IssuerHostArgs | AwsCloudFrontIssuerHostArgs): Issue[] {
  const { bucketName, tags } = args;
  return [
    ...(bucketName === undefined ? [] : checkBucketName(bucketName, "bucketName")),
    ...checkIssuerPlace<AwsS3IssuerHostArgs>(args, ["bucketName", "tags"]),
    ...checkAwsTags(tags),
  ];
}

function createBucket(name: string, args: AwsIssuerBucketArgs, parent: pulumi.Resource) {
  const { bucketName, tags } = args;
  const named = bucketName === undefined ? {} : { bucket: bucketName };
  const { Bucket } = awsS3();
  return new Bucket(
    `${name}-bucket`,
    { ...named, ...(tags === undefined ? {} : { tags }), ...inRegion(args) },
    { parent },
  );
}

function inRegion({ region }: AwsIssuerBucketArgs) {
  return region === undefined ? {} : { region };
}

function bucketOutput(name: pulumi.Output<string>, url: pulumi.Output<string>) {
  return pulumi.all([name, url]).apply(([known, at]) => ({ name: known, url: at }));
}

function hosted(
  parent: pulumi.Resource,
  bucket: pulumi.Output<string>,
  bucketUrl: pulumi.Output<string>,
  args: AwsIssuerBucketArgs,
  dependsOn: pulumi.Resource[],
): HostedIssuer {
  const { BucketObjectv2 } = awsS3();
  return {
    url: bucketUrl.apply((url) => issuerIn(url, args.path)),
    publish: (name, document: HostedDocument, opts) =>
      new BucketObjectv2(
        name,
        {
          bucket,
          key: nameIn(args.path, document.path),
          content: document.content,
          contentType: document.contentType,
          cacheControl: document.cacheControl,
          ...inRegion(args),
        },
        pulumi.mergeOptions({ parent, dependsOn }, opts),
      ),
  };
}
