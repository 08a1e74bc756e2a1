import { Cluster } from "@pulumi/gcp/container";
import { Bucket } from "@pulumi/gcp/storage";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
import { GcpGrantTarget, gkeIssuer } from "pulumi-workload-identity/clouds/gcp";

const config = new pulumi.Config();
const project = new pulumi.Config("gcp").require("project");
const projectNumber = config.require("projectNumber");

const cluster = new Cluster("shop", {
  location: config.require("location"),
  initialNodeCount: 1,
  deletionProtection: false,
  // Makes the cluster's tokens known to the project's workload pool.
  workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
  // Standard clusters only; Autopilot has it always.
  nodeConfig: { workloadMetadataConfig: { mode: "GKE_METADATA" } },
});
const kubernetes = new Provider("shop", { kubeconfig: kubeconfigOf(cluster) });

const reports = new Bucket("reports", { location: "EU", uniformBucketLevelAccess: true });

/** The ServiceAccount's own principal is granted the role; there is nothing to impersonate. */
const orders = new FederatedWorkload(
  "orders",
  {
    issuer: pulumi
      .all([cluster.id, cluster.workloadIdentityConfig])
      .apply(([id, { workloadPool = "" }]) => gkeIssuer({ id, workloadPool, projectNumber })),
    namespace: "shop",
    serviceAccount: "orders",
    kubernetes: { createNamespace: true },
    gcp: {
      gke: true,
      grants: [{ kind: GcpGrantTarget.Bucket, resource: reports.name, role: "roles/storage.objectViewer" }],
    },
  },
  { providers: { kubernetes } },
);

const whoAmI = [
  "curl --silent --header Metadata-Flavor:Google",
  "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/email",
].join(" ");
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
              image: "gcr.io/google.com/cloudsdktool/google-cloud-cli:470.0.0-slim",
              command: ["bash", "-c", `while true; do ${whoAmI}; echo; gcloud storage ls gs://$BUCKET; sleep 60; done`],
              env: [{ name: "BUCKET", value: reports.name }],
            },
          ],
        },
      }),
    },
  },
  { provider: kubernetes, dependsOn: [orders] },
);

export const principals = orders.gcp?.principals;
export const proof = orders.gcp?.proof;

/** Access with the caller's own Google credentials; no secret is stored. */
function kubeconfigOf({ endpoint, masterAuth }: Cluster): pulumi.Output<string> {
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "gke-gcloud-auth-plugin",
    provideClusterInfo: true,
  };
  const server = pulumi.interpolate`https://${endpoint}`;
  return pulumi.jsonStringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "gke",
    contexts: [{ name: "gke", context: { cluster: "gke", user: "gke" } }],
    clusters: [{ name: "gke", cluster: { server, "certificate-authority-data": masterAuth.clusterCaCertificate } }],
    users: [{ name: "gke", user: { exec } }],
  });
}
