/** Type tokens of the resources that carry identities and trusts. */
export const TYPE = {
  awsIssuer: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  awsRole: "aws:iam/role:Role",
  awsAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  azureIdentity: "azure-native:managedidentity:UserAssignedIdentity",
  azureCredential: "azure-native:managedidentity:FederatedIdentityCredential",
  gcpPool: "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
  gcpProvider: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
  gcpAccount: "gcp:serviceaccount/account:Account",
  gcpAccountMember: "gcp:serviceaccount/iAMMember:IAMMember",
  gcpProjectMember: "gcp:projects/iAMMember:IAMMember",
  alicloudIssuer: "alicloud:ims/oidcProvider:OidcProvider",
  alicloudRole: "alicloud:ram/role:Role",
  alicloudAttachment: "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment",
  eksCluster: "aws:eks/cluster:Cluster",
} as const;
