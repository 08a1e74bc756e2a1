import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";

const config = new pulumi.Config();
const project = config.require("gcpProject");
const publicKey = (name: string) => readFileSync(join(__dirname, "keys", `${name}.pub`), "utf8");

/** The cluster's keys: what is done with them is written here, one step of the runbook an update. */
const { issuer, clusterSettings, publicKeys } = new ServiceAccountIssuer("prod", {
  keys: [{ publicKey: publicKey("2026-11"), phase: KeyPhase.Active, since: "2026-11-26T08:00:00Z" }],
  awsS3: { path: "prod" },
});

/** AWS, Azure and Alibaba Cloud fetch the keys from the bucket; Google Cloud and Huawei Cloud store them, and follow each update. */
const cluster = new ClusterFederation("prod", {
  issuer,
  aws: {},
  gcp: { project },
  alicloud: { fingerprints: [config.require("fingerprint")] },
  huawei: {},
});

const orders = new FederatedWorkload("orders", {
  issuer: cluster.issuer,
  namespace: "shop",
  serviceAccount: "orders",
  kubernetes: { createNamespace: true, automountServiceAccountToken: false },
  aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], region: "eu-west-1" },
  azure: { resourceGroupName: "shop" },
  gcp: { project, roles: ["roles/storage.objectViewer"] },
  alicloud: { systemPolicies: ["AliyunOSSReadOnlyAccess"] },
  huawei: {},
});

const labels = { app: "orders" };
const containers = [{ name: "app", image: "registry.example.com/orders:1.0" }];
const template = orders.podTemplate({ metadata: { labels }, spec: { containers } });
new Deployment(
  "orders",
  { metadata: { namespace: "shop" }, spec: { selector: { matchLabels: labels }, template } },
  { dependsOn: [orders] },
);

export const issuerUrl = issuer.url;
export const flags = clusterSettings.kubeApiServer;
export const saPub = publicKeys;
