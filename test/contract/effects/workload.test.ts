import { describe, expect, it } from "vitest";
import type {
  ClusterFederationArgs,
  ClusterIssuer,
  FederatedWorkloadArgs,
  ProjectedTokenSettings,
  WorkloadKubernetesArgs,
  WorkloadSubject,
  WorkloadTokenArgs,
} from "../../../src";
import { ClusterFederation, FederatedWorkload, ServiceAccountOwnership } from "../../../src";
import type { AlicloudOthers, AlicloudRegistrationArgs } from "../../../src/clouds/alicloud/args";
import type {
  AwsOthers,
  AwsPodIdentityArgs,
  AwsPolicyCondition,
  AwsPolicyStatement,
  AwsRegistrationArgs,
} from "../../../src/clouds/aws/args";
import type {
  AzureApplicationArgs,
  AzureExistingApplication,
  AzureExistingIdentity,
  AzureIdentityBindingArgs,
  AzureRoleAssignmentArgs,
} from "../../../src/clouds/azure/args";
import type { AzureOthers } from "../../../src/clouds/azure/others";
import type { GcpGrantCondition, GcpOthers, GcpRegistrationArgs, GcpResourceGrant } from "../../../src/clouds/gcp/args";
import type {
  HuaweiOthers,
  HuaweiPolicyGrant,
  HuaweiRegistrationArgs,
  HuaweiRoleGrant,
} from "../../../src/clouds/huawei/args";
import type { Said } from "../../support/effects";
import { at, silentArguments } from "../../support/effects";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const AKS = "https://westeurope.oic.prod-aks.azure.com/00000000-0000-4000-8000-000000000002/blue/";
const OTHER = "https://issuer.example.com/other";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const otherJwks = jwks.replace('"a"', '"b"');
const fingerprints = ["0123456789abcdef0123456789abcdef01234567"];
const GUID = "00000000-0000-4000-8000-00000000000";
const ids = { clientId: `${GUID}1`, tenantId: `${GUID}2` };
const LEGACY =
  "/subscriptions/00000000-0000-4000-8000-00000000000a/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/legacy";
const STRANGER = { name: "ci", issuer: OTHER, subject: "repo:a/b", audiences: ["api://AzureADTokenExchange"] };
const tags = { team: "shop" };
const clusterArn = "arn:aws:eks:eu-west-1:111122223333:cluster/blue";
const pool = "projects/1/locations/global/workloadIdentityPools/prod";

const condition = at<GcpGrantCondition>("gcp.grants.0.condition", {
  title: "other",
  expression: 'resource.name == "other"',
  description: "why",
});

/** What may be said of how an issuer is registered. */
const REGISTRATIONS: Said[] = [
  ...at<AwsRegistrationArgs>("registrations.aws", {
    audience: "shop",
    moreAudiences: ["other"],
    thumbprints: ["0123456789abcdef0123456789abcdef01234568"],
    tags,
  }),
  ...at<GcpRegistrationArgs>("registrations.gcp", {
    project: "other",
    poolId: "prod",
    poolSuffix: "two",
    providerId: "own",
    displayName: "Prod",
    description: "prod",
    audience: "https://shop.example.com",
    attributeMapping: { "attribute.pod": "assertion['kubernetes.io'].pod.name" },
    attributeCondition: "assertion.sub != ''",
    uploadJwks: true,
  }),
  ...at<AlicloudRegistrationArgs>("registrations.alicloud", {
    fingerprints: ["0123456789abcdef0123456789abcdef01234568"],
    audience: "shop",
    providerName: "own",
    issuanceLimitTime: 24,
    description: "own",
    allowAckIssuer: true,
  }),
  ...at<HuaweiRegistrationArgs>("registrations.huawei", {
    mechanism: "trust-agency",
    clientId: "shop",
    providerName: "own",
    thumbprints: ["0123456789abcdef0123456789abcdef01234568"],
    description: "own",
    owner: "shop/prod",
    connection: { iamEndpoint: "https://iam.example.com" },
  }),
];

type Registering = keyof NonNullable<FederatedWorkloadArgs["registrations"]>;

/** What may be said of a workload on every cloud. */
const WORKLOAD: Said[] = [
  ...at<Omit<FederatedWorkloadArgs, Registering | "azure">>("", {
    issuer: { url: OTHER, jwks },
    namespace: "other",
    serviceAccount: "other",
    key: "blue",
    wholeNamespaces: ["team"],
    namespacePrefixes: ["team-"],
    subjects: [{ namespace: "other", serviceAccount: "other" }],
    kubernetes: { createNamespace: true },
    tokens: [{ audience: "vault", path: "vault/token" }],
    allowDefaultServiceAccount: true,
    registrations: { aws: { moreAudiences: ["other"] } },
  }),
  ...at<Omit<ClusterIssuer, Registering>>("issuer", { url: OTHER, jwks: otherJwks }),
  ...at<Pick<ClusterIssuer, "aws" | "gcp" | "alicloud" | "huawei">>("issuer", {
    aws: { oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${EKS.slice("https://".length)}` },
    gcp: { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/prod` },
    alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/prod" },
    huawei: { clientId: "shop", identityProviderId: "prod", mappingId: "prod" },
  }),
  ...at<WorkloadSubject>("subjects.0", {
    issuer: { url: OTHER, jwks },
    namespace: "third",
    serviceAccount: "third",
    key: "green",
    credentialName: "own",
    wholeNamespaces: ["team"],
    namespacePrefixes: ["team-"],
    kubernetes: { createNamespace: true },
  }),
  ...["aws", "azure", "gcp", "alicloud", "huawei"].flatMap((cloud) =>
    at<ProjectedTokenSettings>(`${cloud}.token`, { path: "own/token", expirationSeconds: 7200 }),
  ),
  ...REGISTRATIONS,
];

/** What may be said of its objects. */
const OBJECTS: Said[] = [
  ...["kubernetes", "subjects.0.kubernetes"].flatMap((path) => [
    ...at<Omit<WorkloadKubernetesArgs, "mountPath">>(path, {
      serviceAccount: ServiceAccountOwnership.Patch,
      createNamespace: true,
      deleteNamespace: true,
      automountServiceAccountToken: false,
      annotations: { team: "shop" },
      keep: ["example.com/kept"],
      labels: { team: "shop" },
    }),
  ]),
  ["kubernetes.mountPath", "/var/run/other"],
  ...at<WorkloadTokenArgs>("tokens.0", { audience: "other", path: "other/token", expirationSeconds: 7200 }),
];

/** What may be said of what stands there on one cloud. */
const IN_CLOUDS: Said[] = [
  ...at<AwsPodIdentityArgs>("aws.podIdentity", {
    clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/green",
    clusterArnsByKey: { green: "arn:aws:eks:eu-west-1:111122223333:cluster/green" },
    managedByAddon: true,
    disableSessionTags: true,
    sessionPolicy: '{"Version":"2012-10-17","Statement":[]}',
    targetRoleArn: "arn:aws:iam::444455556666:role/target",
    tags,
  }),
  ...at<AwsPolicyStatement>("aws.inlineStatements.read.0", {
    sid: "Read",
    effect: "Deny",
    actions: ["s3:PutObject"],
    notActions: ["s3:PutObject"],
    resources: ["arn:aws:s3:::shop"],
    notResources: ["arn:aws:s3:::shop"],
    conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["true"] }],
  }),
  ...at<AwsPolicyCondition>("aws.inlineStatements.read.0.conditions.0", {
    test: "StringLike",
    variable: "s3:prefix",
    values: ["other"],
  }),
  ...at<AwsOthers>("aws.others", {
    subjects: [{ issuer: OTHER, subject: "repo:a/b" }],
    principals: [{ principal: "arn:aws:iam::111122223333:role/ci" }],
  }),
  ...at<AlicloudOthers>("alicloud.others", {
    subjects: [{ issuer: OTHER, subject: "repo:a/b", oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/ci" }],
    principals: [{ principal: "acs:ram::1234567890123456:role/ci" }],
  }),
  ...at<HuaweiOthers>("huawei.others", {
    subjects: [{ issuer: EKS, subject: "repo:a/b" }],
    principals: [{ principal: "iam::0a1b:agency:ci" }],
  }),
  ...at<AzureExistingIdentity>("azure.existingIdentity", {
    resourceGroupName: "other",
    name: "other",
    clientId: `${GUID}7`,
    tenantId: `${GUID}8`,
    id: `${LEGACY}2`,
    principalId: `${GUID}9`,
    federatedIdentityCredentials: JSON.stringify([STRANGER]),
  }),
  ...at<AzureApplicationArgs>("azure.application", {
    displayName: "own",
    description: "own",
    multiTenant: true,
    principalId: `${GUID}9`,
  }),
  ...at<AzureExistingApplication>("azure.existingApplication", {
    clientId: `${GUID}7`,
    objectId: `${GUID}8`,
    tenantId: `${GUID}9`,
    principalId: `${GUID}9`,
    multiTenant: true,
    federatedIdentityCredentials: "[]",
  }),
  ...at<AzureIdentityBindingArgs>("azure.identityBinding", { clusterResourceGroupName: "other", clusterName: "other" }),
  ...at<AzureOthers>("azure.others", { credentials: [{ issuer: OTHER, subject: "repo:a/b" }] }),
  ...at<GcpOthers>("gcp.others", {
    members: ["group:ops@example.com"],
    membersByKey: { ops: "group:ops@example.com" },
  }),
  ...at<AzureRoleAssignmentArgs>("azure.roleAssignments.0", {
    role: "Contributor",
    scope: "/subscriptions/s",
    condition: "true",
    description: "why",
    delegatedManagedIdentityResourceId:
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i",
    key: "own",
  }),
  ...at<GcpResourceGrant>("gcp.grants.0", {
    kind: "topic",
    resource: "other",
    memberType: "gcp:storage/bucketIAMMember:BucketIAMMember",
    properties: { bucket: "other" },
    role: "roles/storage.admin",
    condition: { title: "one", expression: 'resource.name == "one"' },
    key: "own",
  }),
  ...condition,
  ...at<HuaweiRoleGrant>("huawei.roles.0", {
    role: "OBS OperateAccess",
    scope: "project",
    scopeId: "p",
    key: "own",
  }),
  ...at<HuaweiPolicyGrant>("huawei.customPolicies.read", {
    policy: '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["obs:*"]}]}',
    scope: "project",
    scopeId: "p",
  }),
];

const SUBJECT = { namespace: "shop", serviceAccount: "orders" };
const OWN = {
  ...SUBJECT,
  issuer: { url: EKS, jwks },
  registrations: {},
};
const two = { ...OWN, subjects: [{ issuer: { url: EKS, jwks }, namespace: "other", serviceAccount: "other" }] };

const WORKLOADS: [string, FederatedWorkloadArgs][] = [
  ["no cloud", { ...SUBJECT, tokens: [{ audience: "vault", path: "vault/token" }] }],
  ["AWS", { ...two, aws: { token: {} } }],
  ["EKS Pod Identity alone", { ...SUBJECT, aws: { podIdentity: { clusterArn }, webIdentity: false } }],
  [
    "Azure",
    {
      ...two,
      azure: { resourceGroupName: "shop", token: {}, others: {}, roleAssignments: [{ role: "Reader", scope: "/" }] },
    },
  ],
  ["Google Cloud", { ...two, registrations: { gcp: {} }, gcp: { project: "shop-prod", token: {}, others: {} } }],
  ["Alibaba Cloud", { ...two, registrations: { alicloud: { fingerprints } }, alicloud: { token: {}, others: {} } }],
  [
    "Huawei Cloud",
    {
      ...two,
      registrations: { huawei: {} },
      huawei: {
        token: {},
        others: {},
        roles: [{ role: "OBS ReadOnlyAccess", scope: "domain" }],
        customPolicies: { read: { policy: '{"Version":"1.1","Statement":[]}', scope: "domain" } },
      },
    },
  ],
];

const IDENTITIES: [string, FederatedWorkloadArgs][] = [
  ["others on AWS", { ...OWN, aws: { others: {} } }],
  ["AWS and EKS Pod Identity", { ...OWN, aws: { podIdentity: { clusterArn } } }],
  [
    "a statement on AWS",
    {
      ...OWN,
      aws: {
        inlineStatements: {
          read: [
            {
              actions: ["s3:GetObject"],
              resources: ["*"],
              conditions: [{ test: "StringEquals", variable: "s3:prefix", values: ["a"] }],
            },
          ],
        },
      },
    },
  ],
  [
    "an identity of Azure that exists",
    { ...OWN, azure: { existingIdentity: { resourceGroupName: "shop", name: "legacy", ...ids } } },
  ],
  [
    "a bound identity of Azure that exists",
    {
      ...SUBJECT,
      issuer: { url: AKS },
      azure: {
        existingIdentity: { resourceGroupName: "shop", name: "legacy", ...ids, id: LEGACY },
        identityBinding: { clusterResourceGroupName: "aks", clusterName: "blue" },
      },
    },
  ],
  ["an application", { ...OWN, azure: { application: {} } }],
  ["an application that exists", { ...OWN, azure: { existingApplication: { ...ids, objectId: `${GUID}3` } } }],
  [
    "a grant of Google Cloud",
    {
      ...OWN,
      gcp: {
        project: "shop-prod",
        grants: [
          {
            kind: "bucket",
            resource: "shop",
            role: "roles/storage.objectViewer",
            condition: { title: "one", expression: 'resource.name == "one"' },
          },
        ],
      },
    },
  ],
  ["a trust agency", { ...OWN, registrations: { huawei: {} }, huawei: { mechanism: "trust-agency", others: {} } }],
];

/** Names that are needed only beside others that are outputs, what allows something that is not so, and defaults. */
const HARMLESS = [
  "alicloud.allowAckIssuer",
  "azure.roleAssignments.0.key",
  "gcp.grants.0.key",
  "huawei.roles.0.key",
  "registrations.alicloud.allowAckIssuer",
  "registrations.huawei.mechanism",
];

const workload = (args: FederatedWorkloadArgs) => new FederatedWorkload("orders", args);
const silentIn = async <A extends object>(make: (args: A) => object, args: A, said: readonly Said[]) =>
  (await silentArguments(make, args, said)).filter((path) => !HARMLESS.includes(path));

describe("an argument makes a difference or is told to make none", () => {
  it.each(WORKLOADS)("of a workload: %s", async (_, args) => {
    expect(await silentIn(workload, args, [...WORKLOAD, ...IN_CLOUDS])).toEqual([]);
  });

  it.each(IDENTITIES)("of an identity: %s", async (_, args) => {
    expect(await silentIn(workload, args, IN_CLOUDS)).toEqual([]);
  });

  it("of a workload's objects", async () => {
    const args = { ...two, kubernetes: {}, subjects: [{ ...two.subjects[0]!, kubernetes: {} }], aws: {} };
    expect(await silentIn<FederatedWorkloadArgs>(workload, args, OBJECTS)).toEqual([]);
  });

  it("of a ServiceAccount that is written elsewhere", async () => {
    const args = { ...OWN, kubernetes: { serviceAccount: ServiceAccountOwnership.External }, aws: {} };
    expect(await silentArguments<FederatedWorkloadArgs>(workload, args, OBJECTS)).toEqual([]);
  });

  it("of a cluster", async () => {
    const args = {
      issuer: { url: EKS, jwks },
      aws: {},
      gcp: { project: "shop" },
      alicloud: { fingerprints },
      huawei: {},
    };
    const said: Said[] = [...REGISTRATIONS.map(([path, value]): Said => [path.replace("registrations.", ""), value])];
    const make = (given: ClusterFederationArgs) => new ClusterFederation("prod", given);
    expect(await silentIn<ClusterFederationArgs>(make, args, said)).toEqual([]);
  });
});
