import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";

const config = new pulumi.Config();
const project = config.require("gcpProject");
const resourceGroupName = config.require("resourceGroupName");

/** The cluster's issuer, registered once. Azure is not listed: its credentials name the issuer themselves. */
const cluster = new ClusterFederation("shop", {
  issuer: { url: config.require("issuer") },
  aws: {},
  gcp: { project },
  alicloud: { fingerprints: [config.require("fingerprint")] },
});

/** One ServiceAccount with an identity on each of four clouds. */
const orders = new FederatedWorkload("orders", {
  issuer: cluster.issuer,
  namespace: "shop",
  serviceAccount: "orders",
  kubernetes: { createNamespace: true, automountServiceAccountToken: false },
  aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], region: "eu-west-1" },
  azure: {
    resourceGroupName,
    roleAssignments: [
      { role: "Reader", scope: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop" },
    ],
  },
  gcp: { project, roles: ["roles/storage.objectViewer"] },
  alicloud: { systemPolicies: ["AliyunOSSReadOnlyAccess"] },
});

/** Another ServiceAccount of the cluster, on two of the clouds, and with a token for Vault. */
const billing = new FederatedWorkload(
  "billing",
  {
    issuer: cluster.issuer,
    namespace: "shop",
    serviceAccount: "billing",
    aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"] },
    azure: { resourceGroupName },
    tokens: [{ audience: "https://vault.shop.example.com", path: "vault/token" }],
  },
  { dependsOn: [orders] },
);

for (const [name, workload] of Object.entries({ orders, billing })) {
  const labels = { app: name };
  new Deployment(
    name,
    {
      metadata: { namespace: "shop" },
      spec: {
        selector: { matchLabels: labels },
        template: workload.podTemplate({
          metadata: { labels },
          spec: { containers: [{ name: "app", image: `registry.example.com/${name}:1.0` }] },
        }),
      },
    },
    { dependsOn: [workload] },
  );
}

/** Feeds the workloads of other stacks: `new StackReference("...").requireOutput("issuer")`. */
export const issuer = cluster.issuer;
export const identities = { aws: orders.aws, azure: orders.azure, gcp: orders.gcp, alicloud: orders.alicloud };
