import { GcpGrantTarget } from "./args";

/** What a member is given: a role on something. */
export interface GcpGrant {
  kind: string;
  resource?: unknown;
  role: string;
  condition?: { title: string };
  memberType?: string;
  properties?: Record<string, unknown>;
}

/** Types that have a kind of their own: the property that names the resource, and the name that it is a part of. */
const OWN_KINDS: Readonly<Record<string, { kind: GcpGrantTarget; property: string; form?: string }>> = {
  "gcp:projects/iAMMember:IAMMember": { kind: GcpGrantTarget.Project, property: "project" },
  "gcp:folder/iAMMember:IAMMember": { kind: GcpGrantTarget.Folder, property: "folder" },
  "gcp:organizations/iAMMember:IAMMember": { kind: GcpGrantTarget.Organization, property: "orgId" },
  "gcp:storage/bucketIAMMember:BucketIAMMember": { kind: GcpGrantTarget.Bucket, property: "bucket" },
  "gcp:secretmanager/secretIamMember:SecretIamMember": {
    kind: GcpGrantTarget.Secret,
    property: "secretId",
    form: "projects/<project>/secrets/<secretId>",
  },
  "gcp:pubsub/topicIAMMember:TopicIAMMember": {
    kind: GcpGrantTarget.Topic,
    property: "topic",
    form: "projects/<project>/topics/<topic>",
  },
  "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": {
    kind: GcpGrantTarget.Subscription,
    property: "subscription",
    form: "projects/<project>/subscriptions/<subscription>",
  },
  "gcp:kms/keyRingIAMMember:KeyRingIAMMember": { kind: GcpGrantTarget.KeyRing, property: "keyRingId" },
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": { kind: GcpGrantTarget.CryptoKey, property: "cryptoKeyId" },
  "gcp:bigquery/datasetIamMember:DatasetIamMember": {
    kind: GcpGrantTarget.Dataset,
    property: "datasetId",
    form: "projects/<project>/datasets/<datasetId>",
  },
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": {
    kind: GcpGrantTarget.Repository,
    property: "repository",
    form: "projects/<project>/locations/<location>/repositories/<repository>",
  },
  "gcp:serviceaccount/iAMMember:IAMMember": { kind: GcpGrantTarget.ServiceAccount, property: "serviceAccountId" },
};

/** A grant of the kind "other" as one of the kind that its type has, so that a member is known by both. Other grants stay as they are. */
export function gcpGrantByKind(grant: GcpGrant): GcpGrant {
  const { memberType = "", properties = {}, ...rest } = grant;
  const own = grant.kind === GcpGrantTarget.Other ? OWN_KINDS[memberType] : undefined;
  return own === undefined ? grant : { ...rest, kind: own.kind, resource: namedBy(properties, own) };
}

/** The resource's whole name where its parts are plain, else what names it. */
function namedBy(
  properties: Record<string, unknown>,
  { property, form = "" }: { property: string; form?: string },
): unknown {
  const value = properties[property];
  const parts = [...form.matchAll(/<(\w+)>/g)].map(([, part]) => properties[String(part)]);
  const isPart = typeof value === "string" && !value.includes("/") && form !== "";
  return isPart && parts.every((part) => typeof part === "string")
    ? form.replace(/<(\w+)>/g, (_, part: string) => String(properties[part]))
    : value;
}
