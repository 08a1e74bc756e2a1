import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";

const config = new pulumi.Config();

/** The issuer of an EKS cluster; `pulumi config set issuer` names yours. */
export const issuer = {
  url: config.get("issuer") ?? "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
};

/** One ServiceAccount, an identity on every cloud, no stored key. */
const orders = new FederatedWorkload("orders", {
  issuer,
  namespace: "shop",
  serviceAccount: "orders",
  kubernetes: { createNamespace: true, automountServiceAccountToken: false },
  registrations: { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } },
  aws: { policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], region: "eu-west-1" },
  azure: {
    resourceGroupName: "shop",
    roleAssignments: [
      {
        role: "Storage Blob Data Reader",
        scope: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop",
      },
    ],
  },
  gcp: { project: "shop-prod", roles: ["roles/storage.objectViewer"] },
  alicloud: { systemPolicies: ["AliyunOSSReadOnlyAccess"] },
  // EKS renews its keys by itself, so Huawei Cloud has to fetch them: a trust agency does, an identity provider stores them.
  huawei: { mechanism: "trust-agency", agencyPolicies: ["OBSReadOnlyPolicy"] },
});

const labels = { app: "orders" };
new Deployment(
  "orders",
  {
    metadata: { namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: orders.podTemplate({
        metadata: { labels },
        spec: { containers: [{ name: "app", image: "registry.example.com/orders:1.0" }] },
      }),
    },
  },
  { dependsOn: [orders] },
);

const { aws, azure, gcp, alicloud, huawei } = orders;
export const identities = { aws, azure, gcp, alicloud, huawei };
