import type * as pulumi from "@pulumi/pulumi";
import type { GcpResourceGrant } from "./args";
import { GcpGrantTarget } from "./args";
import { gcpFolder, gcpOrganizations, gcpProjects, gcpPubsub, gcpSecretManager, gcpStorage } from "./sdk";

interface Membership {
  role: string;
  member: pulumi.Input<string>;
  condition?: { title: string; expression: pulumi.Input<string>; description?: string };
}

type Create = (
  name: string,
  resource: pulumi.Input<string>,
  membership: Membership,
  opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** Only members are added: a binding or policy resource would take away what others granted. */
const memberships: Record<GcpGrantTarget, Create> = {
  [GcpGrantTarget.Project]: (name, project, rest, opts) =>
    new (gcpProjects().IAMMember)(name, { project, ...rest }, opts),
  [GcpGrantTarget.Folder]: (name, folder, rest, opts) => new (gcpFolder().IAMMember)(name, { folder, ...rest }, opts),
  [GcpGrantTarget.Organization]: (name, orgId, rest, opts) =>
    new (gcpOrganizations().IAMMember)(name, { orgId, ...rest }, opts),
  [GcpGrantTarget.Bucket]: (name, bucket, rest, opts) =>
    new (gcpStorage().BucketIAMMember)(name, { bucket, ...rest }, opts),
  [GcpGrantTarget.Secret]: (name, secretId, rest, opts) =>
    new (gcpSecretManager().SecretIamMember)(name, { secretId, ...rest }, opts),
  [GcpGrantTarget.Topic]: (name, topic, rest, opts) => new (gcpPubsub().TopicIAMMember)(name, { topic, ...rest }, opts),
};

/** Grants one role on one resource to one member. */
export function createGcpGrant(
  name: string,
  { kind, resource, role, condition }: GcpResourceGrant,
  member: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  return memberships[kind](name, resource, { role, member, ...(condition === undefined ? {} : { condition }) }, opts);
}
