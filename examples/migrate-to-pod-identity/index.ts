import { Addon, Cluster, NodeGroup } from "@pulumi/aws/eks";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
import type { AwsWorkloadArgs } from "pulumi-workload-identity/clouds/aws";
import { eksIssuer } from "pulumi-workload-identity/clouds/aws";

const config = new pulumi.Config();
const subnetIds = config.requireObject<string[]>("subnetIds");

const cluster = new Cluster("shop", { roleArn: config.require("clusterRoleArn"), vpcConfig: { subnetIds } });
const nodes = new NodeGroup("shop", {
  clusterName: cluster.name,
  nodeRoleArn: config.require("nodeRoleArn"),
  subnetIds,
  scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 2 },
});
// Hands the credentials out on every node; EKS Auto Mode has it built in.
const agent = new Addon("agent", { clusterName: cluster.name, addonName: "eks-pod-identity-agent" });
const kubernetes = new Provider("shop", { kubeconfig: kubeconfigOf(cluster) });

const podIdentity = { clusterArn: cluster.arn };
/** What each update tells the workload. In a program of your own there is one of these, and a commit for each step. */
const steps: Record<string, AwsWorkloadArgs> = {
  "web-identity": {},
  "both-trusted": { podIdentity },
  "pods-moved": { podIdentity, wiring: "podIdentity" },
  "pods-rolled": { podIdentity, wiring: "podIdentity" },
  "pod-identity": { podIdentity, wiring: "podIdentity", webIdentity: false },
};
const step = config.require("step");
const asked = steps[step];
if (asked === undefined) throw new pulumi.RunError(`Set step to one of ${Object.keys(steps).join(", ")}`);
const rolled = ["pods-rolled", "pod-identity"].includes(step);

const orders = new FederatedWorkload(
  "orders",
  {
    issuer: { url: cluster.identities.apply((identities) => eksIssuer({ identities }).url) },
    namespace: "shop",
    serviceAccount: "orders",
    kubernetes: { createNamespace: true, automountServiceAccountToken: false },
    aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], ...asked },
  },
  { providers: { kubernetes } },
);

const labels = { app: "orders" };
new Deployment(
  "orders",
  {
    metadata: { namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: orders.podTemplate({
        // Pods that nothing else of the program changes are rolled by an annotation, as kubectl rollout restart does.
        metadata: { labels, annotations: { "shop.example.com/rolled": String(rolled) } },
        spec: {
          containers: [
            {
              name: "app",
              image: "amazon/aws-cli:2.15.0",
              command: ["sh", "-c", "while true; do aws sts get-caller-identity && aws s3 ls; sleep 60; done"],
            },
          ],
        },
      }),
    },
  },
  { provider: kubernetes, dependsOn: [orders, nodes, agent] },
);

export const roleArn = orders.aws?.roleArn;
export const proof = orders.aws?.proof;

/** Access with the caller's own AWS credentials; no secret is stored. */
function kubeconfigOf({ name, endpoint, certificateAuthority }: Cluster): pulumi.Output<string> {
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "aws",
    args: ["eks", "get-token", "--cluster-name", name],
  };
  return pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "eks",
    contexts: [{ name: "eks", context: { cluster: "eks", user: "eks" } }],
    clusters: [{ name: "eks", cluster: { server: endpoint, "certificate-authority-data": certificateAuthority.data } }],
    users: [{ name: "eks", user: { exec } }],
  });
}
