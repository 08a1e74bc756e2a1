import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(__dirname, "..");
const page = readFileSync(join(root, "docs/permissions.md"), "utf8");

const OF_ITS_KIND = "`getIamPolicy` and `setIamPolicy` of its kind";

/** A right by which each resource of a vendor's SDK that the library makes is found in the guide. */
const RIGHTS: Readonly<Record<string, string>> = {
  "alicloudCs KubernetesAddon": "cs:InstallClusterAddons",
  "alicloudIms OidcProvider": "ram:CreateOIDCProvider",
  "alicloudOss Bucket": "oss:PutBucket`",
  "alicloudOss BucketObject": "oss:PutObject",
  "alicloudOss BucketPolicy": "oss:PutBucketPolicy",
  "alicloudOss BucketPublicAccessBlock": "oss:PutBucketPublicAccessBlock",
  "alicloudRam Policy": "ram:CreatePolicy",
  "alicloudRam Role": "ram:CreateRole",
  "alicloudRam RolePolicyAttachment": "ram:AttachPolicyToRole",
  "awsCloudFront Distribution": "cloudfront:…Distribution",
  "awsCloudFront OriginAccessControl": "cloudfront:…OriginAccessControl",
  "awsCloudFront OriginAccessIdentity": "CloudFrontOriginAccessIdentity",
  "awsEks PodIdentityAssociation": "eks:CreatePodIdentityAssociation",
  "awsIam OpenIdConnectProvider": "iam:CreateOpenIDConnectProvider",
  "awsIam Policy": "iam:CreatePolicy`",
  "awsIam Role": "iam:CreateRole",
  "awsIam RolePolicy": "iam:PutRolePolicy",
  "awsIam RolePolicyAttachment": "iam:AttachRolePolicy",
  "awsS3 Bucket": "s3:CreateBucket",
  "awsS3 BucketObjectv2": "s3:PutObject",
  "awsS3 BucketPolicy": "s3:PutBucketPolicy",
  "awsS3 BucketPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "azureAuthorization RoleAssignment": "Microsoft.Authorization/roleAssignments/{read,write,delete}",
  "azureAuthorization RoleDefinition": "Microsoft.Authorization/roleDefinitions/{read,write,delete}",
  "azureContainerService IdentityBinding":
    "Microsoft.ContainerService/managedClusters/identityBindings/{read,write,delete}",
  "azureManagedIdentity FederatedIdentityCredential":
    "userAssignedIdentities/federatedIdentityCredentials/{read,write,delete}",
  "azureManagedIdentity UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities/{read,write,delete}",
  "azureResourceGroups ResourceGroup": "Microsoft.Resources/subscriptions/resourceGroups/{read,write,delete}",
  "azureStorage Blob": "listKeys/action",
  "azureStorage BlobContainer": "blobServices/containers/{read,write,delete}",
  "azureStorage StorageAccount": "Microsoft.Storage/storageAccounts/{read,write,delete,",
  "azureStorage StorageAccountStaticWebsite": "listKeys/action",
  "gcpArtifactRegistry RepositoryIamMember": OF_ITS_KIND,
  "gcpBigquery DatasetIamMember": "bigquery.datasets.{get,update}",
  "gcpFolder IAMMember": OF_ITS_KIND,
  "gcpIam WorkloadIdentityPool": "iam.workloadIdentityPools.{create,get,update,delete}",
  "gcpIam WorkloadIdentityPoolProvider": "iam.workloadIdentityPoolProviders.{create,get,update,delete}",
  "gcpKms CryptoKeyIAMMember": OF_ITS_KIND,
  "gcpKms KeyRingIAMMember": OF_ITS_KIND,
  "gcpOrganizations IAMMember": OF_ITS_KIND,
  "gcpProjects IAMCustomRole": "iam.roles.{create,get,update,delete,undelete}",
  "gcpProjects IAMMember": "resourcemanager.projects.{getIamPolicy,setIamPolicy}",
  "gcpPubsub SubscriptionIAMMember": OF_ITS_KIND,
  "gcpPubsub TopicIAMMember": OF_ITS_KIND,
  "gcpSecretManager SecretIamMember": OF_ITS_KIND,
  "gcpServiceAccount Account": "iam.serviceAccounts.{create,get,update,delete}",
  "gcpServiceAccount IAMMember": "iam.serviceAccounts.{getIamPolicy,setIamPolicy}",
  "gcpStorage Bucket": "storage.buckets.{create,get,update,delete,",
  "gcpStorage BucketIAMMember": OF_ITS_KIND,
  "gcpStorage BucketObject": "storage.objects.{create,get,list,delete}",
  "kubernetesCore ConfigMap": "`configmaps`",
  "kubernetesCore Namespace": "`namespaces`",
  "kubernetesCore Secret": "`secrets`",
  "kubernetesExtensions CustomResource": "`secretproviderclasses`",
  "kubernetesExtensions CustomResourcePatch": "`csidrivers`",
  "kubernetesRbac ClusterRole": "`clusterroles`",
  "kubernetesRbac ClusterRoleBinding": "`clusterrolebindings`",
};

/** What calls a vendor's API, or signs in, and makes nothing. */
const CLIENTS = /^(alicloudCredentialsSdk|awsIamClient|azureIdentity) /;

describe("the permissions of the deployer", () => {
  it("are told for every resource that the library makes, and for no other", () => {
    expect(Object.keys(RIGHTS).sort()).toEqual(made());
  });

  it.each(Object.entries(RIGHTS))("of %s stand in the guide", (_, right) => {
    expect(page).toContain(right);
  });
});

/** Every resource that sources take from an SDK, as `awsIam Role`. */
function made(): string[] {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.ts$/.test(file),
  );
  const found = files.flatMap((file) => {
    const text = readFileSync(join(root, "src", file), "utf8");
    return [
      ...[...text.matchAll(/const \{([^}]*)\} = (\w+)\(\)/g)].flatMap(([, names = "", sdk]) =>
        [...names.matchAll(/\w+/g)].map(([name]) => [sdk, name] as const),
      ),
      ...[...text.matchAll(/new \((\w+)\(\)\.(\w+)\)/g)].map(([, sdk, name]) => [sdk, name] as const),
    ]
      .filter(([, name]) => new RegExp(`new (\\(\\w+\\(\\)\\.)?${name}\\b`).test(text))
      .map((each) => each.join(" "));
  });
  return [...new Set(found)].filter((each) => !CLIENTS.test(each)).sort();
}
