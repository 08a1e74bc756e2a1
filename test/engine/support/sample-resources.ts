import type { SimulatedResource } from "../../../src/clouds/simulation";

type Inputs = Record<string, string>;

/** Just enough of each vendor to try the harness on; the library's own outputs come from its clouds. */
export const sampleResources: Record<string, SimulatedResource> = {
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": simulate(({ url }) => {
    const arn = `arn:aws:iam::111122223333:oidc-provider/${url!.replace("https://", "")}`;
    return { id: arn, state: { arn } };
  }),
  "aws:iam/role:Role": simulate(({ name }) => ({
    id: name!,
    state: { arn: `arn:aws:iam::111122223333:role/${name}`, uniqueId: "AROAEXAMPLE" },
  })),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": simulate(({ role, policyArn }) => ({
    id: `${role}/${policyArn}`,
  })),
  "azure-native:managedidentity:UserAssignedIdentity": simulate(({ resourceGroupName, resourceName }) => ({
    id: `/resourceGroups/${resourceGroupName}/userAssignedIdentities/${resourceName}`,
    state: { name: resourceName, clientId: "00000000-0000-4000-8000-000000000001" },
  })),
  "azure-native:managedidentity:FederatedIdentityCredential": simulate(
    ({ resourceGroupName, resourceName, federatedIdentityCredentialResourceName: name }) => ({
      id: `/resourceGroups/${resourceGroupName}/userAssignedIdentities/${resourceName}/federatedIdentityCredentials/${name}`,
    }),
  ),
  "azure-native:authorization:RoleAssignment": simulate(({ scope, roleAssignmentName }) => ({
    id: `${scope}/roleAssignments/${roleAssignmentName}`,
  })),
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": simulate(({ project, workloadIdentityPoolId }) => ({
    id: `projects/${project}/locations/global/workloadIdentityPools/${workloadIdentityPoolId}`,
  })),
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": simulate((inputs) => ({
    id: `projects/${inputs.project}/pools/${inputs.workloadIdentityPoolId}/providers/${inputs.workloadIdentityPoolProviderId}`,
  })),
  "gcp:serviceaccount/account:Account": simulate(({ project, accountId }) => ({
    id: `projects/${project}/serviceAccounts/${accountId}@${project}.iam.gserviceaccount.com`,
  })),
  "gcp:projects/iAMMember:IAMMember": simulate(({ project, role, member }) => ({ id: `${project}/${role}/${member}` })),
  "alicloud:ims/oidcProvider:OidcProvider": simulate(({ oidcProviderName }) => ({ id: oidcProviderName! })),
  "alicloud:ram/role:Role": simulate(({ roleName }) => ({ id: roleName! })),
  "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment": simulate(({ policyName, roleName }) => ({
    id: `role:${policyName}:Custom:${roleName}`,
  })),
};

function simulate(fill: (inputs: Inputs) => { id: string; state?: Record<string, unknown> }): SimulatedResource {
  return ({ inputs }) => ({ state: {}, ...fill(inputs as Inputs) });
}
