import type { SimulatedResource } from "../../../src/clouds/cloud";

type Inputs = Record<string, unknown>;

/** What vendors return for the resources that programs create beside those of the library: clusters, nodes, storage. */
export const programResources: Record<string, SimulatedResource> = {
  "aws:eks/cluster:Cluster": simulate("name", ({ name }) => ({
    id: String(name),
    state: {
      endpoint: "https://EXAMPLED539D4633E53DE1B71EXAMPLE.gr7.eu-west-1.eks.amazonaws.com",
      certificateAuthority: { data: "Y2VydGlmaWNhdGU=" },
      identities: [
        { oidcs: [{ issuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE" }] },
      ],
    },
  })),
  "aws:eks/nodeGroup:NodeGroup": simulate("nodeGroupName", ({ clusterName, nodeGroupName }) => ({
    id: `${clusterName}:${nodeGroupName}`,
  })),

  "azure-native:resources:ResourceGroup": simulate("resourceGroupName", ({ resourceGroupName: name }) => ({
    id: `${SUBSCRIPTION}/resourceGroups/${name}`,
    state: { name },
  })),
  "azure-native:containerservice:ManagedCluster": simulate("resourceName", ({ resourceGroupName, resourceName }) => ({
    id: inGroup(resourceGroupName, `Microsoft.ContainerService/managedClusters/${resourceName}`),
    state: {
      name: resourceName,
      oidcIssuerProfile: {
        enabled: true,
        issuerURL: `https://westeurope.oic.prod-aks.azure.com/00000000-0000-4000-8000-000000000001/00000000-0000-4000-8000-000000000002/`,
      },
    },
  })),
  "azure-native:storage:StorageAccount": simulate("accountName", ({ resourceGroupName, accountName }) => ({
    id: inGroup(resourceGroupName, `Microsoft.Storage/storageAccounts/${accountName}`),
    state: { name: accountName },
  })),
  "azure-native:storage:BlobContainer": simulate(
    "containerName",
    ({ resourceGroupName, accountName, containerName }) => ({
      id: inGroup(
        resourceGroupName,
        `Microsoft.Storage/storageAccounts/${accountName}/blobServices/default/containers/${containerName}`,
      ),
      state: { name: containerName },
    }),
  ),

  "gcp:container/cluster:Cluster": simulate("name", ({ location, name }) => ({
    id: `projects/shop-prod/locations/${location}/clusters/${name}`,
    state: { project: "shop-prod", endpoint: "192.0.2.1", masterAuth: { clusterCaCertificate: "Y2VydGlmaWNhdGU=" } },
  })),
  "gcp:storage/bucket:Bucket": simulate("name", ({ name }) => ({ id: String(name) })),

  "alicloud:cs/managedKubernetes:ManagedKubernetes": simulate("name", () => ({
    id: CLUSTER,
    state: {
      connections: { apiServerInternet: "https://192.0.2.2:6443", apiServerIntranet: "https://10.0.0.2:6443" },
      certificateAuthority: { clusterCert: "Y2VydGlmaWNhdGU=" },
      rrsaMetadata: {
        enabled: true,
        rrsaOidcIssuerUrl: `https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/${CLUSTER}`,
        ramOidcProviderName: `ack-rrsa-${CLUSTER}`,
        ramOidcProviderArn: `acs:ram::1234567890123456:oidc-provider/ack-rrsa-${CLUSTER}`,
      },
    },
  })),
  "alicloud:cs/nodePool:NodePool": simulate("nodePoolName", ({ clusterId }) => ({ id: `${clusterId}:np0` })),
};

/** Answers of the look-ups that programs make. */
export const programCalls: Record<string, (args: Inputs) => Inputs> = {
  "azure-native:containerservice:listManagedClusterUserCredentials": ({ resourceName }) => ({
    kubeconfigs: [{ name: "exec", value: Buffer.from(`# kubeconfig of ${resourceName}`).toString("base64") }],
  }),
};

const SUBSCRIPTION = "/subscriptions/00000000-1111-2222-3333-444444444444";
const CLUSTER = "c0123456789abcdef";

function inGroup(resourceGroupName: unknown, rest: string): string {
  return `${SUBSCRIPTION}/resourceGroups/${resourceGroupName}/providers/${rest}`;
}

/** `name` is the input that the vendor's provider makes up where the program gives none. */
function simulate(name: string, fill: (inputs: Inputs) => { id: string; state?: Inputs }): SimulatedResource {
  return (resource, account) => {
    const inputs = { [name]: `${resource.name}-${account.suffix(resource.name)}`, ...resource.inputs };
    const { id, state } = fill(inputs);
    return { id, state: { ...inputs, ...state } };
  };
}
