import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { FederatedWorkloadArgs } from "pulumi-workload-identity";
import { FederatedWorkload } from "pulumi-workload-identity";

export const issuerUrl = "https://issuer.shop.example.com";

/** A workload with an identity on every cloud, each with grants. */
export const onFourClouds = {
  issuer: { url: issuerUrl },
  namespace: "shop",
  serviceAccount: "orders",
  registrations: { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } },
  aws: {
    policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    inlinePolicies: { queue: JSON.stringify({ Version: "2012-10-17", Statement: [] }) },
  },
  azure: {
    resourceGroupName: "shop",
    roleAssignments: [{ role: "Reader", scope: "/subscriptions/00000000-0000-0000-0000-000000000000" }],
  },
  gcp: { project: "shop-prod", roles: ["roles/viewer"] },
  alicloud: { systemPolicies: ["ReadOnlyAccess"], policies: { queue: '{"Version":"1","Statement":[]}' } },
} satisfies FederatedWorkloadArgs;

/** Makes it; `change` replaces arguments. */
export async function fourClouds(
  change: Partial<FederatedWorkloadArgs> = {},
  opts?: ComponentResourceOptions,
): Promise<Record<string, unknown>> {
  const args: FederatedWorkloadArgs = { ...onFourClouds, ...change };
  const orders = new FederatedWorkload("orders", args, opts);
  return { issuer: orders.issuer, aws: orders.aws, azure: orders.azure, gcp: orders.gcp, alicloud: orders.alicloud };
}
