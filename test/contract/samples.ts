import { expect } from "vitest";
import type { ClusterIssuer, FederatedWorkloadArgs } from "../../src";
import { AckPodIdentityWebhook } from "../../src/clouds/alicloud";
import { awsPodIdentityPrincipals } from "../../src/clouds/aws";
import type { DeployedResource } from "../../src/clouds/cloud";
import { HuaweiClusterJwksResource, HuaweiPodIdentityAssociation } from "../../src/clouds/huawei";
import type { Subject } from "../../src/core/subject";

/** One way to use a cloud: what a workload asks for, and what stands outside of its program. */
export interface CloudSample {
  title: string;
  issuer: ClusterIssuer & { url: string };
  /** What the workload asks for beside its subjects. */
  args: Partial<FederatedWorkloadArgs>;
  /** What else the program creates in this cloud. */
  also?: () => void;
  /** What other stacks deployed and the program names. */
  deployed?: DeployedResource[];
  /** Who else comes in beside the tokens of the subjects, as an intent names them. Nobody by default. */
  others?: (subjects: readonly Subject[]) => object;
  /** Where tokens of other clusters come in by design: all clusters of a project's pool are one. */
  sharedPool?: boolean;
}

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const GKE = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue";
const ACK = "https://oidc-ack-eu-central-1.oss-eu-central-1.aliyuncs.com/c0123456789abcdef0123456789abcdef";
const clusterArn = "arn:aws:eks:eu-west-1:111122223333:cluster/blue";
const eksProvider = `arn:aws:iam::111122223333:oidc-provider/${EKS.slice("https://".length)}`;
const ackProvider = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c0123456789abcdef0123456789abcdef";
const fingerprints = ["0123456789abcdef0123456789abcdef01234567"];
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const huaweiUrn = "iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:oidcProvider:prod";
const gkeEntry = { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" };

const membership = "projects/fleet-host/locations/global/memberships/blue";
const fleetEntry = {
  fleetWorkloadPool: "fleet-host.svc.id.goog",
  fleetIdentityProvider: `https://gkehub.googleapis.com/${membership}`,
  projectNumber: "123456789012",
};
const fleetMember = {
  type: "gcp:gkehub/membership:Membership",
  name: "blue",
  id: membership,
  state: { membershipId: "blue", location: "global", project: "fleet-host", authority: { issuer: EKS } },
};

/** By the name of the cloud; the first sample of each can be asked for together with those of the others. */
export const samples: Record<string, CloudSample[]> = {
  aws: [
    {
      title: "a role",
      issuer: { url: EKS },
      args: { aws: { policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } },
    },
    {
      title: "a role, the issuer registered by another stack",
      issuer: { url: EKS, aws: { oidcProviderArn: eksProvider } },
      args: { aws: { inlinePolicies: { read: "{}" }, wiring: "webhook" } },
      deployed: [
        {
          type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
          name: "cluster",
          id: eksProvider,
          state: { arn: eksProvider, url: EKS, clientIdLists: ["sts.amazonaws.com"] },
        },
      ],
    },
    {
      title: "a statement in a role that somebody else owns",
      issuer: { url: EKS },
      args: { aws: { externalRoleArn: "arn:aws:iam::111122223333:role/legacy", manageStatement: true } },
    },
    {
      title: "a role for tokens and for EKS Pod Identity",
      issuer: { url: EKS },
      args: { aws: { podIdentity: { clusterArn } } },
      others: (subjects) => {
        const associated = subjects.map(({ namespace, serviceAccount }) => ({ clusterArn, namespace, serviceAccount }));
        return { principals: awsPodIdentityPrincipals({ subjects: associated, disableSessionTags: false }) };
      },
    },
  ],
  azure: [
    {
      title: "a managed identity",
      issuer: { url: EKS },
      args: { azure: { resourceGroupName: "shop", roleAssignments: [{ role: "Reader", scope: "/" }] } },
    },
    {
      title: "a managed identity that exists",
      issuer: { url: EKS },
      args: {
        azure: {
          existingIdentity: {
            resourceGroupName: "shop",
            name: "orders",
            clientId: "00000000-0000-4000-8000-000000000001",
            tenantId: "00000000-0000-4000-8000-000000000002",
          },
        },
      },
    },
    {
      title: "an application",
      issuer: { url: EKS },
      args: {
        azure: { application: {}, credentialDescription: "orders", roleAssignments: [{ role: "Reader", scope: "/" }] },
      },
    },
    {
      title: "an application that exists",
      issuer: { url: EKS },
      args: {
        azure: {
          existingApplication: {
            clientId: "00000000-0000-4000-8000-000000000001",
            objectId: "00000000-0000-4000-8000-000000000003",
            tenantId: "00000000-0000-4000-8000-000000000002",
          },
        },
      },
    },
  ],
  gcp: [
    {
      title: "principals of a pool of its own",
      issuer: { url: EKS },
      args: {
        gcp: {
          project: "shop-prod",
          roles: ["roles/viewer", "roles/pubsub.viewer"],
          grants: [
            { kind: "folder", resource: "folders/1", role: "roles/viewer" },
            { kind: "organization", resource: "1", role: "roles/viewer" },
            { kind: "secret", resource: "projects/shop-prod/secrets/key", role: "roles/viewer" },
            { kind: "topic", resource: "projects/shop-prod/topics/orders", role: "roles/viewer" },
            { kind: "subscription", resource: "projects/shop-prod/subscriptions/orders", role: "roles/viewer" },
            { kind: "key-ring", resource: "projects/shop-prod/locations/eu/keyRings/shop", role: "roles/viewer" },
            {
              kind: "crypto-key",
              resource: "projects/shop-prod/locations/eu/keyRings/shop/cryptoKeys/a",
              role: "roles/viewer",
            },
            { kind: "dataset", resource: "projects/shop-prod/datasets/orders", role: "roles/viewer" },
            { kind: "repository", resource: "projects/shop-prod/locations/eu/repositories/shop", role: "roles/viewer" },
            {
              kind: "other",
              memberType: "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
              properties: { name: "api", location: "eu", project: "shop-prod" },
              role: "roles/run.invoker",
              key: "api",
            },
          ],
        },
      },
    },
    {
      title: "a service account",
      issuer: { url: EKS },
      args: { gcp: { access: "impersonation", project: "shop-prod", roles: ["roles/viewer"] } },
    },
    {
      title: "a service account that exists",
      issuer: { url: EKS },
      args: { gcp: { access: "impersonation", serviceAccountEmail: "orders@shop-prod.iam.gserviceaccount.com" } },
    },
    {
      title: "principals of GKE",
      issuer: { url: GKE, gcp: gkeEntry },
      args: { gcp: { grants: [{ kind: "bucket", resource: "shop", role: "roles/storage.objectViewer" }] } },
      sharedPool: true,
    },
    {
      title: "a service account for GKE",
      issuer: { url: GKE, gcp: gkeEntry },
      args: { gcp: { access: "impersonation" } },
      sharedPool: true,
    },
    {
      title: "principals of a fleet",
      issuer: { url: EKS, gcp: fleetEntry },
      args: { gcp: { project: "shop-prod", roles: ["roles/viewer"] } },
      deployed: [fleetMember],
    },
    {
      title: "a service account for a fleet",
      issuer: { url: EKS, gcp: fleetEntry },
      args: { gcp: { access: "impersonation" } },
      deployed: [fleetMember],
    },
  ],
  alicloud: [
    {
      title: "a role",
      issuer: { url: EKS },
      args: {
        alicloud: { systemPolicies: ["AliyunOSSReadOnlyAccess"], policies: { read: "{}" } },
        registrations: { alicloud: { fingerprints } },
      },
    },
    {
      title: "a statement in a role that somebody else owns",
      issuer: { url: EKS },
      args: {
        alicloud: { externalRoleArn: "acs:ram::1234567890123456:role/legacy", manageStatement: true },
        registrations: { alicloud: { fingerprints } },
      },
    },
    {
      title: "a role, the issuer registered by ACK",
      issuer: { url: ACK, alicloud: { oidcProviderArn: ackProvider } },
      args: { alicloud: {} },
      also: () => new AckPodIdentityWebhook("webhook", { clusterId: "c0123456789abcdef" }),
      deployed: [
        {
          type: "alicloud:ims/oidcProvider:OidcProvider",
          name: "ack",
          id: "ack-rrsa",
          state: { arn: ackProvider, issuerUrl: ACK, clientIds: ["sts.aliyuncs.com"] },
        },
      ],
    },
  ],
  huawei: [
    {
      title: "a user group",
      issuer: { url: EKS, jwks },
      args: {
        huawei: {
          roles: [{ role: "OBS ReadOnlyAccess", scope: "all-projects" }],
          customPolicies: { read: { policy: '{"Version":"1.1","Statement":[]}', scope: "domain" } },
        },
      },
      also: () => {
        new HuaweiClusterJwksResource("cluster", { clusterId: "0a1b2c3d" });
        const subject = { namespace: "shop", serviceAccount: "cart" };
        new HuaweiPodIdentityAssociation("cart", { clusterId: "0a1b2c3d", ...subject, agencyName: "cart" });
      },
    },
    {
      title: "a user group that exists, the issuer registered by another stack",
      issuer: { url: EKS, jwks, huawei: { identityProviderId: "prod", clientId: "prod-cluster", signingKey: jwks } },
      args: { huawei: { existingGroup: { name: "orders" } } },
      deployed: [
        {
          type: "pulumi-nodejs:dynamic/huawei:IdentityProvider",
          name: "cluster",
          id: "prod",
          state: { name: "prod", mappingId: "prod", issuer: EKS, clientId: "prod-cluster", signingKey: jwks },
        },
      ],
    },
    {
      title: "a trust agency",
      issuer: { url: EKS },
      args: { huawei: { mechanism: "trust-agency", agencyPolicies: ["OBSReadOnlyPolicy"] } },
    },
    {
      title: "a trust agency, the issuer registered by another stack",
      issuer: { url: EKS, huawei: { oidcProviderUrn: huaweiUrn, clientId: "prod-cluster" } },
      args: { huawei: { mechanism: "trust-agency" } },
      deployed: [
        {
          type: "pulumi-nodejs:dynamic/huawei:OidcProvider",
          name: "cluster",
          id: "prod",
          state: { name: "prod", providerUrn: huaweiUrn, url: EKS, clientIds: ["prod-cluster"] },
        },
      ],
    },
  ],
};

/** Inputs of what users create beside: clusters, whose issuers the library reads, and what stands next to its resources. */
export const ofUsers: Record<string, Record<string, unknown>> = {
  "aws:eks/cluster:Cluster": {},
  "aws:iam/policy:Policy": { policy: "{}" },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    clusterName: "prod",
    namespace: "shop",
    serviceAccount: "orders",
    roleArn: "arn:aws:iam::111122223333:role/orders",
  },
  "aws:eks/addon:Addon": {
    clusterName: "prod",
    addonName: "aws-ebs-csi-driver",
    podIdentityAssociations: [
      { serviceAccount: "ebs-csi-controller-sa", roleArn: "arn:aws:iam::111122223333:role/orders" },
    ],
  },
  "aws:s3/bucket:Bucket": { bucket: "shop-issuer" },
  "aws:s3/bucketObjectv2:BucketObjectv2": { bucket: "shop-issuer", key: "openid/v1/jwks", content: "{}" },
  "aws:s3/bucketPolicy:BucketPolicy": { bucket: "shop-issuer", policy: "{}" },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { bucket: "shop-issuer" },
  "aws:cloudfront/originAccessControl:OriginAccessControl": { name: "shop-issuer" },
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": { comment: "shop-issuer" },
  "aws:cloudfront/distribution:Distribution": { enabled: true },
  "azure-native:authorization:RoleDefinition": {
    scope: "/subscriptions/00000000-1111-2222-3333-444444444444",
    roleName: "shop",
  },
  "azure-native:resources:ResourceGroup": {},
  "azuread:index/application:Application": { displayName: "orders" },
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential": {
    applicationId: "/applications/00000000-0000-4000-8000-000000000003",
    displayName: "ci",
    issuer: "https://token.actions.githubusercontent.com",
    audience: "api://AzureADTokenExchange",
    claimsMatchingExpression: "claims['sub'] matches 'repo:example/shop:*'",
  },
  "azure-native:storage:StorageAccountStaticWebsite": { resourceGroupName: "shop", accountName: "shopissuer" },
  "azure-native:storage:Blob": {
    resourceGroupName: "shop",
    accountName: "shopissuer",
    containerName: "prod",
    blobName: "openid/v1/jwks",
  },
  "azure-native:storage:StorageAccount": { resourceGroupName: "shop", accountName: "shopissuer" },
  "pulumi-nodejs:dynamic/azure:BlobContent": {
    blobId:
      "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shopissuer/blobServices/default/containers/prod/blobs/openid/v1/jwks",
    url: "https://shopissuer.blob.core.windows.net/prod/openid/v1/jwks",
    content: "{}",
    contentType: "application/json",
    cacheControl: "public, max-age=3600",
  },
  "azure-native:storage:BlobContainer": { resourceGroupName: "shop", accountName: "shopissuer", containerName: "prod" },
  "azure-native:containerservice:ManagedCluster": { resourceGroupName: "shop" },
  "azure-native:containerservice:IdentityBinding": {
    resourceGroupName: "shop",
    resourceName: "blue",
    properties: { managedIdentity: { resourceId: "/subscriptions/1" } },
  },
  "gcp:container/cluster:Cluster": {},
  "gcp:gkehub/membership:Membership": { membershipId: "blue", authority: { issuer: EKS } },
  "gcp:container/attachedCluster:AttachedCluster": {
    location: "europe-west4",
    fleet: { project: "projects/123456789012" },
    oidcConfig: { issuerUrl: EKS },
  },
  "gcp:projects/iAMCustomRole:IAMCustomRole": { project: "shop-prod", roleId: "shop", title: "Shop", permissions: [] },
  "gcp:organizations/project:Project": { projectId: "shop-prod", folderId: "1" },
  "gcp:organizations/folder:Folder": { displayName: "shop", parent: "organizations/1" },
  ...Object.fromEntries(
    Object.entries({
      serviceaccount: "serviceAccountId",
      projects: "project",
      folder: "folder",
      organizations: "orgId",
    })
      .map(([module, target]) => [module, { [target]: "1" }] as const)
      .flatMap(([module, target]) => [
        [`gcp:${module}/iAMBinding:IAMBinding`, { ...target, role: "roles/viewer", members: ["user:a@example.com"] }],
        [`gcp:${module}/iAMPolicy:IAMPolicy`, { ...target, policyData: '{"bindings":[]}' }],
      ]),
  ),
  "gcp:storage/bucket:Bucket": { name: "shop-issuer", location: "EU" },
  "gcp:storage/bucketObject:BucketObject": { bucket: "shop-issuer", name: "openid/v1/jwks", content: "{}" },
  "alicloud:oss/bucket:Bucket": { bucket: "shop-issuer" },
  "alicloud:oss/bucketObject:BucketObject": { bucket: "shop-issuer", key: "openid/v1/jwks", content: "{}" },
  "alicloud:oss/bucketPolicy:BucketPolicy": { bucket: "shop-issuer", policy: "{}" },
  "alicloud:oss/bucketPublicAccessBlock:BucketPublicAccessBlock": { bucket: "shop-issuer", blockPublicAccess: false },
  "alicloud:cs/managedKubernetes:ManagedKubernetes": {},
  "alicloud:cs/serverlessKubernetes:ServerlessKubernetes": {},
};

/** Inputs that a vendor returns in another form. */
export const returnedOtherwise: Record<string, Record<string, unknown>> = {
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { url: expect.not.stringContaining("://") },
};
