import { isRecord } from "../../core/record";
import type { CloudAudit, Exported, IdentityTrust, NamingPod, WrittenResource } from "../audit";
import type { DeployedResource } from "../deployed";
import { onlyBlock, resourceOf, writtenAs } from "../written";
import { gcpDeployed } from "./deployed";
import { gkeIssuerUrl, isGkeClusterId } from "./issuer";
import { gcpGranted } from "./policies";
import { gcpPoolOf } from "./pool";
import { GCP_REFUSALS } from "./refusals";
import { GCP_KEY_RIVALS, GCP_SERVICE_ACCOUNT_ANNOTATION, GCP_STORED_KEYS, GKE_RIVALS } from "./wiring";

const ACCOUNT = "gcp:serviceaccount/account:Account";
const POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
const CLUSTER = "gcp:container/cluster:Cluster";
const PROJECT = "gcp:organizations/project:Project";
const FOLDER = "gcp:organizations/folder:Folder";
const CUSTOM_ROLES = ["gcp:projects/iAMCustomRole:IAMCustomRole", "gcp:organizations/iAMCustomRole:IAMCustomRole"];
const TYPES = [ACCOUNT, POOL, PROVIDER, CLUSTER, PROJECT, FOLDER, ...CUSTOM_ROLES];

/** Resources that grant, of any service. */
const GRANTS = /^gcp:[^:]*iam_?(member|binding|policy):/i;

type Values = Record<string, unknown>;

const provider = writtenAs(PROVIDER, ({ oidc }) => ({ oidc: onlyBlock(oidc) }));

/** What Pulumi's provider calls the services that the hierarchy is made of; all others may keep Terraform's names. */
const SERVICES: Readonly<Record<string, string>> = {
  service_account: "serviceaccount",
  project: "projects",
  folder: "folder",
  organization: "organizations",
};

/** Terraform's types of grants, of any service. */
function grantLike(type: string): WrittenResource | undefined {
  const [, service = "", kind] = /^google_(.+)_iam_(member|binding|policy)$/.exec(type) ?? [];
  if (kind === undefined) return undefined;
  const named = Object.hasOwn(SERVICES, service) ? SERVICES[service] : service;
  return writtenAs(`gcp:${named}/iam_${kind}:iam_${kind}`, ({ condition }) => ({ condition: onlyBlock(condition) }));
}

export const gcpAudit: CloudAudit = {
  name: "gcp",
  reads: (type) => TYPES.includes(type) || GRANTS.test(type),
  written: {
    google_service_account: writtenAs(ACCOUNT),
    google_iam_workload_identity_pool: writtenAs(POOL),
    google_iam_workload_identity_pool_provider: provider,
    google_container_cluster: writtenAs(CLUSTER, ({ workloadIdentityConfig }) => ({
      workloadIdentityConfig: onlyBlock(workloadIdentityConfig),
    })),
    google_project: writtenAs(PROJECT),
    google_folder: writtenAs(FOLDER),
    google_project_iam_custom_role: writtenAs(CUSTOM_ROLES[0]!),
    google_organization_iam_custom_role: writtenAs(CUSTOM_ROLES[1]!),
  },
  writtenLike: grantLike,
  exported: gcpExported,
  identities: gcpIdentities,
  account: (identity) =>
    /@([^.@]+)\.iam\.gserviceaccount\.com|^projects\/([^/]+)\//
      .exec(identity)
      ?.slice(1)
      .find((name) => name !== undefined),
  registrations: (resources) =>
    resources.flatMap(({ type, id, state }) => {
      const { issuerUri, jwksJson } = (type === PROVIDER ? (onlyBlock(state.oidc) ?? {}) : {}) as {
        issuerUri?: string;
        jwksJson?: string;
      };
      const keys = jwksJson === undefined || jwksJson === "" ? {} : { jwks: jwksJson };
      return issuerUri === undefined ? [] : [{ id: String(state.name ?? id), issuer: issuerUri, ...keys }];
    }),
  clusters: (resources) =>
    resources.flatMap(({ type, id, name, state }) =>
      type === CLUSTER && isGkeClusterId(id) && onlyBlock(state.workloadIdentityConfig) !== undefined
        ? [{ name: String(state.name ?? name), issuer: gkeIssuerUrl(id) }]
        : [],
    ),
  named: { annotations: [GCP_SERVICE_ACCOUNT_ANNOTATION, "cloud.google.com/service-account-email"], variables: [] },
  others: (subjects) => ({ subjects }),
  controllers: /^iam\.cnrm\.cloud\.google\.com$|^(iam|cloudplatform)\.gcp\.(m\.)?upbound\.io$/,
  audiences: /^(https:)?\/\/iam\.googleapis\.com\/|\.svc\.id\.goog$/,
  refusals: GCP_REFUSALS,
  storedKeys: GCP_STORED_KEYS,
  rivals: ({ annotations }: NamingPod) =>
    annotations[GCP_SERVICE_ACCOUNT_ANNOTATION] === undefined ? GCP_KEY_RIVALS : GKE_RIVALS,
};

/** What `gcloud` prints of one thing, known by its name, and policies. */
function gcpExported(document: unknown, source: string): Exported | undefined {
  if (!isRecord(document)) return undefined;
  const lacks: string[] = [];
  const resources = itemOf(document, source, lacks);
  return resources && { resources, ...(lacks.length === 0 ? {} : { lacks }) };
}

function itemOf(item: Values, source: string, lacks: string[]): DeployedResource[] | undefined {
  const name = String(item.name ?? "");
  if (typeof item.email === "string" && /\/serviceAccounts\//.test(name))
    return [resourceOf(ACCOUNT, item.email, item)];
  if (/\/workloadIdentityPools\/[^/]+$/.test(name)) return inUse(resourceOf(POOL, name, item));
  if (/\/workloadIdentityPools\/[^/]+\/providers\/[^/]+$/.test(name)) return inUse(resourceOf(PROVIDER, name, item));
  const selfLink = typeof item.selfLink === "string" ? item.selfLink : "";
  const [, place] = /^https:\/\/container\.googleapis\.com\/[^/]+\/(projects\/.+)$/.exec(selfLink) ?? [];
  if (place !== undefined) return [{ ...resourceOf(CLUSTER, name, item), id: place.replace("/zones/", "/locations/") }];
  if (typeof item.projectId === "string" && item.projectNumber !== undefined) return [projectOf(item)];
  if (/^(projects|organizations)\/[^/]+\/roles\/[^/]+$/.test(name)) {
    const { includedPermissions: permissions } = item;
    if (permissions === undefined) lacks.push("gcloud iam roles list does not print permissions; describe does");
    return permissions === undefined ? [] : [resourceOf(CUSTOM_ROLES[0]!, name, { name, permissions })];
  }
  if (typeof item.resource === "string" && isRecord(item.policy)) return [policyOf(item.resource, item.policy)];
  if (Array.isArray(item.bindings) && typeof item.etag === "string") {
    const email = /[^/\s]+@[^/\s]+\.gserviceaccount\.com/.exec(source)?.[0];
    if (email !== undefined) return [policyOf(`projects/-/serviceAccounts/${email}`, item)];
    lacks.push(
      "an allow policy does not say what it is of: name the file after the service account, or print { resource, policy } as gcloud asset search-all-iam-policies does",
    );
    return [];
  }
  return undefined;
}

/** Deleted pools and providers are listed for thirty days. */
function inUse(resource: DeployedResource): DeployedResource[] {
  return resource.state.state === "DELETED" ? [] : [resource];
}

function projectOf({ projectId, projectNumber, parent }: Values): DeployedResource {
  const { type, id } = (isRecord(parent) ? parent : {}) as { type?: string; id?: string };
  const above = type === "folder" ? { folderId: id } : type === "organization" ? { orgId: id } : {};
  return resourceOf(PROJECT, String(projectId), { id: projectId, projectId, number: projectNumber, ...above });
}

/** An allow policy of what `resource` names in full, as Pulumi's resource for a whole policy. */
function policyOf(resource: string, policy: Values): DeployedResource {
  const target = resource.replace(/^\/\/[^/]+\//, "");
  const policyData = JSON.stringify(policy);
  const account = /(?:^|\/)serviceAccounts\/([^/]+)$/.exec(target)?.[1];
  if (account !== undefined) {
    const serviceAccountId = `projects/-/serviceAccounts/${account}`;
    return resourceOf("gcp:serviceaccount/iAMPolicy:IAMPolicy", resource, {
      id: resource,
      serviceAccountId,
      policyData,
    });
  }
  const [kind, name] = /^(projects|folders|organizations)\/([^/]+)$/.exec(target)?.slice(1) ?? [];
  const property = { projects: "project", folders: "folder", organizations: "orgId" }[kind ?? ""];
  const type = kind === "folders" ? "folder" : (kind ?? "other");
  return resourceOf(`gcp:${type}/iAMPolicy:IAMPolicy`, resource, {
    id: target,
    ...(property === undefined ? {} : { [property]: name }),
    policyData,
  });
}

/** A provider without the empty texts that Terraform's provider keeps for what was never set: an empty condition is none. */
function withoutEmpty(resource: DeployedResource): DeployedResource {
  if (resource.type !== PROVIDER) return resource;
  const filled = (values: Values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const { oidc, ...state } = filled(resource.state);
  return { ...resource, state: { ...state, oidc: filled(onlyBlock(oidc) ?? {}) } };
}

function gcpIdentities(resources: readonly DeployedResource[], issuers: readonly string[]): IdentityTrust[] {
  const granted = new Map<string, string[]>();
  for (const { role, members, resource = "" } of gcpGranted(resources.filter(({ type }) => GRANTS.test(type)))
    .bindings) {
    for (const member of members) granted.set(member, [...(granted.get(member) ?? []), `${role} on ${resource}`]);
  }
  const all = gcpDeployed(resources.map(withoutEmpty), issuers);
  const uses = new Map<string, number>();
  for (const { identity } of all) uses.set(identity, (uses.get(identity) ?? 0) + 1);
  return all.map((deployed) => {
    const { serviceAccount, bindings, pool, providers } = deployed.trust;
    const takers = gcpPoolOf({ pool }).managed ? "cluster" : "provider";
    const lacks = providers.length > 0 ? {} : { lacks: `no input has a ${takers} of ${pool}` };
    return serviceAccount === undefined
      ? {
          ...deployed,
          ...lacks,
          knownAs: [],
          grants: bindings.map(({ role, resource = "" }) => `${role} on ${resource}`),
        }
      : {
          ...deployed,
          ...lacks,
          // A trust is about one pool, so a service account has one for each.
          identity: uses.get(serviceAccount) === 1 ? serviceAccount : `${serviceAccount} by ${pool}`,
          knownAs: [serviceAccount],
          grants: granted.get(`serviceAccount:${serviceAccount}`) ?? [],
        };
  });
}
