import { ManagedKubernetes, NodePool } from "@pulumi/alicloud/cs";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload, WiringForm } from "pulumi-workload-identity";
import { AckPodIdentityWebhook, ackIssuer } from "pulumi-workload-identity/clouds/alicloud";

const config = new pulumi.Config();
const vswitchIds = config.requireObject<string[]>("vswitchIds");

const cluster = new ManagedKubernetes("shop", {
  clusterSpec: "ack.pro.small",
  vswitchIds,
  podCidr: "172.20.0.0/16",
  serviceCidr: "172.21.0.0/20",
  // Gives the cluster an issuer and registers it in RAM; once on it cannot be switched off here.
  enableRrsa: true,
});
const nodes = new NodePool("shop", {
  clusterId: cluster.id,
  vswitchIds,
  instanceTypes: [config.require("instanceType")],
  desiredSize: "1",
});
const webhook = new AckPodIdentityWebhook("shop", { clusterId: cluster.id }, { dependsOn: [nodes] });
const kubernetes = new Provider("shop", { kubeconfig: kubeconfigOf(cluster) });

/** The RAM role, its trust and its policies. Its issuer is an output with the provider that enabling RRSA made, so none is registered. */
const orders = new FederatedWorkload(
  "orders",
  {
    issuer: cluster.rrsaMetadata.apply(ackIssuer),
    namespace: "shop",
    serviceAccount: "orders",
    kubernetes: { createNamespace: true, automountServiceAccountToken: false },
    alicloud: { systemPolicies: ["AliyunCSReadOnlyAccess"], wiring: WiringForm.Webhook },
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
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "app",
              // The CLI in an image of ACK's own demos.
              image: "registry.cn-hangzhou.aliyuncs.com/acs/ack-ram-tool:1.0.0-dev-rrsa-example-aliyun-cli",
              command: [
                "sh",
                "-c",
                "while true; do aliyun sts GetCallerIdentity && aliyun cs DescribeClusters; sleep 60; done",
              ],
            },
          ],
        },
      }),
    },
  },
  { provider: kubernetes, dependsOn: [orders, webhook] },
);

export const roleArn = orders.alicloud?.roleArn;
export const proof = orders.alicloud?.proof;

/** Access with the caller's own Alibaba Cloud credentials, by ack-ram-tool; no secret is stored. */
function kubeconfigOf({ id, connections, certificateAuthority }: ManagedKubernetes): pulumi.Output<string> {
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "ack-ram-tool",
    args: ["credential-plugin", "get-credential", "--cluster-id", id, "--api-version", "v1beta1"],
  };
  const server = connections.apiServerInternet;
  return pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "ack",
    contexts: [{ name: "ack", context: { cluster: "ack", user: "ack" } }],
    clusters: [{ name: "ack", cluster: { server, "certificate-authority-data": certificateAuthority.clusterCert } }],
    users: [{ name: "ack", user: { exec } }],
  });
}
