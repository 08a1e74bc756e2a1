import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";

const config = new pulumi.Config();
const blueUrl = config.require("blueIssuer");

// One Kubernetes provider per cluster, one AWS provider per account; the default one is the shop's account.
const clusters = {
  blue: new KubernetesProvider("blue", { context: "blue" }),
  green: new KubernetesProvider("green", { context: "green" }),
};
const auditAccount = new AwsProvider("audit", {
  region: "eu-west-1",
  assumeRoles: [{ roleArn: config.require("auditRoleArn") }],
});

const blue = new ClusterFederation("blue", { issuer: { url: blueUrl }, aws: {} });
const green = new ClusterFederation("green", { issuer: { url: config.require("greenIssuer") }, aws: {} });

/** Three ServiceAccounts of two clusters become one role and one managed identity. */
const orders = new FederatedWorkload(
  "orders",
  {
    issuer: blue.issuer,
    key: "blue",
    namespace: "shop",
    serviceAccount: "orders",
    subjects: [
      { issuer: blue.issuer, namespace: "shop", serviceAccount: "orders-worker", key: "blue" },
      { issuer: green.issuer, namespace: "shop", serviceAccount: "orders", key: "green" },
    ],
    kubernetes: { createNamespace: true, automountServiceAccountToken: false },
    aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], region: "eu-west-1" },
    azure: { resourceGroupName: "shop" },
  },
  { providers: { kubernetes: clusters.blue } },
);

// The component makes the first ServiceAccount; the others are written here, with the same annotations.
const annotations = orders.wiring.serviceAccountAnnotations;
const worker = new ServiceAccount(
  "orders-worker",
  { metadata: { name: "orders-worker", namespace: "shop", annotations } },
  { provider: clusters.blue, dependsOn: [orders] },
);
const greenOrders = new ServiceAccount(
  "orders-green",
  { metadata: { name: "orders", namespace: "shop", annotations } },
  { provider: clusters.green },
);

deploy("orders-blue", clusters.blue, "orders", []);
deploy("orders-worker", clusters.blue, "orders-worker", [worker]);
deploy("orders-green", clusters.green, "orders", [greenOrders]);

function deploy(name: string, provider: KubernetesProvider, serviceAccountName: string, others: pulumi.Resource[]) {
  const labels = { app: name };
  const containers = [{ name: "app", image: "registry.example.com/orders:1.0" }];
  const template = orders.podTemplate({ metadata: { labels }, spec: { serviceAccountName, containers } });
  const deployment = { metadata: { namespace: "shop" }, spec: { selector: { matchLabels: labels }, template } };
  new Deployment(name, deployment, { provider, dependsOn: [orders, ...others] });
}

// An account knows only what is registered in it: the blue cluster once more, in the auditors' account.
const blueForAudit = new ClusterFederation(
  "blue-for-audit",
  { issuer: { url: blueUrl }, aws: {} },
  { providers: { aws: auditAccount } },
);

/** A ServiceAccount of the blue cluster becomes a role of the second account. */
const audit = new FederatedWorkload(
  "audit",
  {
    issuer: blueForAudit.issuer,
    namespace: "shop",
    serviceAccount: "audit",
    aws: { policyArns: ["arn:aws:iam::aws:policy/SecurityAudit"] },
  },
  { providers: { aws: auditAccount, kubernetes: clusters.blue }, dependsOn: [orders] },
);

export const roleArns = { orders: orders.aws?.roleArn, audit: audit.aws?.roleArn };
export const proofs = { aws: orders.aws?.proof, azure: orders.azure?.proof };
