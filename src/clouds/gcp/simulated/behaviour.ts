import type { ResourceType, VendorBehaviour } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";

const TOMBSTONES = [
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
  "gcp:serviceaccount/account:Account",
];

const BUCKET = "gcp:storage/bucket:Bucket";
const OBJECT = "gcp:storage/bucketObject:BucketObject";

/** What a grant is on. */
const TARGETS = ["serviceAccountId", "project", "folder", "orgId"];

const types: Record<string, ResourceType> = {
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": { replacedBy: ["workloadIdentityPoolId", "project"] },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
    replacedBy: ["workloadIdentityPoolId", "workloadIdentityPoolProviderId", "project"],
  },
  "gcp:serviceaccount/account:Account": autonamed("accountId", ["project"], { maxLength: 30 }),
  "gcp:projects/iAMCustomRole:IAMCustomRole": { replacedBy: ["roleId", "project"] },
  "gcp:container/cluster:Cluster": autonamed("name", ["location", "initialNodeCount"], { maxLength: 40 }),
  "gcp:gkehub/membership:Membership": { replacedBy: ["membershipId", "location", "project"] },
  "gcp:container/attachedCluster:AttachedCluster": autonamed("name", ["location", "project"], { maxLength: 40 }),
  "gcp:organizations/project:Project": autonamed("projectId", [], { maxLength: 30 }),
  "gcp:organizations/folder:Folder": { replacedBy: [] },
  // An upload writes over what is there.
  [OBJECT]: { replacedBy: ["bucket", "name", "contentType", "cacheControl"], shared: true },
  [BUCKET]: autonamed("name", ["location"], { maxLength: 63 }),
};

/** How one member, one role with all its members, and a whole policy are changed. */
const grants: readonly [RegExp, ResourceType][] = [
  [
    /^gcp:.*iammember$/i,
    { replacedBy: "every input", shared: true, importedBy: (id) => id.replace(/^b\//, "").replaceAll(" ", "/") },
  ],
  [/^gcp:.*iambinding$/i, { replacedBy: [...TARGETS, "role", "condition"] }],
  [/^gcp:.*iampolicy$/i, { replacedBy: TARGETS }],
];

/** How Google Cloud and its Pulumi provider behave on simulated clouds. */
export const gcpBehaviour: VendorBehaviour = {
  accountSettings: [],
  resourceType: (type) => types[type] ?? grants.find(([form]) => form.test(type))?.[1],
  rules: [
    function deletedNamesAreKeptForThirtyDays(call, world) {
      if (call.operation !== "create" || !TOMBSTONES.includes(call.type) || !world.wasDeleted) return undefined;
      return `Error 409: Requested entity already exists, alreadyExists: ${call.id} was deleted less than 30 days ago`;
    },
    function bucketIsKeptWhileObjectsAreInIt(call, world) {
      if (call.operation !== "delete" || call.type !== BUCKET || call.inputs.forceDestroy === true) return undefined;
      const isFull = world.objects(OBJECT).some(({ inputs }) => inputs.bucket === call.id);
      return isFull ? "Error 409: The bucket you tried to delete is not empty., conflict" : undefined;
    },
  ],
};
