import type { ResourceType, VendorBehaviour } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";
import { trustStatementType } from "../../simulated/trust-statement";
import { ALICLOUD_TRUST_STATEMENT } from "../resource-types";

const ISSUER = "alicloud:ims/oidcProvider:OidcProvider";
const BUCKET = "alicloud:oss/bucket:Bucket";
const OBJECT = "alicloud:oss/bucketObject:BucketObject";
const ATTACHMENT = "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment";

const types: Record<string, ResourceType> = {
  [ALICLOUD_TRUST_STATEMENT]: trustStatementType("alicloud:ram/role:Role", "assumeRolePolicyDocument"),
  [ISSUER]: { replacedBy: ["oidcProviderName", "issuerUrl"] },
  "alicloud:ram/role:Role": { replacedBy: ["roleName"] },
  "alicloud:ram/policy:Policy": { replacedBy: ["policyName"] },
  [ATTACHMENT]: { replacedBy: "every input", shared: true },
  "alicloud:cs/kubernetesAddon:KubernetesAddon": { replacedBy: ["clusterId", "name"] },
  "alicloud:cs/managedKubernetes:ManagedKubernetes": autonamed("name", ["podCidr", "serviceCidr"], { maxLength: 63 }),
  "alicloud:cs/serverlessKubernetes:ServerlessKubernetes": autonamed("name", ["vpcId", "serviceCidr"], {
    maxLength: 63,
  }),
  [BUCKET]: autonamed("bucket", [], { maxLength: 63 }),
  [OBJECT]: { replacedBy: ["bucket", "key"] },
  "alicloud:oss/bucketPolicy:BucketPolicy": { replacedBy: ["bucket"] },
  "alicloud:oss/bucketPublicAccessBlock:BucketPublicAccessBlock": { replacedBy: ["bucket"] },
  "alicloud:cs/nodePool:NodePool": autonamed("nodePoolName", ["clusterId"], { maxLength: 63 }),
};

/** How Alibaba Cloud and its Pulumi provider behave on simulated clouds. */
export const alicloudBehaviour: VendorBehaviour = {
  accountSettings: ["profile", "accessKey"],
  resourceType: (type) => types[type],
  rules: [
    function issuerIsUniquePerAccount(call, world) {
      if (call.operation !== "create" || call.type !== ISSUER) return undefined;
      const taken = world.objects(ISSUER).some(({ inputs }) => inputs.issuerUrl === call.inputs.issuerUrl);
      return taken
        ? `EntityAlreadyExists.OIDCProvider: the issuer ${call.inputs.issuerUrl} already exists.`
        : undefined;
    },
    function roleIsKeptWhilePoliciesAreAttached(call, world) {
      if (call.operation !== "delete" || call.type !== "alicloud:ram/role:Role" || call.inputs.force === true)
        return undefined;
      const attached = world.objects(ATTACHMENT).some(({ inputs }) => inputs.roleName === call.id);
      return attached ? "DeleteConflict.Role.Policy: the role has policies attached." : undefined;
    },
    function bucketIsKeptWhileObjectsAreInIt(call, world) {
      if (call.operation !== "delete" || call.type !== BUCKET || call.inputs.forceDestroy === true) return undefined;
      const isFull = world.objects(OBJECT).some(({ inputs }) => inputs.bucket === call.id);
      return isFull ? "BucketNotEmpty: The bucket has objects. Please delete them first." : undefined;
    },
  ],
};
