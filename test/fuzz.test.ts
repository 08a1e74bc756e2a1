import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClusterFederationArgs, FederatedWorkloadArgs } from "../src";
import { ClusterFederation, FederatedWorkload, FederationError } from "../src";
import { AZURE_SIMULATED_TENANT } from "../src/clouds/azure/simulated/resources";
import type { DeployedResource } from "../src/clouds/cloud";
import { verdictOf } from "../src/clouds/proof";
import { cloudOf } from "../src/clouds/registry";
import { jsonObject } from "../src/core/json";
import type { Subject } from "../src/core/subject";
import { installCloudMocks } from "../src/testing";
import { samples } from "./contract/samples";
import { lateFaults } from "./support/late-faults";
import { rounds } from "./support/rounds";

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const fingerprints = ["0123456789abcdef0123456789abcdef01234567"];
const guid = "00000000-0000-4000-8000-000000000001";
const otherGuid = "00000000-0000-4000-8000-000000000002";
const token = { path: "own/token", expirationSeconds: 3600 };

/** An annotation that is in the way of an identity. */
const KEPT = "cloud.google.com/workload-identity-provider";

/** Every argument that can be given beside the others. */
const workload: FederatedWorkloadArgs = {
  issuer: { url, jwks: '{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}' },
  namespace: "shop",
  serviceAccount: "orders",
  key: "blue",
  subjects: [
    { issuer: { url: "https://green.example.com" }, namespace: "shop", serviceAccount: "cart", key: "green" },
    {
      issuer: { url },
      namespace: "ops",
      serviceAccount: "orders",
      kubernetes: { createNamespace: true, keep: [KEPT] },
    },
  ],
  kubernetes: {
    serviceAccount: "create",
    createNamespace: true,
    deleteNamespace: true,
    automountServiceAccountToken: false,
    annotations: { a: "b" },
    labels: { a: "b" },
    keep: [KEPT],
    mountPath: "/var/run/tokens",
  },
  tokens: [{ audience: "vault", path: "vault/token", expirationSeconds: 3600 }],
  allowDefaultServiceAccount: false,
  registrations: {
    aws: { audience: "sts.amazonaws.com", moreAudiences: ["vault"], thumbprints: fingerprints, tags: { a: "b" } },
    gcp: {
      project: "shop",
      poolSuffix: "2",
      providerId: "blue",
      displayName: "a",
      description: "a",
      attributeMapping: { "attribute.sub": "assertion.sub" },
      attributeCondition: 'assertion.sub != "x"',
      uploadJwks: false,
    },
    alicloud: { fingerprints, audience: "sts.aliyuncs.com", issuanceLimitTime: 12, description: "a" },
  },
  aws: {
    policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    policyArnsByKey: { a: "arn:aws:iam::aws:policy/job-function/Billing" },
    inlinePolicies: { read: "{}" },
    inlineStatements: {
      write: [
        {
          sid: "a",
          effect: "Allow",
          actions: ["a:b"],
          resources: ["*"],
          conditions: [{ test: "StringEquals", variable: "a", values: ["b"] }],
        },
      ],
    },
    permissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
    roleName: "orders",
    path: "/shop/",
    description: "a",
    maxSessionDuration: 3600,
    tags: { a: "b" },
    audience: "sts.amazonaws.com",
    region: "eu-west-1",
    roleSessionName: "orders",
    wiring: "projected",
    token: { ...token, path: "aws/token" },
  },
  azure: {
    resourceGroupName: "shop",
    name: "orders",
    location: "westeurope",
    tags: { a: "b" },
    tenantId: AZURE_SIMULATED_TENANT,
    roleAssignments: [
      {
        role: "Reader",
        scope: "/",
        condition: "a",
        description: "a",
        delegatedManagedIdentityResourceId: `/subscriptions/${guid}/resourceGroups/a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a`,
        key: "a",
      },
    ],
    environment: "public",
    audience: "api://AzureADTokenExchange",
    wiring: "projected",
    token: { ...token, path: "azure/token" },
  },
  gcp: {
    access: "impersonation",
    project: "shop",
    roles: ["roles/viewer"],
    grants: [
      {
        kind: "bucket",
        resource: "shop",
        role: "roles/viewer",
        condition: { title: "a", expression: "true", description: "a" },
        key: "a",
      },
      {
        kind: "other",
        memberType: "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        properties: { name: "a" },
        role: "roles/run.invoker",
        key: "a",
      },
    ],
    gke: false,
    autopilot: false,
    accountId: "orders-account",
    displayName: "a",
    accessTokenLifetimeSeconds: 3600,
    universeDomain: "googleapis.com",
    wiring: "projected",
    token: { ...token, path: "gcp/token" },
  },
  alicloud: {
    systemPolicies: ["AliyunOSSReadOnlyAccess"],
    systemPoliciesByKey: { a: "AliyunECSReadOnlyAccess" },
    customPolicies: ["read"],
    customPoliciesByKey: { a: "write" },
    policies: { read: "{}" },
    roleName: "orders",
    description: "a",
    maxSessionDuration: 3600,
    tags: { a: "b" },
    audience: "sts.aliyuncs.com",
    roleSessionName: "orders",
    stsRegion: "eu-central-1",
    stsVpcEndpoint: false,
    wiring: "projected",
    token: { ...token, path: "alicloud/token" },
  },
};

const blue = "https://blue.example.com";
const awsProvider = "arn:aws:iam::111122223333:oidc-provider/blue.example.com";
const gcpPool = "projects/1/locations/global/workloadIdentityPools/blue";
const alicloudProvider = "acs:ram::1234567890123456:oidc-provider/blue";

/** The same with what excludes other arguments. */
const external: FederatedWorkloadArgs = {
  issuer: {
    url: blue,
    aws: { oidcProviderArn: awsProvider },
    gcp: {
      workloadIdentityPool: gcpPool,
      workloadIdentityProvider: `${gcpPool}/providers/blue`,
    },
    alicloud: { oidcProviderArn: alicloudProvider },
  },
  namespace: "shop",
  serviceAccount: "orders",
  aws: { externalRoleArn: "arn:aws:iam::111122223333:role/orders" },
  azure: {
    existingIdentity: {
      resourceGroupName: "shop",
      name: "orders",
      clientId: guid,
      tenantId: guid,
      principalId: otherGuid,
    },
  },
  gcp: { access: "impersonation", serviceAccountEmail: "orders@shop.iam.gserviceaccount.com" },
  alicloud: { externalRoleArn: "acs:ram::1234567890123456:role/orders" },
};

/** The registrations that `external` names. */
const registered: DeployedResource[] = [
  {
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    name: "blue",
    id: "blue",
    state: { arn: awsProvider, url: blue, clientIdLists: ["sts.amazonaws.com"] },
  },
  {
    type: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
    name: "blue",
    id: "blue",
    state: {
      name: `${gcpPool}/providers/blue`,
      oidc: { issuerUri: blue },
      attributeMapping: { "google.subject": "assertion.sub" },
    },
  },
  {
    type: "alicloud:ims/oidcProvider:OidcProvider",
    name: "blue",
    id: "blue",
    state: { arn: alicloudProvider, issuerUrl: blue, clientIds: ["sts.aliyuncs.com"] },
  },
];

interface Base {
  args: object;
  deployed?: DeployedResource[];
}

const workloads: Base[] = [
  { args: workload },
  { args: external, deployed: registered },
  ...samples
    .huawei!.filter(({ deployed }) => deployed === undefined)
    .map(({ issuer, args }) => ({ args: { issuer, namespace: "shop", serviceAccount: "orders", ...args } })),
];

const cluster: ClusterFederationArgs = { issuer: workload.issuer as { url: string }, ...workload.registrations };

type Path = string[];

/** Every place in the arguments, the arguments themselves included. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

function withValue(value: unknown, [key, ...rest]: Path, instead: unknown): unknown {
  if (key === undefined) return instead;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, instead);
  return copy;
}

/** What no argument is; a function and a symbol reach a constructor from plain JavaScript only. */
const nonsense = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, Number.NaN, -1, 1e9, "", "*", "other", true, 1n, Symbol("a"), () => "a"),
  fc.constantFrom<unknown>([], [null], [undefined], [[]], {}, { a: null }, new Map(), new Date(0), Object.create(null)),
  fc.anything(),
);

/** Arguments with nonsense in one place. */
function mutated(bases: Base[]) {
  const places = bases.flatMap(({ args, deployed = [] }) => placesIn(args).map((path) => ({ args, path, deployed })));
  return fc
    .constantFrom(...places)
    .chain(({ args, path, deployed }) => nonsense.map((value) => ({ args: withValue(args, path, value), deployed })));
}

/** The faults of a refused construction; a program that fails in any other way fails the test. */
function refusal(construct: () => unknown): FederationError | undefined {
  try {
    construct();
    return undefined;
  } catch (error) {
    if (error instanceof FederationError) return error;
    throw error;
  }
}

function expectWellFormed({ issues }: FederationError): void {
  expect(issues.length).toBeGreaterThan(0);
  for (const issue of issues) {
    expect(issue.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(typeof issue.path).toBe("string");
    expect(issue.message.length).toBeGreaterThan(20);
  }
}

function subjectsOf(args: FederatedWorkloadArgs): Subject[] {
  const { issuer, namespace, serviceAccount, subjects = [] } = args;
  return [{ issuer, namespace, serviceAccount }, ...subjects].map((subject) => ({
    issuer: (subject.issuer as { url: string }).url,
    namespace: subject.namespace,
    serviceAccount: subject.serviceAccount,
  }));
}

/** The audience that was asked for, wherever it was said. */
function audienceOf(args: unknown, cloud: string): string | undefined {
  type Said = Record<string, { audience?: string }>;
  const { issuer, registrations, ...asked } = args as { issuer?: Said; registrations?: Said } & Said;
  return asked[cloud]?.audience ?? issuer?.[cloud]?.audience ?? registrations?.[cloud]?.audience;
}

/** The key set of the cluster, which matters where it is stored. */
function keysOf(args: unknown): { jwks?: object } {
  const { issuer } = args as { issuer: { jwks?: unknown; huawei?: { signingKey?: unknown } } };
  const jwks = jsonObject(issuer.jwks ?? issuer.huawei?.signingKey);
  return Object.hasOwn(jwks, "keys") ? { jwks } : {};
}

/** Messages of a program that stumbled instead of refusing. */
const ACCIDENT = /Cannot read propert|Cannot convert|is not a function|is not iterable/;

/** Runs a program under mocks: refused with well-formed faults at once, refused later on final values, or deployed. */
async function run(program: () => unknown, deployed: DeployedResource[] = []) {
  const mocks = await installCloudMocks({ deployed });
  let refused: FederationError | undefined;
  let trusts: Awaited<ReturnType<typeof mocks.trusts>> = [];
  const late = await lateFaults(async () => {
    refused = refusal(program);
    trusts = await mocks.trusts();
  });
  expect(late.filter((message) => ACCIDENT.test(message))).toEqual([]);
  if (refused !== undefined) expectWellFormed(refused);
  const outcome = refused !== undefined ? "refused" : late.length > 0 ? "refused later" : "deployed";
  return { outcome, trusts };
}

/** Deploys a workload and proves every trust that it made against what its arguments say. */
async function provedWorkload(args: unknown, deployed: DeployedResource[] = []): Promise<string> {
  const { outcome, trusts } = await run(() => new FederatedWorkload("orders", args as FederatedWorkloadArgs), deployed);
  if (outcome !== "deployed") return outcome;
  const intended = subjectsOf(args as FederatedWorkloadArgs);
  for (const { trust } of trusts) {
    const cloud = cloudOf(trust);
    const { issuers } = cloud.admits(trust);
    const subjects = intended.filter(({ issuer }) => issuers.includes(issuer));
    const audience = audienceOf(args, cloud.name) ?? cloud.defaultAudience(trust);
    expect(verdictOf(cloud, trust, { subjects, audience, ...keysOf(args) })).toEqual({ verdict: "equal" });
  }
  return outcome;
}

describe("arguments of any shape", () => {
  it.each(workloads)("start from arguments whose trusts are deployed and proved: %#", async (base) => {
    expect(await provedWorkload(base.args, base.deployed)).toBe("deployed");
  });

  it("make a FederatedWorkload whose every trust is proved, or a FederationError with faults", async () => {
    await fc.assert(
      fc.asyncProperty(mutated(workloads), async ({ args, deployed }) => {
        await provedWorkload(args, deployed);
      }),
      { numRuns: rounds(50) },
    );
  });

  it("make a ClusterFederation, or a FederationError with faults", async () => {
    await fc.assert(
      fc.asyncProperty(mutated([{ args: cluster }]), async ({ args }) => {
        await run(() => new ClusterFederation("prod", args as ClusterFederationArgs));
      }),
      { numRuns: rounds(25) },
    );
  });
});
