import * as pulumi from "@pulumi/pulumi";
import { newOneOf, programClaims } from "../../component/claims";
import { WorkloadIdentityError } from "../../core/errors";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/show";
import type { GcpResourceGrant } from "./args";
import { GcpGrantTarget } from "./args";
import type { GcpGrant } from "./grant-kinds";
import { gcpGrantByKind } from "./grant-kinds";
import { gcpMemberClass } from "./grants";
import {
  gcpArtifactRegistry,
  gcpBigquery,
  gcpFolder,
  gcpKms,
  gcpModule,
  gcpOrganizations,
  gcpProjects,
  gcpPubsub,
  gcpSecretManager,
  gcpServiceAccount,
  gcpStorage,
} from "./sdk";

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

type NamedTarget = Exclude<GcpGrantTarget, typeof GcpGrantTarget.Other>;

/** Only members are added: a binding or policy resource would take away what others granted. */
const memberships: Record<NamedTarget, Create> = {
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
  [GcpGrantTarget.Subscription]: (name, subscription, rest, opts) =>
    new (gcpPubsub().SubscriptionIAMMember)(name, { subscription, ...rest }, opts),
  [GcpGrantTarget.KeyRing]: (name, keyRingId, rest, opts) =>
    new (gcpKms().KeyRingIAMMember)(name, { keyRingId, ...rest }, opts),
  [GcpGrantTarget.CryptoKey]: (name, cryptoKeyId, rest, opts) =>
    new (gcpKms().CryptoKeyIAMMember)(name, { cryptoKeyId, ...rest }, opts),
  [GcpGrantTarget.Dataset]: (name, id, rest, opts) => {
    const project = segment(id, 1);
    return new (gcpBigquery().DatasetIamMember)(name, { project, datasetId: segment(id, 3), ...rest }, opts);
  },
  [GcpGrantTarget.Repository]: (name, id, rest, opts) => {
    const place = { project: segment(id, 1), location: segment(id, 3) };
    return new (gcpArtifactRegistry().RepositoryIamMember)(
      name,
      { ...place, repository: segment(id, 5), ...rest },
      opts,
    );
  },
  [GcpGrantTarget.ServiceAccount]: (name, serviceAccountId, rest, opts) =>
    new (gcpServiceAccount().IAMMember)(name, { serviceAccountId, ...rest }, opts),
};

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
  return (grant, ...member) => {
    const { kind, resource, role, condition, memberType, properties = {} } = gcpGrantByKind(grant);
    const other = [memberType, ...Object.entries(properties).sort().flat()];
    const first = claim([provider, kind, resource, role, condition?.title, ...other, ...member], true);
    if (first === undefined) return [];
    const place = typeof resource === "string" ? `${kind} ${show(resource)}` : kind;
    const what = `${show(role)} on ${place}, or the ServiceAccount that gets it,`;
    const why = "both grant it to one member, which has it once, and taking either away would take it from both";
    return [issue("gcp-member-twice", "", `Leave ${what} out of ${newOneOf(first.name, name)}: ${why}`)];
  };
}

/** Grants one role on one resource to one member. `account` is the id of the service account that the workload becomes. */
export function createGcpGrant(
  name: string,
  grant: GcpResourceGrant,
  member: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
  account: pulumi.Input<string> = "",
): pulumi.CustomResource {
  const { kind, resource = account, role, condition } = grant;
  const membership = { role, member, ...(condition === undefined ? {} : { condition }) };
  return kind === GcpGrantTarget.Other
    ? createMember(name, grant, membership, opts)
    : memberships[kind](name, resource, membership, opts);
}

type MemberConstructor = new (name: string, args: object, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource;

function createMember(
  name: string,
  { memberType, properties }: GcpResourceGrant,
  membership: Membership,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const found = gcpMemberClass(memberType);
  const Member = found === undefined ? undefined : gcpModule(found.module)[found.name];
  if (typeof Member !== "function") {
    const fault = `Cannot grant with type ${show(memberType)}: the installed @pulumi/gcp has no such resource`;
    throw new WorkloadIdentityError("gcp-member-type-unknown", fault);
  }
  return new (Member as MemberConstructor)(name, { ...properties, ...membership }, opts);
}

/** One part of an id that may be known later. */
function segment(id: pulumi.Input<string>, index: number): pulumi.Output<string> {
  return pulumi.output(id).apply((text) => text.split("/")[index] ?? "");
}
