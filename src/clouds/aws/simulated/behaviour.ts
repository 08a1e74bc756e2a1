import type { ResourceType, VendorBehaviour } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";

const ISSUER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const ATTACHMENTS = ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/rolePolicy:RolePolicy"];

const types: Record<string, ResourceType> = {
  [ISSUER]: { replacedBy: ["url"] },
  "aws:iam/role:Role": autonamed("name", ["path", "namePrefix"], { maxLength: 64 }),
  "aws:iam/policy:Policy": autonamed("name", ["path", "description"], { maxLength: 128 }),
  "aws:iam/rolePolicy:RolePolicy": autonamed("name", ["role"], { maxLength: 128 }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { replacedBy: "every input", shared: true, deletesFirst: true },
  "aws:s3/bucket:Bucket": autonamed("bucket", [], { maxLength: 63 }),
  "aws:s3/bucketObjectv2:BucketObjectv2": { replacedBy: ["bucket", "key"] },
  "aws:s3/bucketPolicy:BucketPolicy": { replacedBy: ["bucket"] },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { replacedBy: ["bucket"] },
  "aws:cloudfront/originAccessControl:OriginAccessControl": autonamed("name", []),
  "aws:cloudfront/distribution:Distribution": { replacedBy: [] },
  "aws:eks/cluster:Cluster": autonamed("name", ["roleArn"], { maxLength: 100 }),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    replacedBy: ["clusterName", "namespace", "serviceAccount"],
  },
  "aws:eks/nodeGroup:NodeGroup": autonamed("nodeGroupName", ["clusterName", "subnetIds"], { maxLength: 63 }),
};

/** How AWS and its Pulumi provider behave on simulated clouds. */
export const awsBehaviour: VendorBehaviour = {
  accountSettings: ["allowedAccountIds", "assumeRoles", "assumeRole", "profile", "accessKey"],
  resourceType: (type) => types[type],
  rules: [
    function issuerIsUniquePerAccount(call, world) {
      if (call.operation !== "create" || call.type !== ISSUER) return undefined;
      const taken = world.objects(ISSUER).some(({ id }) => id === call.id);
      return taken ? `EntityAlreadyExists: Provider with url ${call.inputs.url} already exists.` : undefined;
    },
    function roleIsKeptWhilePoliciesAreAttached(call, world) {
      if (call.operation !== "delete" || call.type !== "aws:iam/role:Role" || call.inputs.forceDetachPolicies === true)
        return undefined;
      const attached = ATTACHMENTS.flatMap((type) => world.objects(type)).some(({ inputs }) => inputs.role === call.id);
      return attached ? "DeleteConflict: Cannot delete entity, must detach all policies first." : undefined;
    },
  ],
};
