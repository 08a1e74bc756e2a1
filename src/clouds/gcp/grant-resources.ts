import type * as pulumi from "@pulumi/pulumi";
import { programClaims } from "../../component/claims";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/show";
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

/** What a member is given: a role on something. */
export interface GcpGrant {
  kind: string;
  resource: unknown;
  role: string;
  condition?: { title: string };
}

/**
 * The claims of one identity on what it grants: Google stores a member once, so that of two resources for it the first one taken away
 * would take it from both. The returned function claims a grant to one member, by plain words or the objects that these come from.
 */
export function gcpGrantClaims(
  identity: pulumi.Resource,
  name: string,
  provider: pulumi.ProviderResource | undefined,
): (grant: GcpGrant, ...member: unknown[]) => Issue[] {
  const claim = programClaims("gcp-member", identity, name);
  return ({ kind, resource, role, condition }, ...member) => {
    const first = claim([provider, kind, resource, role, condition?.title, ...member], true);
    if (first === undefined) return [];
    const place = typeof resource === "string" ? `${kind} ${show(resource)}` : kind;
    const why = `"${first.name}" grants it to the same member already, and taking either away would take it from both`;
    const fix = "leave it out here, the member has it all the same; or name the ServiceAccount in one of the two only";
    return [issue("gcp-member-twice", "", `Cannot grant ${role} on ${place} for "${name}": ${why}; ${fix}`)];
  };
}

/** Grants one role on one resource to one member. */
export function createGcpGrant(
  name: string,
  { kind, resource, role, condition }: GcpResourceGrant,
  member: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  return memberships[kind](name, resource, { role, member, ...(condition === undefined ? {} : { condition }) }, opts);
}
