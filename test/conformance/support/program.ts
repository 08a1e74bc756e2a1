import { Cluster } from "@pulumi/aws/eks";
import { Role } from "@pulumi/aws/iam";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
import { GcpAccess, gkeIssuer } from "pulumi-workload-identity/clouds/gcp";
import { HuaweiMechanism } from "pulumi-workload-identity/clouds/huawei";
import { gcpSimulatedProjectNumber } from "../../../src/clouds/gcp/simulated/resources";

/** A cluster of no cloud's own, so that it has to be registered everywhere. */
export const CLUSTER = "https://oidc.cluster.example/prod";
const GKE = gkeIssuer({
  id: "projects/shop-prod/locations/europe-west3/clusters/shop",
  workloadPool: "shop-prod.svc.id.goog",
  projectNumber: gcpSimulatedProjectNumber("shop-prod"),
});
export const GKE_CLUSTER = GKE.url;
/** As the simulation of an EKS cluster named "eks" has it. */
export const EKS_CLUSTER = "https://oidc.eks.eu-west-1.amazonaws.com/id/6E884711FB5F5560386641FF08349621";

/** CCE clusters have one issuer in common. */
export const CCE_CLUSTER = "https://kubernetes.default.svc.cluster.local";

/** `shop/orders` has an identity on every cloud; whoever else runs here is its neighbour. */
export function deployWorkloads(): void {
  const orders = new FederatedWorkload("orders", {
    issuer: { url: CLUSTER },
    namespace: "shop",
    serviceAccount: "orders",
    registrations: { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } },
    aws: { region: "eu-west-1" },
    azure: { resourceGroupName: "shop" },
    gcp: { project: "shop-prod", roles: ["roles/storage.objectViewer"] },
    alicloud: {},
  });
  run(orders, "shop", "orders");

  const reports = new FederatedWorkload("reports", {
    issuer: orders.issuer,
    namespace: "shop",
    serviceAccount: "reports",
    gcp: { access: GcpAccess.Impersonation, project: "shop-prod", gke: false },
  });
  run(reports, "shop", "reports");
}

/** The same on GKE, where the metadata server of the node answers. */
export function deployOnGke(): void {
  const orders = new FederatedWorkload("gke-orders", {
    issuer: GKE,
    namespace: "gke",
    serviceAccount: "orders",
    gcp: { project: "shop-prod", roles: ["roles/storage.objectViewer"] },
  });
  run(orders, "gke", "orders");

  const reports = new FederatedWorkload("gke-reports", {
    issuer: GKE,
    namespace: "gke",
    serviceAccount: "reports",
    gcp: { access: GcpAccess.Impersonation, project: "shop-prod" },
  });
  run(reports, "gke", "reports");
  // The neighbour claims the same service account; an annotation is no trust.
  const annotations = reports.wiring.serviceAccountAnnotations;
  new ServiceAccount("reports-neighbour", {
    metadata: { name: "reports-neighbour", namespace: "gke", annotations },
  });
}

/** A CCE cluster on the old IAM, which stores the cluster's keys. */
export function deployOnCce(jwks: string): void {
  const orders = new FederatedWorkload("cce-orders", {
    issuer: { url: CCE_CLUSTER, jwks },
    namespace: "cce",
    serviceAccount: "orders",
    huawei: {},
  });
  run(orders, "cce", "orders");
}

/** A trust agency of IAM v5, for a cluster with an issuer of its own. */
export function deployTrustAgency(): void {
  const orders = new FederatedWorkload("agency-orders", {
    issuer: { url: CLUSTER },
    namespace: "agency",
    serviceAccount: "orders",
    huawei: { mechanism: HuaweiMechanism.TrustAgency },
  });
  run(orders, "agency", "orders");
}

export const BLUE_CLUSTER = "https://oidc.cluster.example/blue";
export const GREEN_CLUSTER = "https://oidc.cluster.example/green";

/** `shop/orders` of two clusters is one identity on the clouds whose pods name the registration of their own cluster. */
export function deployBlueAndGreen(jwks: Record<"blue" | "green", string>): void {
  const names = { namespace: "shop", serviceAccount: "orders" };
  const blue = { issuer: { url: BLUE_CLUSTER, jwks: jwks.blue }, ...names };
  const green = { issuer: { url: GREEN_CLUSTER, jwks: jwks.green }, ...names };
  const orders = new FederatedWorkload("blue-green", {
    ...blue,
    subjects: [green],
    registrations: { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } },
    gcp: { project: "shop-prod", roles: ["roles/storage.objectViewer"] },
    alicloud: {},
    huawei: {},
  });
  const template = { spec: { containers: [{ name: "app", image: "registry.example.com/app:1" }] } };
  for (const [cluster, subject] of Object.entries({ blue, green })) {
    const labels = { app: cluster };
    const wired = orders.podTemplate({ ...template, metadata: { labels } }, { subject });
    const spec = { selector: { matchLabels: labels }, template: wired };
    new Deployment(cluster, { metadata: { name: cluster, namespace: "shop" }, spec });
  }
}

/** `shop/orders` and everybody of `jobs` are one identity, and everybody of `team-…` where the cloud can say that. */
export function deployWholeNamespaces(): void {
  const whole = {
    issuer: { url: CLUSTER },
    namespace: "shop",
    serviceAccount: "orders",
    wholeNamespaces: ["jobs"],
    registrations: { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } },
  };
  const orders = new FederatedWorkload("whole", {
    ...whole,
    namespacePrefixes: ["team-"],
    aws: { region: "eu-west-1" },
    alicloud: {},
    huawei: { mechanism: HuaweiMechanism.TrustAgency },
  });
  const google = new FederatedWorkload("whole-google", {
    ...whole,
    registrations: {},
    kubernetes: { serviceAccount: "external" },
    // Who is no member gets a token of the pool all the same, but of no service account.
    gcp: { access: GcpAccess.Impersonation, project: "shop-prod" },
  });
  for (const namespace of ["jobs", "team-a", "other"]) {
    for (const [app, workload] of Object.entries({ reports: orders, google })) {
      const spec = { serviceAccountName: app, containers: [{ name: "app", image: "registry.example.com/app:1" }] };
      const labels = { app };
      const template = workload.podTemplate({ metadata: { labels }, spec });
      new Deployment(`${namespace}-${app}`, {
        metadata: { name: app, namespace },
        spec: { selector: { matchLabels: labels }, template },
      });
    }
  }
}

/** Each way through EKS Pod Identity; a neighbour's pod has what EKS's webhook writes, though it has no association. */
export function deployPodIdentity(): void {
  const eks = new Cluster("eks", {
    name: "eks",
    roleArn: "arn:aws:iam::111122223333:role/eks",
    vpcConfig: { subnetIds: [] },
  });
  const target = (name: string) => ({ targetRoleArn: `arn:aws:iam::111122223333:role/${name}-target` });
  const ways = {
    orders: {},
    reports: target("reports"),
    untagged: { disableSessionTags: true },
    external: { disableSessionTags: true, ...target("external") },
  };
  const spec = { containers: [{ name: "app", image: "registry.example.com/app:1" }] };
  for (const [serviceAccount, way] of Object.entries(ways)) {
    const workload = new FederatedWorkload(`pod-identity-${serviceAccount}`, {
      namespace: "eks",
      serviceAccount,
      aws: { podIdentity: { clusterArn: eks.arn, ...way }, webIdentity: false },
    });
    deploy("eks", serviceAccount, workload.podTemplate({ spec }));
    if (!("targetRoleArn" in way)) continue;
    const name = `${serviceAccount}-target`;
    new Role(name, { name, assumeRolePolicy: workload.aws!.apply(({ targetTrustPolicy = "" }) => targetTrustPolicy) });
  }
  const mountPath = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount";
  const token = { audience: "pods.eks.amazonaws.com", expirationSeconds: 86_400, path: "eks-pod-identity-token" };
  const env = [
    { name: "AWS_CONTAINER_CREDENTIALS_FULL_URI", value: "http://169.254.170.23/v1/credentials" },
    { name: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", value: `${mountPath}/${token.path}` },
    { name: "AWS_REGION", value: "eu-west-1" },
  ];
  const volume = { name: "eks-pod-identity-token", projected: { sources: [{ serviceAccountToken: token }] } };
  const volumeMounts = [{ name: volume.name, mountPath, readOnly: true }];
  const containers = spec.containers.map((container) => ({ ...container, env, volumeMounts }));
  const serviceAccountName = "orders-neighbour";
  deploy("eks", serviceAccountName, { spec: { serviceAccountName, containers, volumes: [volume] } });
}

/** Pods of the workload, and pods that are wired like them and run as another ServiceAccount of the namespace. */
/** A Deployment of the workload, and one of a neighbour that is wired the same. */
export function run(workload: FederatedWorkload, namespace: string, serviceAccount: string): void {
  const template = { spec: { containers: [{ name: "app", image: "registry.example.com/app:1" }] } };
  const wired = workload.podTemplate(template);
  deploy(namespace, serviceAccount, wired);
  const serviceAccountName = `${serviceAccount}-neighbour`;
  deploy(namespace, serviceAccountName, {
    spec: pulumi.output(wired.spec).apply((spec) => ({ ...spec, serviceAccountName })),
  });
}

function deploy(namespace: string, app: string, template: { spec: pulumi.Input<object> }): void {
  const labels = { app };
  new Deployment(`${namespace}-${app}`, {
    metadata: { name: app, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: pulumi.output(template).apply((filled) => ({ ...filled, metadata: { labels } })) as never,
    },
  });
}
