import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type {
  ClusterFederationArgs,
  ClusterIssuer,
  FederatedWorkloadArgs,
  ProjectedTokenSettings,
  WorkloadKubernetesArgs,
  WorkloadSubject,
  WorkloadTokenArgs,
} from "../../src";
import { ClusterFederation, FederatedWorkload, ServiceAccountOwnership } from "../../src";
import { AckPodIdentityWebhook } from "../../src/clouds/alicloud";
import type {
  AckPodIdentityWebhookArgs,
  AlicloudOssIssuerHostArgs,
  AlicloudOthers,
  AlicloudRegistrationArgs,
} from "../../src/clouds/alicloud/args";
import type {
  AwsCloudFrontIssuerHostArgs,
  AwsOthers,
  AwsPodIdentityArgs,
  AwsPolicyCondition,
  AwsPolicyStatement,
  AwsRegistrationArgs,
  AwsS3IssuerHostArgs,
} from "../../src/clouds/aws/args";
import type { AwsOpenShiftArgs } from "../../src/clouds/aws/openshift/args";
import type { AwsSecretObject, AwsSecretsMountArgs } from "../../src/clouds/aws/secrets-store/args";
import type {
  AsoCredentialArgs,
  AsoSecretArgs,
  AzureControllerIdentityArgs,
  CapzClusterIdentityArgs,
  CapzIdentityArgs,
} from "../../src/clouds/azure";
import { AsoCredential, CapzIdentity } from "../../src/clouds/azure";
import type {
  AzureApplicationArgs,
  AzureExistingApplication,
  AzureExistingIdentity,
  AzureRoleAssignmentArgs,
  AzureStaticWebsiteIssuerHostArgs,
} from "../../src/clouds/azure/args";
import type { AzureOpenShiftArgs } from "../../src/clouds/azure/openshift/args";
import type { AzureSecretsMountArgs, AzureVaultObject } from "../../src/clouds/azure/secrets-store/args";
import type {
  GcpGrantCondition,
  GcpRegistrationArgs,
  GcpResourceGrant,
  GcpStorageIssuerHostArgs,
} from "../../src/clouds/gcp/args";
import type { GcpOpenShiftArgs } from "../../src/clouds/gcp/openshift/args";
import type { GcpSecretObject, GcpSecretsMountArgs } from "../../src/clouds/gcp/secrets-store/args";
import type {
  HuaweiOthers,
  HuaweiPolicyGrant,
  HuaweiRegistrationArgs,
  HuaweiRoleGrant,
} from "../../src/clouds/huawei/args";
import type { ServiceAccountIssuerArgs } from "../../src/issuer";
import { KeyPhase, ServiceAccountIssuer } from "../../src/issuer";
import type { OpenShiftIdentitiesArgs } from "../../src/openshift";
import { OpenShiftIdentities } from "../../src/openshift";
import type {
  SecretsMount,
  SecretsStoreDriverArgs,
  SecretsStoreMountArgs,
  SyncedSecret,
} from "../../src/secrets-store";
import { SecretsStoreMount } from "../../src/secrets-store";
import type { Said } from "../support/effects";
import { at, silentArguments } from "../support/effects";
import { credentialsRequest } from "../support/openshift-requests";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const AKS = "https://westeurope.oic.prod-aks.azure.com/00000000-0000-4000-8000-000000000002/blue/";
const OTHER = "https://issuer.example.com/other";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const otherJwks = jwks.replace('"a"', '"b"');
const fingerprints = ["0123456789abcdef0123456789abcdef01234567"];
const GUID = "00000000-0000-4000-8000-00000000000";
const ids = { clientId: `${GUID}1`, tenantId: `${GUID}2` };
const SUBSCRIPTION = `${GUID}a`;
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbC123";
const VAULT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-prod`;
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

/** What may be said of a workload on every cloud. */
const WORKLOAD: Said[] = [
  ...at<Omit<FederatedWorkloadArgs, "aws" | "azure" | "gcp" | "alicloud" | "huawei">>("", {
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
  ...at<ClusterIssuer>("issuer", {
    url: OTHER,
    jwks: otherJwks,
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
    { ...two, azure: { resourceGroupName: "shop", token: {}, roleAssignments: [{ role: "Reader", scope: "/" }] } },
  ],
  ["Google Cloud", { ...two, registrations: { gcp: {} }, gcp: { project: "shop-prod", token: {} } }],
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

const KEY = {
  publicKey: generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({
    type: "spki",
    format: "pem",
  }) as string,
  phase: KeyPhase.Active,
  since: "2026-11-01T00:00:00Z",
};

const bucketed = { bucketName: "other", path: "green", tags };
const ISSUER: Said[] = [
  ...at<Pick<ServiceAccountIssuerArgs, "jwksPath" | "discoveryMembers" | "acceptedIssuers" | "cacheSeconds" | "waits">>(
    "",
    {
      jwksPath: "/keys.json",
      discoveryMembers: '{"claims_supported":["sub","iss"]}',
      acceptedIssuers: [OTHER],
      cacheSeconds: 600,
      waits: { publicationSeconds: 7200, tokenLifetimeSeconds: 7200 },
    },
  ),
  ...at<AwsS3IssuerHostArgs>("awsS3", {
    ...bucketed,
    region: "eu-central-1",
    existingBucket: { name: "mine", url: "https://mine.example.com" },
  }),
  ...at<AwsCloudFrontIssuerHostArgs>("awsCloudFront", {
    ...bucketed,
    region: "eu-central-1",
    originAccessIdentityComment: "prod",
  }),
  ...["azureBlob", "azureStaticWebsite"].flatMap((host) =>
    at<AzureStaticWebsiteIssuerHostArgs>(host, {
      resourceGroupName: "other",
      accountName: "otherissuers",
      path: "green",
      location: "northeurope",
      tags,
      existingBucket: { name: "mine", url: "https://mine.example.com" },
    }),
  ),
  ["azureBlob.containerName", "keys"],
  ...at<GcpStorageIssuerHostArgs>("gcpStorage", {
    location: "US",
    bucketName: "other",
    path: "green",
    project: "other",
    labels: tags,
    existingBucket: { name: "mine", url: "https://mine.example.com" },
  }),
  ...at<AlicloudOssIssuerHostArgs>("alicloudOss", {
    ...bucketed,
    existingBucket: { name: "mine", url: "https://mine.example.com" },
  }),
  ["external.url", OTHER],
];

const HOSTS: [string, Partial<ServiceAccountIssuerArgs>][] = [
  ["S3", { awsS3: { bucketName: "issuers", path: "blue", region: "eu-west-1" } }],
  [
    "a bucket of S3 that exists",
    { awsS3: { existingBucket: { name: "issuers", url: "https://issuers.s3.eu-west-1.amazonaws.com" }, path: "blue" } },
  ],
  [
    "a container of Azure that exists",
    {
      azureBlob: {
        resourceGroupName: "g",
        existingBucket: { name: "keys", url: "https://issuers.blob.core.windows.net/keys" },
      },
    },
  ],
  [
    "a bucket of Google Cloud Storage that exists",
    { gcpStorage: { existingBucket: { name: "issuers", url: "https://storage.googleapis.com/issuers" } } },
  ],
  [
    "a bucket of OSS that exists",
    { alicloudOss: { existingBucket: { name: "issuers", url: "https://issuers.oss-cn-hangzhou.aliyuncs.com" } } },
  ],
  ["CloudFront", { awsCloudFront: { bucketName: "issuers" } }],
  ["a container of Azure", { azureBlob: { resourceGroupName: "g", accountName: "issuers", path: "blue" } }],
  ["a static website", { azureStaticWebsite: { resourceGroupName: "g", accountName: "issuers" } }],
  ["Google Cloud Storage", { gcpStorage: { bucketName: "issuers", path: "blue", location: "EU" } }],
  ["OSS", { alicloudOss: { bucketName: "issuers", path: "blue" } }],
  ["a server elsewhere", { external: { url: "https://issuer.example.com/prod" } }],
];

const asksFor = (spec: object, name = "ingress") =>
  credentialsRequest({ name, secret: `openshift-ingress-operator/${name}`, serviceAccounts: [name] }, spec);

const OPENSHIFT: Said[] = [
  ...at<Omit<OpenShiftIdentitiesArgs, "aws" | "azure" | "gcp" | "adopt" | "credentialsRequests">>("", {
    clusterName: "other",
    issuer: { url: "https://storage.googleapis.com/other", jwks },
    operators: [
      {
        name: "own",
        namespace: "own",
        serviceAccounts: ["own"],
        permissions: [{ kind: "action", name: "s3:GetObject" }],
      },
    ],
    featureSet: "TechPreviewNoUpgrade",
    featureGates: ["SomeGate"],
    naming: "ccoctl",
    narrowings: [{ permissions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop"] }],
    kubernetes: { secrets: true },
  }),
  ...at<AwsOpenShiftArgs>("aws", {
    region: "eu-west-1",
    permissionsBoundary: "arn:aws:iam::111122223333:policy/bound",
    path: "/shop/",
    tags,
    thumbprints: fingerprints,
    oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/storage.googleapis.com/prod-oidc",
  }),
  ...at<AzureOpenShiftArgs>("azure", {
    subscriptionId: `${GUID}4`,
    region: "northeurope",
    tenantId: `${GUID}5`,
    oidcResourceGroupName: "oidc",
    installationResourceGroupName: "install",
    networkResourceGroupName: "network",
    dnsZoneResourceGroupName: "dns",
    scopes: { "openshift-ingress-azure": [`/subscriptions/${SUBSCRIPTION}/resourceGroups/g`] },
    conditions: { "openshift-image-registry-azure": "true" },
    assignableScopes: [`/subscriptions/${SUBSCRIPTION}/resourceGroups/g`],
    tags,
  }),
  ...at<GcpOpenShiftArgs>("gcp", {
    project: "other",
    poolId: "own",
    poolSuffix: "two",
    providerId: "own",
    existingPool: { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/prod` },
    uploadJwks: false,
    workloadPool: false,
    sharedRoles: true,
    conditions: { ingress: { title: "one", expression: 'resource.name == "one"' } },
    universeDomain: "example.goog",
  }),
];

const openShift = { issuer: { url: "https://storage.googleapis.com/prod-oidc", jwks } };
const OPENSHIFTS: [string, OpenShiftIdentitiesArgs][] = [
  [
    "AWS",
    {
      ...openShift,
      credentialsRequests: [
        asksFor({
          kind: "AWSProviderSpec",
          statementEntries: [{ effect: "Allow", action: ["s3:GetObject"], resource: "*" }],
        }),
      ],
      aws: {},
    },
  ],
  [
    "Azure",
    {
      ...openShift,
      credentialsRequests: [
        asksFor(
          { kind: "AzureProviderSpec", permissions: ["Microsoft.Network/dnsZones/read"] },
          "openshift-ingress-azure",
        ),
        asksFor(
          { kind: "AzureProviderSpec", roleBindings: [{ role: "Contributor" }] },
          "openshift-image-registry-azure",
        ),
      ],
      azure: { subscriptionId: SUBSCRIPTION, region: "westeurope", tenantId: `${GUID}2` },
    },
  ],
  [
    "Google Cloud",
    {
      ...openShift,
      credentialsRequests: [
        asksFor({ kind: "GCPProviderSpec", predefinedRoles: ["roles/viewer"], permissions: ["dns.changes.create"] }),
      ],
      gcp: { project: "shop-prod" },
    },
  ],
];

const MOUNT: Said[] = [
  ...at<SecretsMount>("mounts.0", {
    name: "other",
    mountPath: "/mnt/other",
    className: "own",
    aws: { objects: [{ arn: SECRET, file: "other" }] },
    azure: { vaultId: `${VAULT}2`, objects: [{ name: "other" }] },
    gcp: { objects: [{ secret: "projects/shop-prod/secrets/other", file: "other" }] },
    syncedSecrets: [{ name: "db", files: { db: "db" } }],
  }),
  ...at<SyncedSecret>("mounts.0.syncedSecrets.0", {
    name: "other",
    type: "kubernetes.io/basic-auth",
    files: { other: "db" },
    labels: tags,
    annotations: tags,
  }),
  ...at<SecretsStoreDriverArgs>("csiDriver", { name: "other", patch: true, moreAudiences: ["other"] }),
  ...at<AwsSecretsMountArgs>("mounts.0.aws", {
    objects: [{ arn: `${SECRET}2`, file: "db" }],
    region: "eu-central-1",
    kmsKeyArns: ["arn:aws:kms:eu-west-1:111122223333:key/1"],
    grantedElsewhere: true,
  }),
  ...at<AwsSecretObject>("mounts.0.aws.objects.0", {
    arn: `${SECRET}2`,
    name: "shop/db",
    service: "ssmparameter",
    file: "other",
    version: "v1",
    versionLabel: "AWSPREVIOUS",
    values: [{ path: "user", file: "user" }],
  }),
  ...at<AzureSecretsMountArgs>("mounts.0.azure", {
    vaultId: `${VAULT}2`,
    vaultName: "other",
    objects: [{ name: "other" }],
    vaultWide: true,
    grantedElsewhere: true,
  }),
  ...at<AzureVaultObject>("mounts.0.azure.objects.0", {
    name: "other",
    type: "key",
    file: "other",
    version: "1",
    format: "pfx",
    encoding: "base64",
  }),
  ...at<GcpSecretsMountArgs>("mounts.0.gcp", { objects: [], grantedElsewhere: true }),
  ...at<GcpSecretObject>("mounts.0.gcp.objects.0", {
    secret: "projects/shop-prod/secrets/other",
    file: "other",
    version: "2",
    regional: true,
  }),
];

const at0 = { name: "app", mountPath: "/mnt/secrets" };
const MOUNTS: [string, SecretsStoreMountArgs][] = [
  [
    "AWS",
    {
      ...OWN,
      aws: {},
      csiDriver: { patch: true },
      mounts: [
        {
          ...at0,
          aws: { objects: [{ arn: SECRET, file: "db" }] },
          syncedSecrets: [{ name: "db", files: { db: "db" } }],
        },
      ],
    },
  ],
  [
    "Azure",
    {
      ...OWN,
      azure: { resourceGroupName: "shop" },
      mounts: [{ ...at0, azure: { vaultId: VAULT, objects: [{ name: "db" }] } }],
    },
  ],
  [
    "Google Cloud",
    {
      ...OWN,
      gcp: { project: "shop-prod" },
      mounts: [{ ...at0, gcp: { objects: [{ secret: "projects/shop-prod/secrets/db", file: "db" }] } }],
    },
  ],
];

const CONTROLLER = at<AzureControllerIdentityArgs>("", {
  issuer: { url: OTHER },
  key: "own",
  moreClusters: [{ issuer: { url: OTHER }, key: "next" }],
  subscriptionId: `${GUID}4`,
  roleAssignments: [{ role: "Reader", scope: "/" }],
  resourceGroupName: "other",
  name: "own-identity",
  location: "northeurope",
  tags,
  existingIdentity: { resourceGroupName: "shop", name: "legacy", ...ids },
  application: {},
  existingApplication: { ...ids, objectId: `${GUID}3` },
  credentialDescription: "own",
  tenantId: `${GUID}8`,
  importCredentials: [`${GUID}3/federatedIdentityCredential/${GUID}3`],
  others: { credentials: [{ issuer: OTHER, subject: "repo:a/b" }] },
  writeObjects: false,
});
const CAPZ: Said[] = [
  ...CONTROLLER,
  ["subscriptionRoles", ["Reader"]],
  ["controllerNamespace", "own"],
  ["asoSecrets", [{ namespace: "default" }]],
  ...at<CapzClusterIdentityArgs>("clusterIdentity", {
    namespace: "other",
    name: "own",
    allowedNamespaces: ["other"],
    allowedNamespaceSelector: { matchLabels: tags },
    allowEveryNamespace: true,
  }),
];
const ASO: Said[] = [
  ...CONTROLLER,
  ["subscriptionRoles", ["Reader"]],
  ["controllerNamespace", "own"],
  ...at<AsoSecretArgs>("secrets.0", { namespace: "other", name: "own" }),
];

/** Names that are needed only beside others that are outputs, what allows something that is not so, facts of a cluster, and defaults. */
const HARMLESS = [
  "alicloud.allowAckIssuer",
  "azure.roleAssignments.0.key",
  "featureGates",
  "featureSet",
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

  it.each(HOSTS)("of an issuer on %s", async (_, args) => {
    const make = (given: ServiceAccountIssuerArgs) => new ServiceAccountIssuer("prod", given);
    expect(await silentIn<ServiceAccountIssuerArgs>(make, { keys: [KEY], ...args }, ISSUER)).toEqual([]);
  });

  it.each(OPENSHIFTS)("of OpenShift's identities on %s", async (_, args) => {
    const make = (given: OpenShiftIdentitiesArgs) => new OpenShiftIdentities("prod", given);
    expect(await silentIn<OpenShiftIdentitiesArgs>(make, args, OPENSHIFT)).toEqual([]);
  });

  it.each(MOUNTS)("of a mount of %s", async (_, args) => {
    const make = (given: SecretsStoreMountArgs) => new SecretsStoreMount("orders", given);
    expect(await silentIn<SecretsStoreMountArgs>(make, args, MOUNT)).toEqual([]);
  });

  it("of controllers of Azure, and of ACK's webhook", async () => {
    const management = {
      issuer: { url: EKS },
      key: "management",
      subscriptionId: SUBSCRIPTION,
      resourceGroupName: "capi",
    };
    const capz = { ...management, clusterIdentity: { namespace: "default", allowedNamespaces: ["default"] } };
    const aso = { ...management, secrets: [{ namespace: "default" }] };
    expect(await silentIn((given: CapzIdentityArgs) => new CapzIdentity("capz", given), capz, CAPZ)).toEqual([]);
    expect(await silentIn((given: AsoCredentialArgs) => new AsoCredential("aso", given), aso, ASO)).toEqual([]);
    const addon = (given: AckPodIdentityWebhookArgs) => new AckPodIdentityWebhook("webhook", given);
    const said = at<AckPodIdentityWebhookArgs>("", { clusterId: "d", version: "v0.4.2", config: "{}" });
    expect(await silentIn(addon, { clusterId: "c" }, said)).toEqual([]);
  });
});
