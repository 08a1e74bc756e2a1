import type { ResourceType, VendorBehaviour } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";

const TOMBSTONES = [
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
  "gcp:serviceaccount/account:Account",
];

const types: Record<string, ResourceType> = {
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": { replacedBy: ["workloadIdentityPoolId", "project"] },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
    replacedBy: ["workloadIdentityPoolId", "workloadIdentityPoolProviderId", "project"],
  },
  "gcp:serviceaccount/account:Account": autonamed("accountId", ["project"], { maxLength: 30 }),
  "gcp:container/cluster:Cluster": autonamed("name", ["location", "initialNodeCount"], { maxLength: 40 }),
  "gcp:storage/bucket:Bucket": autonamed("name", ["location"], { maxLength: 63 }),
};

const member: ResourceType = { replacedBy: "every input", shared: true };

/** How Google Cloud and its Pulumi provider behave on simulated clouds. */
export const gcpBehaviour: VendorBehaviour = {
  accountSettings: [],
  resourceType: (type) => types[type] ?? (/^gcp:.*iammember$/i.test(type) ? member : undefined),
  rules: [
    function deletedNamesAreKeptForThirtyDays(call, world) {
      if (call.operation !== "create" || !TOMBSTONES.includes(call.type) || !world.wasDeleted) return undefined;
      return `Error 409: Requested entity already exists, alreadyExists: ${call.id} was deleted less than 30 days ago`;
    },
  ],
};
