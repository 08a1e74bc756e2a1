import * as aws from "@pulumi/aws";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import type { OpenShiftIdentitiesArgs } from "pulumi-workload-identity/openshift";
import { OpenShiftIdentities } from "pulumi-workload-identity/openshift";
import { describe, expect, test } from "vitest";
import { awsOpenShift } from "../../src/clouds/aws/openshift/cloud";
import { newKeyPair } from "../../src/issuer/key-pair";
import { timeText } from "../../src/issuer/rotation";
import { OpenShiftNaming } from "../../src/openshift/naming";
import { planOpenShift } from "../../src/openshift/plan";
import { awsRequest } from "../support/openshift-requests";
import { changedInputs } from "./support/changed-inputs";
import { onClouds } from "./support/on-clouds";
import { TYPE } from "./support/types";

const { publicKey } = newKeyPair("RS256");
const keys = [{ publicKey, phase: KeyPhase.Active, since: timeText(Date.now() - 1000) }];
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

const ebs = (serviceAccounts: string[], ...more: string[]) =>
  awsRequest({
    name: "aws-ebs-csi-driver-operator",
    secret: "openshift-cluster-csi-drivers/ebs-cloud-credentials",
    serviceAccounts,
    actions: ["ec2:CreateVolume", ...more],
  });
const ingress = awsRequest({
  name: "openshift-ingress",
  secret: "openshift-ingress-operator/cloud-credentials",
  serviceAccounts: ["ingress-operator"],
  actions: ["route53:ListHostedZones"],
});
const readOnly = awsRequest({
  name: "cloud-credential-operator-iam-ro",
  secret: "openshift-cloud-credential-operator/cloud-credential-operator-iam-ro-creds",
  serviceAccounts: ["cloud-credential-operator"],
  actions: ["iam:GetUser"],
});

const program =
  (credentialsRequests: string[], more: Partial<OpenShiftIdentitiesArgs> = {}, comment?: string) =>
  async () => {
    const { adopt = [] } = more;
    const { issuer } = new ServiceAccountIssuer("issuer", {
      keys,
      awsCloudFront: {
        bucketName: "prod-oidc",
        ...(comment === undefined ? {} : { originAccessIdentityComment: comment }),
      },
      jwksPath: "/keys.json",
      adopt,
    });
    const { identities, installerFiles } = new OpenShiftIdentities("prod", {
      issuer,
      credentialsRequests,
      aws: { region: "eu-west-1" },
      ...more,
    });
    return { identities, installerFiles, url: issuer.url };
  };

describe("OpenShift's operators on AWS", () => {
  test(
    "get everything at once, follow a release in place, and go without leaving an issuer that somebody could take",
    onClouds(async (stack, { cloud }) => {
      const before = program([ebs(["operator"]), ingress, readOnly]);
      const { outputs } = await stack.up(before);
      expect(outputs.identities?.value).toHaveLength(3);
      expect(cloud.only(TYPE.awsIssuer).inputs.clientIdLists).toEqual(["openshift", "sts.amazonaws.com"]);
      expect(cloud.only(TYPE.awsIssuer).inputs.url).toBe(outputs.url?.value);
      expect((await stack.preview(before)).changes).toEqual({});

      const after = program([ebs(["operator", "controller"], "ec2:DeleteVolume"), ingress]);
      const { steps } = await stack.up(after);
      expect(steps.map(({ op, name }) => `${op} ${name}`).sort()).toEqual([
        "delete prod-cloud-credential-operator-iam-ro",
        "delete prod-cloud-credential-operator-iam-ro-prod-openshift-cloud-credential-operator-cloud-credenti-acdbe3b6",
        "delete prod-cloud-credential-operator-iam-ro-role",
        "update prod-aws-ebs-csi-driver-operator-prod-openshift-cluster-csi-drivers-ebs-cloud-credentials",
        "update prod-aws-ebs-csi-driver-operator-role",
      ]);
      const role = cloud.objects(TYPE.awsRole).find(({ name }) => name === "prod-aws-ebs-csi-driver-operator-role");
      expect(role?.inputs.assumeRolePolicy).toContain("system:serviceaccount:openshift-cluster-csi-drivers:controller");
      expect((await stack.preview(after)).changes).toEqual({});

      for (const type of [POLICY, TYPE.awsRole, TYPE.awsIssuer, OBJECT]) {
        cloud.fail({ type, operation: "delete" }, "the vendor is away");
        await stack.failingDestroy();
        if (cloud.objects(TYPE.awsRole).length > 0) expect(cloud.objects(TYPE.awsIssuer)).toHaveLength(1);
        if (cloud.objects(TYPE.awsIssuer).length > 0) {
          expect(cloud.objects(OBJECT)).toHaveLength(2);
          expect(cloud.objects(DISTRIBUTION)).toHaveLength(1);
        }
      }
      await stack.destroy();
      expect(cloud.objects()).toEqual([]);
    }),
  );

  test(
    "are taken over from ccoctl, which lists what is wrong with them, and nothing else changes",
    onClouds(async (stack, engine) => {
      const { cloud } = engine;
      const made = await stack.up(madeByCcoctl);
      const url = String(made.outputs.url?.value);
      const host = url.slice("https://".length);
      const requests = [ebs(["operator", "controller"], "ec2:DeleteVolume"), ingress];
      const { identities } = planOpenShift(requests, { cluster: "prod", cloud: "aws", naming: OpenShiftNaming.Ccoctl });
      const documents = inventoryOf(cloud);
      const found = awsOpenShift.adopt({ cluster: "prod", issuer: url, documents }, identities as never);
      expect(found.issues).toEqual([]);
      expect(found.changes.map(({ code, request = "" }) => `${code} ${request}`.trim()).sort()).toEqual([
        "bucket-policy-rewritten",
        "distribution-rewritten",
        "documents-rewritten",
        "permissions-missing aws-ebs-csi-driver-operator",
        "policy-kept openshift-ingress",
        "role-trust aws-ebs-csi-driver-operator",
        "role-trust aws-ebs-csi-driver-operator",
        "role-trust openshift-ingress",
      ]);

      const before = new Map(cloud.objects().map(({ type, id, inputs }) => [`${type} ${id}`, inputs]));
      const ids = (type: string) => cloud.objects(type).map(({ id }) => id);
      const places = [TYPE.awsRole, TYPE.awsIssuer, DISTRIBUTION, OBJECT].map(ids);
      const takingOver = program(
        requests,
        { naming: OpenShiftNaming.Ccoctl, clusterName: "prod", adopt: [...found.objects] },
        COMMENT,
      );
      const other = await engine.stack("adopted");
      const { steps, diagnostics, outputs } = await other.up(takingOver);
      expect(diagnostics.filter(({ message }) => message.includes("adopt:"))).toEqual([]);
      expect(outputs.url?.value).toBe(url);
      const created = steps.filter(({ op, type }) => op === "create" && !/^pulumi(:|-workload)/.test(type));
      expect(created).toEqual([]);
      expect([TYPE.awsRole, TYPE.awsIssuer, DISTRIBUTION, OBJECT].map(ids)).toEqual(places);
      for (const { inputs } of cloud.objects(TYPE.awsRole)) {
        expect(String(inputs.assumeRolePolicy)).toContain(`"${host}:aud":"openshift"`);
      }
      expect(changedInputs(before, cloud.objects())).toEqual([
        "aws:cloudfront/distribution:Distribution defaultCacheBehavior",
        "aws:cloudfront/distribution:Distribution origins",
        "aws:iam/role:Role assumeRolePolicy",
        // Of the provider's own, which IAM stores nowhere.
        "aws:iam/role:Role forceDetachPolicies",
        "aws:iam/rolePolicy:RolePolicy policy",
        "aws:s3/bucketObjectv2:BucketObjectv2 cacheControl",
        "aws:s3/bucketObjectv2:BucketObjectv2 content",
        "aws:s3/bucketObjectv2:BucketObjectv2 contentType",
        "aws:s3/bucketObjectv2:BucketObjectv2 tags",
        "aws:s3/bucketPolicy:BucketPolicy policy",
      ]);
      expect((await other.preview(takingOver)).changes).toEqual({});
    }),
  );
});

const COMMENT = "openshift.io/cloud-credential-operator/prod";
const tags = { Name: "prod", "openshift.io/cloud-credential-operator/prod": "owned" };

/** What `ccoctl aws create-all --create-private-s3-bucket` leaves: no audience in any trust, and a release behind. */
async function madeByCcoctl() {
  const bucket = new aws.s3.Bucket("issuer-bucket", { bucket: "prod-oidc" });
  new aws.s3.BucketPublicAccessBlock("issuer-access", {
    bucket: bucket.bucket,
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: true,
    restrictPublicBuckets: true,
  });
  const identity = new aws.cloudfront.OriginAccessIdentity("issuer-origin-access", { comment: COMMENT });
  const distribution = new aws.cloudfront.Distribution("issuer-distribution", {
    enabled: true,
    comment: COMMENT,
    origins: [
      {
        originId: "prod-oidc.s3",
        domainName: bucket.bucketRegionalDomainName,
        s3OriginConfig: { originAccessIdentity: identity.cloudfrontAccessIdentityPath },
      },
    ],
    defaultCacheBehavior: {
      targetOriginId: "prod-oidc.s3",
      viewerProtocolPolicy: "https-only",
      allowedMethods: ["GET", "HEAD"],
      cachedMethods: ["GET", "HEAD"],
      cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    },
    restrictions: { geoRestriction: { restrictionType: "none" } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  });
  new aws.s3.BucketPolicy("issuer-policy", {
    bucket: bucket.bucket,
    policy: identity.iamArn.apply((arn) =>
      JSON.stringify({
        Version: "2008-10-17",
        Id: "PolicyForCloudFrontPrivateContent",
        Statement: [
          { Effect: "Allow", Principal: { AWS: arn }, Action: "s3:GetObject", Resource: "arn:aws:s3:::prod-oidc/*" },
        ],
      }),
    ),
  });
  new aws.s3.BucketObjectv2("issuer-key-set", { bucket: bucket.bucket, key: "keys.json", content: "{}", tags });
  new aws.s3.BucketObjectv2("issuer-discovery", {
    bucket: bucket.bucket,
    key: ".well-known/openid-configuration",
    content: "{}",
    tags,
  });
  const url = distribution.domainName.apply((domain) => `https://${domain}`);
  const provider = new aws.iam.OpenIdConnectProvider("prod-aws-oidc-provider", {
    url,
    clientIdLists: ["openshift", "sts.amazonaws.com"],
    tags,
  });
  const roleOf = (request: string, name: string, namespace: string, serviceAccount: string, actions: string[]) => {
    const role = new aws.iam.Role(`prod-${request}-role`, {
      name,
      description: `OpenShift role for ${namespace}/${name.slice(`prod-${namespace}-`.length)}`,
      tags,
      assumeRolePolicy: provider.arn.apply((arn) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Federated: arn },
              Action: "sts:AssumeRoleWithWebIdentity",
              Condition: {
                StringEquals: {
                  [`${arn.split("oidc-provider/")[1]}:sub`]: [`system:serviceaccount:${namespace}:${serviceAccount}`],
                },
              },
            },
          ],
        }),
      ),
    });
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
    new aws.iam.RolePolicy(`prod-${request}-${name}`, { name, role: role.name, policy: JSON.stringify(policy) });
    return role;
  };
  roleOf(
    "aws-ebs-csi-driver-operator",
    "prod-openshift-cluster-csi-drivers-ebs-cloud-credentials",
    "openshift-cluster-csi-drivers",
    "operator",
    ["ec2:CreateVolume"],
  );
  const role = roleOf(
    "openshift-ingress",
    "prod-openshift-ingress-operator-cloud-credentials",
    "openshift-ingress-operator",
    "ingress-operator",
    ["route53:ListHostedZones"],
  );
  new aws.iam.RolePolicyAttachment("by-hand", { role: role.name, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
  return { url };
}

/** What the commands of the inventory print of a simulated account. */
function inventoryOf(cloud: {
  objects(type: string): { id: string; inputs: Record<string, unknown>; state: Record<string, unknown> }[];
}) {
  const json = (text: unknown) => JSON.parse(String(text)) as object;
  return [
    {
      RoleDetailList: cloud.objects(TYPE.awsRole).map(({ id, state }) => ({
        RoleName: id,
        Arn: state.arn,
        AssumeRolePolicyDocument: json(state.assumeRolePolicy),
        RolePolicyList: cloud
          .objects(POLICY)
          .filter(({ state: policy }) => policy.role === id)
          .map(({ state: policy }) => ({ PolicyName: policy.name, PolicyDocument: json(policy.policy) })),
        AttachedManagedPolicies: cloud
          .objects(TYPE.awsAttachment)
          .filter(({ inputs }) => inputs.role === id)
          .map(({ inputs }) => ({
            PolicyName: String(inputs.policyArn).split("/").at(-1),
            PolicyArn: inputs.policyArn,
          })),
      })),
      Policies: [],
    },
    {
      DistributionList: {
        Items: cloud
          .objects(DISTRIBUTION)
          .map(({ id, state }) => ({ Id: id, DomainName: state.domainName, Comment: state.comment })),
      },
    },
    {
      CloudFrontOriginAccessIdentityList: {
        Items: cloud
          .objects("aws:cloudfront/originAccessIdentity:OriginAccessIdentity")
          .map(({ id, state }) => ({ Id: id, Comment: state.comment })),
      },
    },
  ];
}
