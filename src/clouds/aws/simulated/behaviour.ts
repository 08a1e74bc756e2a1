import type { ResourceType, VendorBehaviour } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";
import { isPublicPolicy } from "../../simulated/bucket-policy";
import { trustStatementType } from "../../simulated/trust-statement";
import { awsAssociations } from "../deployed";
import { AWS_TRUST_STATEMENT } from "../resource-types";
import { ADDON_NAMESPACE } from "./resources";

const ISSUER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const ADDON = "aws:eks/addon:Addon";
const ATTACHMENTS = ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/rolePolicy:RolePolicy"];

const types: Record<string, ResourceType> = {
  [AWS_TRUST_STATEMENT]: trustStatementType("aws:iam/role:Role", "assumeRolePolicy"),
  [ISSUER]: { replacedBy: ["url"] },
  "aws:iam/role:Role": autonamed("name", ["path", "namePrefix"], { maxLength: 64 }),
  "aws:iam/policy:Policy": autonamed("name", ["path", "description"], { maxLength: 128 }),
  "aws:iam/rolePolicy:RolePolicy": autonamed("name", ["role"], { maxLength: 128 }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { replacedBy: "every input", shared: true, deletesFirst: true },
  [BUCKET]: autonamed("bucket", [], { maxLength: 63 }),
  [OBJECT]: { replacedBy: ["bucket", "key"] },
  [BUCKET_POLICY]: { replacedBy: ["bucket"] },
  [ACCESS_BLOCK]: { replacedBy: ["bucket"] },
  "aws:cloudfront/originAccessControl:OriginAccessControl": autonamed("name", []),
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": { replacedBy: [] },
  "aws:cloudfront/distribution:Distribution": { replacedBy: [] },
  "aws:eks/cluster:Cluster": autonamed("name", ["roleArn"], { maxLength: 100 }),
  [ASSOCIATION]: {
    replacedBy: ["clusterName", "namespace", "serviceAccount"],
  },
  [ADDON]: { replacedBy: ["clusterName", "addonName"] },
  "aws:eks/nodeGroup:NodeGroup": autonamed("nodeGroupName", ["clusterName", "subnetIds"], { maxLength: 63 }),
};

/** Whether two associations are of one ServiceAccount; the first is stored, and the other may leave its region to the provider. */
function isSameAccount(stored: Record<string, unknown>, { region = stored.region, ...other }: Record<string, unknown>) {
  return (
    region === stored.region &&
    ["clusterName", "namespace", "serviceAccount"].every((part) => stored[part] === other[part])
  );
}

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
    function serviceAccountHasOneAssociationPerCluster(call, world) {
      if (call.operation !== "create") return undefined;
      const namespaceConfig = { namespace: ADDON_NAMESPACE };
      const wanted = awsAssociations([{ ...call, state: { namespaceConfig, ...call.inputs } }]);
      const taken = awsAssociations([ASSOCIATION, ADDON].flatMap((type) => world.objects(type)));
      const twice = taken.find((one) => wanted.some((other) => isSameAccount(one, other)));
      return (
        twice && `ResourceInUseException: Association already exists: ${twice.associationId ?? twice.associationArn}`
      );
    },
    function sessionPolicyNeedsSessionTagsDisabled(call) {
      if (!["create", "update"].includes(call.operation) || call.type !== ASSOCIATION) return undefined;
      return call.inputs.policy !== undefined && call.inputs.disableSessionTags !== true
        ? "InvalidParameterException: a session policy needs disableSessionTags"
        : undefined;
    },
    function roleIsKeptWhilePoliciesAreAttached(call, world) {
      if (call.operation !== "delete" || call.type !== "aws:iam/role:Role" || call.inputs.forceDetachPolicies === true)
        return undefined;
      const attached = ATTACHMENTS.flatMap((type) => world.objects(type)).some(({ inputs }) => inputs.role === call.id);
      return attached ? "DeleteConflict: Cannot delete entity, must detach all policies first." : undefined;
    },
    function publicPoliciesAreBlockedUnlessAllowed(call, world) {
      if (!["create", "update"].includes(call.operation) || call.type !== BUCKET_POLICY) return undefined;
      const ofBucket = (type: string) => world.objects(type).find(({ inputs }) => inputs.bucket === call.inputs.bucket);
      const isOwn = ofBucket(BUCKET) !== undefined;
      const isBlocked = ofBucket(ACCESS_BLOCK)?.inputs.blockPublicPolicy ?? isOwn;
      return isBlocked === true && isPublicPolicy(call.inputs.policy)
        ? "AccessDenied: public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
        : undefined;
    },
    function bucketIsKeptWhileObjectsAreInIt(call, world) {
      if (call.operation !== "delete" || call.type !== BUCKET || call.inputs.forceDestroy === true) return undefined;
      const isFull = world.objects(OBJECT).some(({ inputs }) => inputs.bucket === call.id);
      return isFull ? "BucketNotEmpty: The bucket you tried to delete is not empty" : undefined;
    },
  ],
};
