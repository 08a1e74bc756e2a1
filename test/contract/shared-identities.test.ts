import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ClusterIssuer, FederatedWorkloadArgs } from "../../src";
import { FederatedWorkload } from "../../src";
import { installCloudMocks, settled } from "../../src/testing";

const url = "https://oidc.example.com/prod";
const jwks = JSON.stringify({
  keys: [{ kty: "RSA", alg: "RS256", use: "sig", kid: "a", n: "u1SU1LfVLPHC", e: "AQAB" }],
});
const identity = {
  name: "legacy",
  resourceGroupName: "shop",
  clientId: "11111111-1111-4111-8111-111111111111",
  tenantId: "21111111-1111-4111-8111-111111111111",
  principalId: "31111111-1111-4111-8111-111111111111",
};
const scope = "/subscriptions/11111111-1111-4111-8111-111111111111";

const registered = {
  url,
  jwks,
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/prod" },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/prod" },
  huawei: { clientId: "prod-client", identityProviderId: "prod" },
};

const pool = "projects/1/locations/global/workloadIdentityPools/prod";
const registeredOnGoogle = { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/prod` };

const awsRole = { externalRoleArn: "arn:aws:iam::111122223333:role/legacy" };
const ramRole = { externalRoleArn: "acs:ram::1234567890123456:role/legacy" };
const group = { existingGroup: { name: "legacy", id: "0a1b2c" } };
const policy = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const output = pulumi.output("arn:aws:iam::111122223333:policy/own");

/** What two workloads give to one identity, and the same with something else in the place of it. */
const GIVEN: [string, string, Partial<FederatedWorkloadArgs>, Partial<FederatedWorkloadArgs>][] = [
  [
    "a managed policy of AWS",
    "aws.policyArns[0]",
    { aws: { ...awsRole, policyArns: [policy] } },
    { aws: { ...awsRole, policyArns: ["arn:aws:iam::aws:policy/ViewOnlyAccess"] } },
  ],
  [
    "a managed policy of AWS that is an output",
    "aws.policyArnsByKey.own",
    { aws: { ...awsRole, policyArnsByKey: { own: output } } },
    { aws: { ...awsRole, policyArnsByKey: { own: pulumi.output(policy) } } },
  ],
  [
    "an inline policy of AWS",
    "aws.inlinePolicies.s3",
    { aws: { ...awsRole, inlinePolicies: { s3: '{"Version":"2012-10-17","Statement":[]}' } } },
    { aws: { ...awsRole, inlinePolicies: { sqs: '{"Version":"2012-10-17","Statement":[]}' } } },
  ],
  [
    "a system policy of Alibaba Cloud",
    "alicloud.systemPolicies[0]",
    { alicloud: { ...ramRole, systemPolicies: ["AliyunOSSReadOnlyAccess"] } },
    { alicloud: { ...ramRole, customPolicies: ["AliyunOSSReadOnlyAccess"] } },
  ],
  [
    "a role of Azure on a scope",
    "azure.roleAssignments[0]",
    { azure: { existingIdentity: identity, roleAssignments: [{ role: "Reader", scope }] } },
    {
      azure: { existingIdentity: identity, roleAssignments: [{ role: "Reader", scope: `${scope}/resourceGroups/b` }] },
    },
  ],
  [
    "a role of Huawei Cloud",
    "huawei.roles[0]",
    { huawei: { ...group, roles: [{ role: "OBS OperateAccess", scope: "domain" }] } },
    { huawei: { ...group, roles: [{ role: "OBS OperateAccess", scope: "all-projects" }] } },
  ],
];

const workload = (name: string, args: Partial<FederatedWorkloadArgs>) =>
  new FederatedWorkload(name, { issuer: registered, namespace: "shop", serviceAccount: name, ...args });
const faultsOf = (run: () => unknown): string[] => {
  try {
    run();
    return [];
  } catch (error) {
    return (error as { issues: { code: string; path: string }[] }).issues.map(({ code, path }) => `${code} ${path}`);
  }
};

describe("two workloads on one identity that exists", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it.each(GIVEN)(
    "are refused where both give it %s, and not where they give different things",
    async (_, at, args, other) => {
      workload("orders", args);
      expect(faultsOf(() => workload("cart", other))).toEqual([]);
      expect(faultsOf(() => workload("bill", args))).toEqual([`identity-given-twice ${at}`]);
      await settled();
    },
  );

  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `P${from + index}`);
  const arns = (from: number, to: number) => names(from, to).map((name) => `arn:aws:iam::111122223333:policy/${name}`);
  const rolesOf = (from: number, to: number) =>
    names(from, to).map((role) => ({ role, scope: "all-projects" as const }));

  it.each<[string, (from: number, to: number) => Partial<FederatedWorkloadArgs>, number]>([
    ["21 managed policies on a role", (from, to) => ({ aws: { ...awsRole, policyArns: arns(from, to) } }), 21],
    ["11 custom policies on a role", (from, to) => ({ alicloud: { ...ramRole, customPolicies: names(from, to) } }), 11],
    ["201 roles and policies", (from, to) => ({ huawei: { ...group, roles: rolesOf(from, to) } }), 201],
  ])("are warned of what the identity has together: %s", async (warning, given, count) => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    workload("orders", given(0, count - 2));
    workload("cart", given(count - 2, count - 1));
    expect(warn.mock.calls).toEqual([]);
    workload("bill", given(count - 1, count));
    expect(warn.mock.calls.map(([message]) => message)).toEqual([expect.stringContaining(warning)]);
    warn.mockRestore();
    await settled();
  });

  const inline = (name: string) => ({ ...awsRole, inlinePolicies: { [name]: JSON.stringify("x".repeat(6000)) } });
  const subjects = (name: string, count: number, issuer: ClusterIssuer = registered) =>
    names(0, count).map((each) => ({ issuer, namespace: "shop", serviceAccount: `${name}-${each.toLowerCase()}` }));
  const written = (name: string) => ({ aws: { ...awsRole, manageStatement: true }, subjects: subjects(name, 110) });
  const onGoogle: ClusterIssuer = { url, gcp: registeredOnGoogle };
  const members = (name: string, count: number, gcp: FederatedWorkloadArgs["gcp"]) =>
    ({ issuer: onGoogle, subjects: subjects(name, count, onGoogle), gcp }) as const;
  const account = { access: "impersonation", serviceAccountEmail: "legacy@shop-prod.iam.gserviceaccount.com" } as const;
  const bucket = { grants: [{ kind: "bucket" as const, resource: "shop", role: "roles/storage.objectViewer" }] };

  it.each<[string, Partial<FederatedWorkloadArgs>, Partial<FederatedWorkloadArgs>]>([
    [
      "aws-too-many-policies aws.policyArns",
      { aws: { ...awsRole, policyArns: arns(0, 20) } },
      { aws: { ...awsRole, policyArns: arns(20, 26) } },
    ],
    ["aws-inline-policies-too-long aws.inlinePolicies", { aws: inline("one") }, { aws: inline("other") }],
    ["aws-trust-too-long aws.subjects", written("orders"), written("cart")],
    ["gcp-too-many-members gcp.subjects", members("orders", 10, account), members("cart", 1490, account)],
    ["gcp-too-many-members gcp.subjects", members("orders", 10, bucket), members("cart", 1490, bucket)],
  ])("are refused where together they give more than any quota: %s", async (fault, given, more) => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    workload("orders", given);
    expect(faultsOf(() => workload("cart", more))).toEqual([fault]);
    warn.mockRestore();
    await settled();
  });

  it("are not counted by texts that are known later", async () => {
    const outputs = names(0, 40).map((name) => pulumi.output(`arn:aws:s3:::${name.toLowerCase()}`));
    const statement = { actions: ["s3:GetObject"], resources: outputs };
    expect(faultsOf(() => workload("orders", { aws: { inlineStatements: { read: [statement] } } }))).toEqual([]);
    await settled();
  });

  it("may give the same to identities of their own", async () => {
    const aws = { policyArns: [policy] };
    workload("orders", { aws });
    expect(faultsOf(() => workload("cart", { aws }))).toEqual([]);
    await settled();
  });

  it("are refused where one grants to a Google service account by a kind, and the other one by the type of that kind", async () => {
    const gcp = {
      access: "impersonation",
      serviceAccountEmail: "legacy@shop-prod.iam.gserviceaccount.com",
      project: "shop-prod",
    } as const;
    const role = "roles/storage.objectViewer";
    const other = (bucket: string) => ({
      kind: "other" as const,
      role,
      key: "files",
      memberType: "gcp:storage/bucketIAMMember:BucketIAMMember",
      properties: { bucket },
    });
    const issuer = { url, gcp: registeredOnGoogle };
    workload("orders", { issuer, gcp: { ...gcp, grants: [{ kind: "bucket", role, resource: "shop-files" }] } });
    expect(faultsOf(() => workload("cart", { issuer, gcp: { ...gcp, grants: [other("shop-logs")] } }))).toEqual([]);
    expect(faultsOf(() => workload("bill", { issuer, gcp: { ...gcp, grants: [other("shop-files")] } }))).toEqual([
      "gcp-member-twice gcp",
    ]);
    await settled();
  });

  it("have no two credentials of one name on Azure", async () => {
    const azure = { existingIdentity: identity, credentialName: "Made-by-hand" };
    workload("orders", { azure });
    const other = { azure: { ...azure, credentialName: "made-by-hand" } };
    expect(faultsOf(() => workload("cart", other))).toEqual(["azure-credential-name-taken azure.subjects"]);
    await settled();
  });
});
