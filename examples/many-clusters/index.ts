import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadSubject } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import { HuaweiMechanism } from "pulumi-workload-identity/clouds/huawei";

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

const project = config.require("gcpProject");
const registrations = {
  aws: {},
  gcp: { project },
  alicloud: { fingerprints: [config.require("fingerprint")] },
  huawei: { mechanism: HuaweiMechanism.TrustAgency },
};
const blue = new ClusterFederation("blue", { issuer: { url: blueUrl }, ...registrations });
const green = new ClusterFederation("green", { issuer: { url: config.require("greenIssuer") }, ...registrations });

const worker = { issuer: blue.issuer, namespace: "shop", serviceAccount: "orders-worker", key: "blue" };
const greenOrders = { issuer: green.issuer, namespace: "shop", serviceAccount: "orders", key: "green" };
const blueOrders = { issuer: blue.issuer, namespace: "shop", serviceAccount: "orders", key: "blue" };

/** Three ServiceAccounts of two clusters become one identity on each of five clouds. */
const orders = new FederatedWorkload(
  "orders",
  {
    ...blueOrders,
    subjects: [worker, greenOrders],
    kubernetes: { createNamespace: true, automountServiceAccountToken: false },
    aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], region: "eu-west-1" },
    azure: { resourceGroupName: "shop" },
    gcp: { project, roles: ["roles/storage.objectViewer"] },
    alicloud: { systemPolicies: ["AliyunOSSReadOnlyAccess"] },
    huawei: { mechanism: HuaweiMechanism.TrustAgency, agencyPolicies: ["OBSReadOnlyPolicy"] },
  },
  { providers: { kubernetes: clusters.blue } },
);

// The component makes the first ServiceAccount; the others are written here, each with the annotations of its own.
const [ofWorker, ofGreen] = [orders.subjectWirings[0], orders.subjectWirings[1]];
const workerAccount = new ServiceAccount(
  "orders-worker",
  { metadata: { name: "orders-worker", namespace: "shop", annotations: ofWorker?.serviceAccountAnnotations } },
  { provider: clusters.blue, dependsOn: [orders] },
);
const greenAccount = new ServiceAccount(
  "orders-green",
  { metadata: { name: "orders", namespace: "shop", annotations: ofGreen?.serviceAccountAnnotations } },
  { provider: clusters.green },
);

deploy("orders-blue", clusters.blue, blueOrders, []);
deploy("orders-worker", clusters.blue, worker, [workerAccount]);
deploy("orders-green", clusters.green, greenOrders, [greenAccount]);

/** Pods name the registration of their own cluster on Google, Alibaba and Huawei Cloud, so each says whose they are. */
function deploy(name: string, provider: KubernetesProvider, subject: WorkloadSubject, others: pulumi.Resource[]) {
  const labels = { app: name };
  const containers = [{ name: "app", image: "registry.example.com/orders:1.0" }];
  const spec = { serviceAccountName: subject.serviceAccount, containers };
  const template = orders.podTemplate({ metadata: { labels }, spec }, { subject });
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
