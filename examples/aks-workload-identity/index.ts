import { listManagedClusterUserCredentialsOutput, ManagedCluster } from "@pulumi/azure-native/containerservice";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { BlobContainer, StorageAccount } from "@pulumi/azure-native/storage";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload, WiringForm } from "pulumi-workload-identity";
import { aksIssuer } from "pulumi-workload-identity/clouds/azure";

const config = new pulumi.Config();
const location = config.require("location");

const { name: resourceGroupName } = new ResourceGroup("shop", { location });
const cluster = new ManagedCluster("shop", {
  resourceGroupName,
  location,
  dnsPrefix: "shop",
  identity: { type: "SystemAssigned" },
  agentPoolProfiles: [{ name: "system", mode: "System", count: 1, vmSize: "Standard_D2s_v5" }],
  // The issuer of the cluster's tokens; once on it cannot be switched off.
  oidcIssuerProfile: { enabled: true },
  // The webhook that injects tokens into pods.
  securityProfile: { workloadIdentity: { enabled: true } },
  aadProfile: { managed: true, adminGroupObjectIDs: [config.require("adminGroupId")] },
  disableLocalAccounts: true,
});
const kubernetes = new Provider("shop", { kubeconfig: kubeconfigOf(cluster) });

const reports = new StorageAccount("reports", {
  resourceGroupName,
  location,
  kind: "StorageV2",
  sku: { name: "Standard_LRS" },
});
const container = new BlobContainer("daily", { resourceGroupName, accountName: reports.name });

/** The managed identity, its credential and its role on the storage account. */
const orders = new FederatedWorkload(
  "orders",
  {
    issuer: { url: cluster.oidcIssuerProfile.apply((oidcIssuerProfile) => aksIssuer({ oidcIssuerProfile }).url) },
    namespace: "shop",
    serviceAccount: "orders",
    kubernetes: { createNamespace: true, automountServiceAccountToken: false },
    azure: {
      resourceGroupName,
      location,
      roleAssignments: [{ role: "Storage Blob Data Reader", scope: reports.id }],
      wiring: WiringForm.Webhook,
    },
  },
  { providers: { kubernetes } },
);

const signIn = [
  "az login --service-principal --username $AZURE_CLIENT_ID --tenant $AZURE_TENANT_ID --allow-no-subscriptions",
  '--federated-token "$(cat $AZURE_FEDERATED_TOKEN_FILE)" --query [].user',
].join(" ");
const list =
  "az storage blob list --auth-mode login --account-name $ACCOUNT --container-name $CONTAINER --output table";
const env = [
  { name: "ACCOUNT", value: reports.name },
  { name: "CONTAINER", value: container.name },
];
const labels = { app: "orders" };
new Deployment(
  "orders",
  {
    metadata: { namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: orders.podTemplate({
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "app",
              image: "mcr.microsoft.com/azure-cli:2.60.0",
              command: ["bash", "-c", `while true; do ${signIn} && ${list}; sleep 60; done`],
              env,
            },
          ],
        },
      }),
    },
  },
  { provider: kubernetes, dependsOn: [orders] },
);

export const clientId = orders.azure?.clientId;
export const proof = orders.azure?.proof;

/** Access with the caller's own Entra credentials, by kubelogin; no secret is stored. */
function kubeconfigOf({ name }: ManagedCluster): pulumi.Output<string> {
  const credentials = listManagedClusterUserCredentialsOutput({
    resourceGroupName,
    resourceName: name,
    format: "exec",
  });
  return credentials.kubeconfigs.apply(([first]) => Buffer.from(first?.value ?? "", "base64").toString());
}
