import { ResourceGroup } from "@pulumi/azure-native/resources";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";

const config = new pulumi.Config();
const group = new ResourceGroup("demo");

/** Discovery document and key set in a container that everybody reads; the issuer ends in a slash, and tokens have to name it so. */
const { issuer, clusterSettings } = new ServiceAccountIssuer("demo", {
  keys: [{ publicKey: config.require("publicKey"), phase: KeyPhase.Active, since: config.require("since") }],
  azureBlob: { resourceGroupName: group.name, containerName: "demo", path: "/" },
});
const cluster = new ClusterFederation("demo", { issuer, aws: {} });

export const issuerUrl = issuer.url;
export const kind = clusterSettings.kind;

// The cluster is made with what is exported here, so its workloads come with the second update. Pulumi.yaml does not declare this setting:
// Pulumi runs no program while a declared one has neither value nor default.
const context = config.get("kubeContext");
if (context !== undefined) {
  const kubernetes = new Provider("demo", { context });
  const orders = new FederatedWorkload(
    "orders",
    {
      issuer: cluster.issuer,
      namespace: "shop",
      serviceAccount: "orders",
      kubernetes: { createNamespace: true, automountServiceAccountToken: false },
      aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], region: "eu-west-1" },
      azure: { resourceGroupName: group.name, roleAssignments: [{ role: "Reader", scope: group.id }] },
    },
    { providers: { kubernetes } },
  );
  const labels = { app: "orders" };
  const containers = [{ name: "app", image: "amazon/aws-cli", command: ["sleep", "infinity"] }];
  const template = orders.podTemplate({ metadata: { labels }, spec: { containers } });
  const deployment = { metadata: { namespace: "shop" }, spec: { selector: { matchLabels: labels }, template } };
  new Deployment("orders", deployment, { provider: kubernetes, dependsOn: [orders] });
}
