import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { OpenShiftIdentitiesArgs } from "../../src/openshift";
import { OpenShiftIdentities } from "../../src/openshift";
import type { CloudMocks } from "../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../src/testing/mocks";
import { prove } from "../../src/verifier";
import { faultCodes } from "../support/fault-codes";
import { awsRequest } from "../support/openshift-requests";

const issuer = { url: "https://prod-oidc.s3.eu-central-1.amazonaws.com" };
const ingress = awsRequest({
  name: "openshift-ingress",
  secret: "openshift-ingress-operator/cloud-credentials",
  serviceAccounts: ["ingress-operator"],
  actions: ["route53:ListHostedZones", "sts:AssumeRole"],
});
const ebs = awsRequest({
  name: "aws-ebs-csi-driver-operator",
  secret: "openshift-cluster-csi-drivers/ebs-cloud-credentials",
  serviceAccounts: ["aws-ebs-csi-driver-operator", "aws-ebs-csi-driver-controller-sa"],
  actions: ["ec2:CreateVolume"],
});

let mocks: CloudMocks;

const args = (more: Partial<OpenShiftIdentitiesArgs> = {}): OpenShiftIdentitiesArgs => ({
  issuer,
  credentialsRequests: [ingress, ebs],
  aws: { region: "eu-central-1" },
  ...more,
});
const create = (more: Partial<OpenShiftIdentitiesArgs> = {}) => new OpenShiftIdentities("prod", args(more));
const codes = (more: object) => faultCodes(() => create(more));

describe("OpenShiftIdentities on AWS", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("registers the issuer for operators and for users, and gives each operator a role with its permissions", async () => {
    const { identities, issuer: handedOn } = create({ aws: { region: "eu-central-1", tags: { team: "platform" } } });
    const known = await outputValue(identities);
    expect(known.map(({ request, identity }) => [request, identity.roleArn])).toEqual([
      ["openshift-ingress", "arn:aws:iam::111122223333:role/prod-openshift-ingress-operator-cloud-credentials"],
      [
        "aws-ebs-csi-driver-operator",
        "arn:aws:iam::111122223333:role/prod-openshift-cluster-csi-drivers-ebs-cloud-credentials",
      ],
    ]);
    const [provider] = mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
    expect(provider?.inputs).toMatchObject({
      url: issuer.url,
      clientIdLists: ["openshift", "sts.amazonaws.com"],
      tags: { team: "platform" },
    });
    expect(await outputValue(handedOn)).toEqual({
      ...issuer,
      aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/prod-oidc.s3.eu-central-1.amazonaws.com" },
    });
    const [policy] = mocks.ofType("aws:iam/rolePolicy:RolePolicy");
    expect(policy?.inputs.policy).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["route53:ListHostedZones","sts:AssumeRole"],"Resource":"*"}]}',
    );
    expect(policy?.inputs.name).toBe("prod-openshift-ingress-operator-cloud-credentials");
  });

  it("trusts tokens for openshift alone, of the operator's ServiceAccounts in the Secret's namespace", async () => {
    create();
    const trust = await mocks.trust("prod-aws-ebs-csi-driver-operator-role");
    const subjects = ["aws-ebs-csi-driver-operator", "aws-ebs-csi-driver-controller-sa"].map((serviceAccount) => ({
      issuer: issuer.url,
      namespace: "openshift-cluster-csi-drivers",
      serviceAccount,
    }));
    expect(prove(trust, { subjects, audience: "openshift" })).toEqual({ verdict: "equal" });
  });

  it("writes what ccoctl writes into the installer's folder", async () => {
    const { installerFiles, installConfig } = create();
    const files = await outputValue(installerFiles);
    expect(Object.keys(files).sort()).toEqual([
      "manifests/cluster-authentication-02-config.yaml",
      "manifests/openshift-cluster-csi-drivers-ebs-cloud-credentials-credentials.yaml",
      "manifests/openshift-ingress-operator-cloud-credentials-credentials.yaml",
    ]);
    expect(files["manifests/openshift-ingress-operator-cloud-credentials-credentials.yaml"]).toBe(`apiVersion: v1
stringData:
  credentials: |-
    [default]
    sts_regional_endpoints = regional
    role_arn = arn:aws:iam::111122223333:role/prod-openshift-ingress-operator-cloud-credentials
    web_identity_token_file = /var/run/secrets/openshift/serviceaccount/token
kind: Secret
metadata:
  name: cloud-credentials
  namespace: openshift-ingress-operator
type: Opaque`);
    expect(await outputValue(installConfig)).toBe(
      "credentialsMode: Manual\nplatform:\n  aws:\n    region: eu-central-1\n",
    );
  });

  it("has an operator of the user's own beside those of the release, with what the console asks for", async () => {
    const { identities } = create({
      operators: [
        {
          name: "backup",
          namespace: "openshift-adp",
          serviceAccounts: ["velero"],
          permissions: [{ kind: "action", name: "s3:GetObject", resource: "arn:aws:s3:::backups/*" }],
        },
      ],
    });
    const known = await outputValue(identities);
    expect(known.at(-1)).toEqual({
      request: "backup",
      secret: "openshift-adp/backup-cloud-credentials",
      identity: { roleArn: "arn:aws:iam::111122223333:role/prod-openshift-adp-backup-cloud-credentials" },
      consoleValues: { ROLEARN: "arn:aws:iam::111122223333:role/prod-openshift-adp-backup-cloud-credentials" },
    });
  });

  it("reports what is wide, escalations first", async () => {
    const report = await outputValue(create().report);
    expect(report.escalations.map(({ permission }) => permission)).toEqual(["sts:AssumeRole on *"]);
    expect(report.subjects).toBe(3);
  });

  it("bounds and places every role when it is told to", async () => {
    const permissionsBoundary = "arn:aws:iam::111122223333:policy/bound";
    await outputValue(create({ aws: { region: "eu-central-1", permissionsBoundary, path: "/openshift/" } }).identities);
    expect(mocks.ofType("aws:iam/role:Role").map(({ inputs }) => [inputs.permissionsBoundary, inputs.path])).toEqual([
      [permissionsBoundary, "/openshift/"],
      [permissionsBoundary, "/openshift/"],
    ]);
  });

  it("splits permissions that no inline policy holds into managed ones, and loses none", async () => {
    const actions = Array.from({ length: 400 }, (_, index) => `ec2:DescribeSomethingQuiteLongNumber${index}`);
    const long = awsRequest({ name: "long", secret: "long/creds", serviceAccounts: ["long"], actions });
    await outputValue(create({ credentialsRequests: [long] }).identities);
    const policies = mocks.ofType("aws:iam/policy:Policy").map(({ inputs }) => String(inputs.policy));
    expect(policies).toHaveLength(Math.ceil(JSON.stringify(actions).length / 6144));
    expect(policies.every((policy) => policy.length <= 6144)).toBe(true);
    const granted = policies.flatMap((policy) =>
      JSON.parse(policy).Statement.flatMap(({ Action }: { Action: string[] }) => Action),
    );
    expect(granted).toEqual(actions);
    expect(mocks.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).toHaveLength(policies.length);
    expect(mocks.ofType("aws:iam/rolePolicy:RolePolicy")).toEqual([]);
  });

  it.each([
    ["us-gov-west-1", "aws-us-gov"],
    ["cn-north-1", "aws-cn"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("names resources in the partition of %s", async (region, partition) => {
    mocks = await installCloudMocks();
    pulumi.runtime.setAllConfig({ "aws:region": region });
    const bucket = awsRequest({
      name: "registry",
      secret: "registry/creds",
      serviceAccounts: ["registry"],
      actions: ["s3:GetObject"],
      resource: "arn:aws:s3:::images/*",
      conditions: { ArnLike: { "aws:SourceArn": ["arn:aws:ec2:*:*:instance/*"] } },
    });
    await outputValue(create({ credentialsRequests: [bucket], aws: { region } }).identities);
    const [policy] = mocks.ofType("aws:iam/rolePolicy:RolePolicy");
    expect(JSON.parse(String(policy?.inputs.policy)).Statement[0]).toMatchObject({
      Resource: `arn:${partition}:s3:::images/*`,
      Condition: { ArnLike: { "aws:SourceArn": [`arn:${partition}:ec2:*:*:instance/*`] } },
    });
    pulumi.runtime.setAllConfig({});
  });

  it.each<[string, object]>([
    ["openshift-cloud-count: no cloud", { aws: undefined }],
    ["openshift-cluster-name-invalid: capital letters", { clusterName: "Prod" }],
    ["aws-region-invalid: a zone", { aws: { region: "eu-central-1a" } }],
    [
      "aws-partition-mismatch: a boundary elsewhere",
      { aws: { region: "us-gov-west-1", permissionsBoundary: "arn:aws:iam::111122223333:policy/b" } },
    ],
    [
      "aws-cloudfront-unsupported: GovCloud",
      { issuer: { url: "https://d1.cloudfront.net" }, aws: { region: "us-gov-west-1" } },
    ],
    ["openshift-yaml-invalid: no YAML", { credentialsRequests: ["a: b: c"] }],
    [
      "openshift-no-service-accounts: an operator of nobody",
      { operators: [{ name: "a", namespace: "a", serviceAccounts: [], permissions: [] }] },
    ],
    ["openshift-narrowing-unused: a narrowing of nothing", { narrowings: [{ permissions: ["iam:PassRole"] }] }],
    ["argument-unknown: a misspelt argument", { awz: {} }],
  ])("is a fault: %s", (what, more) => {
    expect(codes(more)).toContain(what.split(":")[0]);
  });

  it("refuses tags that AWS keeps for itself, once for all roles", () => {
    expect(codes({ aws: { tags: { "aws:team": "a" } } })).toEqual(["aws-tag-invalid"]);
  });

  it("tells a fault of what all roles have in common once, by the argument", () => {
    expect(() => create({ aws: { path: "x" } })).toThrow(/"x".*\[aws-path-invalid\]/);
    expect(codes({ aws: { path: "x" } })).toEqual(["aws-path-invalid"]);
  });

  it("tells the faults of a request by its place among the arguments, or by the file that it names", () => {
    const texts = [ingress, "kind: Nothing", "# Source: ebs.yaml\nkind: Nothing\n"];
    expect(() => create({ credentialsRequests: texts })).toThrow(/^ +credentialsRequests\[1\]: .*^ +ebs\.yaml: /ms);
  });

  it("tells the faults of operators with those of the requests", () => {
    const operator = { name: "a", namespace: "a", serviceAccounts: ["b"], permissions: [{ kind: "role", name: "c" }] };
    expect(codes({ operators: [operator], credentialsRequests: ["a: b: c"] })).toEqual([
      "openshift-permission-kind",
      "openshift-yaml-invalid",
    ]);
  });

  it("narrows what a rule names, and nothing else", async () => {
    const conditions = [{ test: "StringEquals", variable: "aws:ResourceTag/cluster", values: ["prod"] }];
    await outputValue(
      create({
        narrowings: [
          { permissions: ["sts:AssumeRole"], resources: ["arn:aws:iam::111122223333:role/dns"], conditions },
        ],
      }).identities,
    );
    const [policy] = mocks.ofType("aws:iam/rolePolicy:RolePolicy");
    expect(JSON.parse(String(policy?.inputs.policy)).Statement).toEqual([
      { Effect: "Allow", Action: ["route53:ListHostedZones"], Resource: "*" },
      {
        Effect: "Allow",
        Action: ["sts:AssumeRole"],
        Resource: "arn:aws:iam::111122223333:role/dns",
        Condition: { StringEquals: { "aws:ResourceTag/cluster": "prod" } },
      },
    ]);
  });
});
