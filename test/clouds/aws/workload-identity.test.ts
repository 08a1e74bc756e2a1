import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AwsSubject, AwsWorkloadIdentityArgs } from "../../../src/clouds/aws/args";
import { AwsWorkloadIdentity } from "../../../src/clouds/aws/workload-identity";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue, settled } from "../../../src/testing/mocks";
import { faultCodes } from "../../support/fault-codes";
import { lateFaults } from "../../support/late-faults";

const url = "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const oidcProviderArn =
  "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const issuer = { url, aws: { oidcProviderArn } };
const subject = (serviceAccount: string, namespace = "NAMESPACE".toLowerCase()): AwsSubject => ({
  issuer,
  namespace,
  serviceAccount,
});

const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const statement = { actions: ["s3:GetObject"], resources: ["*"] };
const condition = { test: "StringEquals", variable: "aws:SourceVpce", values: ["a"] };
const later = pulumi.output(readOnly);

let mocks: CloudMocks;

/** Fault codes of a construction; empty where it succeeds. */
const codes = (args: unknown) => faultCodes(() => new AwsWorkloadIdentity("orders", args as AwsWorkloadIdentityArgs));

async function trustOf(args: AwsWorkloadIdentityArgs): Promise<string> {
  const identity = await outputValue(new AwsWorkloadIdentity("orders", args).identity);
  return identity.trustPolicy;
}

/** A policy of an account that is not the role's. */
const FOREIGN_POLICY = "arn:aws:iam::444455556666:policy/orders";

describe("AwsWorkloadIdentity", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("writes the trust policy of the EKS user guide byte for byte when one ServiceAccount is trusted", async () => {
    expect(await trustOf({ subjects: [subject("name")] })).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",' +
        `"Principal":{"Federated":"${oidcProviderArn}"},` +
        '"Action":"sts:AssumeRoleWithWebIdentity",' +
        '"Condition":{"StringEquals":{' +
        '"oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:aud":"sts.amazonaws.com",' +
        '"oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE:sub":"system:serviceaccount:namespace:name"}}}]}',
    );
  });

  it("writes the same policy when subjects come in another order", async () => {
    const forward = await trustOf({ subjects: [subject("a"), subject("b")] });
    mocks = await installCloudMocks();
    expect(await trustOf({ subjects: [subject("b"), subject("a")] })).toBe(forward);
    expect(JSON.parse(forward).Statement).toHaveLength(1);
  });

  it("writes one statement per issuer when clusters share a role", async () => {
    const green = {
      url: "https://green.example.com",
      aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/green.example.com" },
    };
    const policy = JSON.parse(
      await trustOf({ subjects: [subject("a"), { issuer: green, namespace: "shop", serviceAccount: "a" }] }),
    );
    expect(policy.Statement.map((statement: { Principal: object }) => statement.Principal)).toEqual([
      { Federated: oidcProviderArn },
      { Federated: green.aws.oidcProviderArn },
    ]);
  });

  it("creates the role, its policies and nothing else when they are asked for", async () => {
    const identity = new AwsWorkloadIdentity("orders", {
      subjects: [subject("a")],
      policyArns: [
        "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
        pulumi.output("arn:aws:iam::111122223333:policy/own"),
      ],
      inlinePolicies: { queue: '{"Version":"2012-10-17","Statement":[]}' },
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
      path: "/apps/",
      maxSessionDuration: 7200,
      tags: { team: "shop" },
    });
    const { roleArn, proof } = await outputValue(identity.identity);
    expect(roleArn).toMatch(/^arn:aws:iam::111122223333:role\/apps\/orders-role-[0-9a-f]{7}$/);
    expect(proof).toContain("exactly 1 ServiceAccount");
    await settled();
    expect(mocks.resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "aws:iam/role:Role orders-role",
      "aws:iam/rolePolicy:RolePolicy orders-queue",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment orders-policy-1",
      expect.stringMatching(
        /^aws:iam\/rolePolicyAttachment:RolePolicyAttachment orders-policy-AmazonS3ReadOnlyAccess-[0-9a-f]{8}$/,
      ),
      "pulumi-workload-identity:index:AwsWorkloadIdentity orders",
    ]);
    expect(mocks.ofType("aws:iam/role:Role")[0]?.inputs).toMatchObject({
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
      path: "/apps/",
      maxSessionDuration: 7200,
      tags: { team: "shop" },
    });
  });

  it("writes statements as the document that IAM stores, with what outputs hold", async () => {
    const inlineStatements = {
      queue: [
        {
          sid: "Read",
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
          resources: [pulumi.output("arn:aws:sqs:eu-west-1:111122223333:orders")],
          conditions: [
            { test: "StringEquals", variable: "aws:SourceVpce", values: ["vpce-1"] },
            { test: "StringEquals", variable: "aws:PrincipalTag/team", values: ["shop"] },
          ],
        },
        { effect: "Deny", notActions: ["sqs:*"], notResources: ["*"] },
      ],
    };
    await outputValue(new AwsWorkloadIdentity("orders", { subjects: [subject("a")], inlineStatements }).identity);
    const [policy] = mocks.ofType("aws:iam/rolePolicy:RolePolicy");
    expect(policy?.name).toBe("orders-queue");
    expect(JSON.parse(String(policy?.inputs.policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Read",
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
          Resource: ["arn:aws:sqs:eu-west-1:111122223333:orders"],
          Condition: { StringEquals: { "aws:SourceVpce": ["vpce-1"], "aws:PrincipalTag/team": ["shop"] } },
        },
        { Effect: "Deny", NotAction: ["sqs:*"], NotResource: ["*"] },
      ],
    });
  });

  it.each<[string, object]>([
    ["without a resource", { inlineStatements: { a: [{ actions: ["s3:GetObject"] }] } }],
    ["with both of a pair", { inlineStatements: { a: [{ ...statement, notActions: ["s3:PutObject"] }] } }],
    ["without a statement", { inlineStatements: { a: [] } }],
    ["of a name that is taken", { inlineStatements: { a: [statement] }, inlinePolicies: { a: "{}" } }],
    [
      "with one condition twice",
      { inlineStatements: { a: [{ ...statement, conditions: [condition, { ...condition, values: ["b"] }] }] } },
    ],
  ])("refuses an inline policy %s", (_, args) => {
    expect(codes({ subjects: [subject("a")], ...args })).toEqual(["aws-inline-policy-invalid"]);
  });

  it("leaves the role alone and names the statement to add when the role is external", async () => {
    const externalRoleArn = "arn:aws:iam::111122223333:role/path/legacy";
    const identity = new AwsWorkloadIdentity("orders", {
      subjects: [subject("a")],
      externalRoleArn,
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    });
    const { roleArn, roleName, trustPolicy, proof } = await outputValue(identity.identity);
    expect({ roleArn, roleName }).toEqual({ roleArn: externalRoleArn, roleName: "legacy" });
    expect(JSON.parse(trustPolicy).Statement).toHaveLength(1);
    expect(proof).toMatch(/^not proved/);
    expect(mocks.ofType("aws:iam/role:Role")).toEqual([]);
    expect(mocks.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")[0]?.inputs.role).toBe("legacy");
  });

  it("can be previewed when the issuer is not known yet", async () => {
    mocks = await installCloudMocks({ preview: true });
    const unknownUrl = pulumi.output(pulumi.unknown as unknown as string);
    expect(
      codes({
        subjects: [
          { issuer: { url: unknownUrl, aws: { oidcProviderArn: unknownUrl } }, namespace: "shop", serviceAccount: "a" },
        ],
      }),
    ).toEqual([]);
  });

  it("reports every fault at once when several arguments are wrong", () => {
    expect(
      codes({
        subjects: [{ issuer: { url: "http://x" }, namespace: "A", serviceAccount: "*" }],
        roleName: "a b",
        path: "apps",
        maxSessionDuration: 60,
        policyArns: ["nope"],
        audience: "a*",
        token: { expirationSeconds: 10 },
      }),
    ).toEqual([
      "aws-audience-invalid",
      "aws-path-invalid",
      "aws-policy-arn-invalid",
      "aws-role-name-invalid",
      "aws-session-duration-out-of-range",
      "issuer-url-scheme",
      "subject-namespace-invalid",
      "subject-service-account-invalid",
      "token-expiration-out-of-range",
    ]);
  });

  it.each([
    ["subjects-missing", { subjects: [] }],
    ["aws-session-name-invalid", { subjects: [subject("a")], roleSessionName: "shop/orders" }],
    ["aws-session-name-invalid", { subjects: [subject("a")], roleSessionName: "o" }],
    ["subject-duplicate", { subjects: [subject("a"), subject("a")] }],
    ["subject-default-service-account", { subjects: [subject("default")] }],
    ["audience-of-api-server", { subjects: [subject("a")], audience: "https://kubernetes.default.svc" }],
    ["audience-of-api-server", { subjects: [subject("a")], audience: url }],
    ["issuer-not-registered", { subjects: [{ issuer: { url }, namespace: "shop", serviceAccount: "a" }] }],
    [
      "aws-partition-mismatch",
      { subjects: [subject("a")], policyArns: ["arn:aws:iam::aws:policy/A", "arn:aws-cn:iam::aws:policy/A"] },
    ],
    ...[{ policyArns: [FOREIGN_POLICY] }, { policyArnsByKey: { theirs: FOREIGN_POLICY } }].map(
      (grants): [string, object] => [
        "aws-account-mismatch",
        { subjects: [subject("a")], externalRoleArn: "arn:aws:iam::111122223333:role/legacy", ...grants },
      ],
    ),
    ["aws-role-arn-invalid", { subjects: [subject("a")], externalRoleArn: "legacy" }],
    [
      "aws-role-owner-unclear",
      { subjects: [subject("a")], externalRoleArn: "arn:aws:iam::111122223333:role/legacy", importRole: "legacy" },
    ],
    ["aws-policy-duplicate", { subjects: [subject("a")], policyArns: [readOnly, readOnly] }],
    [
      "aws-policy-duplicate",
      { subjects: [subject("a")], policyArns: [readOnly], policyArnsByKey: { again: readOnly } },
    ],
    ["aws-policy-duplicate", { subjects: [subject("a")], policyArnsByKey: { one: later, other: later } }],
    ["aws-policy-arn-invalid", { subjects: [subject("a")], policyArnsByKey: { one: "nope" } }],
    ["grant-key-invalid", { subjects: [subject("a")], policyArnsByKey: { 1: readOnly } }],
    [
      "grant-key-missing",
      { subjects: [subject("a")], policyArns: [later], policyArnsByKey: { one: pulumi.output(readOnly) } },
    ],
    [
      "aws-inline-policies-too-long",
      { subjects: [subject("a")], inlinePolicies: { one: "x".repeat(5120), other: "x".repeat(5121) } },
    ],
    ["aws-inline-policy-invalid", { subjects: [subject("a")], inlinePolicies: { "my policy": "{}" } }],
    ["aws-description-invalid", { subjects: [subject("a")], description: "x".repeat(1001) }],
    ["aws-role-owner-unclear", { subjects: [subject("a")], importRole: "legacy", roleName: "orders" }],
    ...Object.entries({
      roleName: "orders",
      path: "/apps/",
      description: "Orders",
      maxSessionDuration: 7200,
      permissionsBoundary: readOnly,
      tags: {},
    }).map(([name, value]): [string, object] => [
      "argument-without-effect",
      { subjects: [subject("a")], externalRoleArn: "arn:aws:iam::111122223333:role/legacy", [name]: value },
    ]),
    [
      "aws-too-many-policies",
      { subjects: [subject("a")], policyArns: Array.from({ length: 26 }, (_, i) => `arn:aws:iam::aws:policy/P${i}`) },
    ],
    [
      "aws-trust-too-long",
      { subjects: Array.from({ length: 130 }, (_, i) => subject(`service-account-with-a-long-name-${i}`)) },
    ],
  ])("refuses with %s", (code, args) => {
    expect(codes(args)).toEqual([code]);
  });

  it("warns of what only a raised quota allows, judged by the real ARNs where they are plain", async () => {
    const warning = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    const names = (count: number) => Array.from({ length: count }, (_, index) => `arn:aws:iam::aws:policy/P${index}`);
    const warned = async (args: Partial<AwsWorkloadIdentityArgs>) => {
      warning.mockClear();
      mocks = await installCloudMocks();
      await trustOf({ subjects: [subject("a")], ...args });
      return warning.mock.calls.map(([message]) => message);
    };
    expect(await warned({ policyArns: names(20) })).toEqual([]);
    expect(await warned({ policyArns: names(25) })).toEqual([expect.stringContaining("at most to 25")]);
    const china = {
      url: "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/A",
      aws: { oidcProviderArn: "arn:aws-cn:iam::111122223333:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/A" },
    };
    // 2048 characters with the ARN of China, where that of the usual partition would have three fewer.
    const filler = (length: number) => [{ issuer: china, namespace: "shop", serviceAccount: "a".repeat(length) }];
    const sized = (length: number) => {
      const accounts = Array.from({ length: 7 }, (_, index) => `${index}`.padEnd(200, "a"));
      const subjects = accounts.map((serviceAccount) => ({ issuer: china, namespace: "shop", serviceAccount }));
      return { subjects: [...subjects, ...filler(length)] };
    };
    mocks = await installCloudMocks();
    const rest = 2048 - (await trustOf(sized(1))).length + 1;
    expect(await warned(sized(rest))).toEqual([]);
    expect(await warned(sized(rest + 1))).toEqual([expect.stringContaining("2049 characters in the trust policy")]);
    warning.mockRestore();
  });

  it("names ClusterFederation when the output it was given has no entry for AWS", async () => {
    const subjects = [{ issuer: pulumi.output({ url }), namespace: "shop", serviceAccount: "a" }];
    const faults = await lateFaults(() => new AwsWorkloadIdentity("orders", { subjects }));
    expect(faults[0]).toMatch(/ClusterFederation.*\[issuer-not-registered\]/);
    expect(mocks.ofType("aws:iam/role:Role")).toEqual([]);
  });

  it("trusts what was asked for when the program changes its object afterwards", async () => {
    const reused = subject("a");
    const first = trustOf({ subjects: [reused] });
    reused.serviceAccount = "b";
    expect(await first).toContain('"system:serviceaccount:namespace:a"');
  });

  it("refuses the provider of another issuer, which would let nobody in, also where its ARN is an output", async () => {
    const plain = { url: "https://other.example.com", aws: { oidcProviderArn } };
    expect(codes({ subjects: [{ issuer: plain, namespace: "shop", serviceAccount: "a" }] })).toEqual([
      "aws-oidc-provider-mismatch",
    ]);
    const other = { ...plain, aws: { oidcProviderArn: pulumi.output(oidcProviderArn) } };
    const subjects = [{ issuer: other, namespace: "shop", serviceAccount: "a" }];
    const faults = await lateFaults(() => new AwsWorkloadIdentity("orders", { subjects }));
    expect(faults[0]).toMatch(/another issuer's \[aws-oidc-provider-mismatch\]/);
    expect(mocks.ofType("aws:iam/role:Role")).toEqual([]);
  });

  it("never admits more than was asked for, whatever the names are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.string(), async (namespace, serviceAccount, name) => {
        mocks = await installCloudMocks();
        const named = {
          url: `https://${name}`,
          aws: { oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${name}` },
        };
        const args = { subjects: [{ issuer: named, namespace, serviceAccount }] };
        if (codes(args).length > 0) return;
        const trust = await trustOf(args);
        expect(trust).toContain(`system:serviceaccount:${namespace}:${serviceAccount}`);
        expect(trust).not.toMatch(/[*?]|StringLike/);
      }),
    );
  });

  it("carries token and environment in the pod and opts out of the webhook when the wiring is projected", () => {
    const { env, tokens, podLabels } = new AwsWorkloadIdentity("orders", {
      subjects: [subject("a")],
      region: "eu-west-1",
    }).wiring();
    expect(Object.keys(env)).toEqual([
      "AWS_ROLE_ARN",
      "AWS_WEB_IDENTITY_TOKEN_FILE",
      "AWS_STS_REGIONAL_ENDPOINTS",
      "AWS_REGION",
      "AWS_DEFAULT_REGION",
    ]);
    expect(env.AWS_WEB_IDENTITY_TOKEN_FILE).toBe("/var/run/secrets/workload-identity/aws/token");
    expect(tokens).toEqual([{ audience: "sts.amazonaws.com", path: "aws/token", expirationSeconds: 3600 }]);
    expect(podLabels).toEqual({ "eks.amazonaws.com/skip-pod-identity-webhook": "true" });
  });

  it("writes only annotations when the wiring is left to the webhook", () => {
    const wiring = new AwsWorkloadIdentity("orders", {
      subjects: [subject("a")],
      wiring: "webhook",
      token: { expirationSeconds: 900 },
    }).wiring();
    expect(wiring.tokens).toEqual([]);
    expect(wiring.env).toEqual({});
    expect(wiring.serviceAccountAnnotations).toMatchObject({
      "eks.amazonaws.com/audience": "sts.amazonaws.com",
      "eks.amazonaws.com/token-expiration": "900",
    });
  });
});
