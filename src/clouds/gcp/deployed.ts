import type { DeployedResource, DeployedTrust } from "../cloud";
import { isImpersonation, isServiceAccount } from "./bindings";
import { gkeIssuerUrl, isGkeClusterId } from "./issuer";
import { gcpPoolOfMember } from "./members";
import { gcpPoolOf, isGkeClusterOf } from "./pool";
import type { GcpBinding, GcpProvider, GcpTrust } from "./trust";

/**
 * The trust of every service account that principals of a pool may become, and of every pool whose principals have roles themselves.
 * A trust is about one pool, so a service account has one for each. `issuers` are clusters
 * of a project's pool for GKE that are not among the resources.
 */
export function gcpDeployed(
  resources: readonly DeployedResource[],
  issuers: readonly string[] = [],
): DeployedTrust<GcpTrust>[] {
  const bindings = resources.flatMap(bindingOf);
  const created = resources.filter(({ type, id }) => type === "gcp:container/cluster:Cluster" && isGkeClusterId(id));
  const clusters = distinct([...issuers, ...created.map(({ id }) => gkeIssuerUrl(id))]);
  const onAccounts = bindings.filter(({ resource }) => isServiceAccount(resource));
  const direct = bindings.filter(({ resource }) => !isServiceAccount(resource));
  const trustOf = (pool: string, own: GcpBinding[]): GcpTrust => ({
    cloud: "gcp",
    pool,
    providers: gcpPoolOf({ pool }).managed ? clustersOf(pool, clusters) : gcpProvidersOf(pool, resources),
    bindings: own,
    ...(isDisabled(pool, resources) ? { disabled: true } : {}),
  });
  const nameOf = (property: string, identity: string) =>
    resources.find(({ type, state }) => IDENTITIES.includes(type) && state[property] === identity)?.name ?? identity;
  return [
    ...distinct(onAccounts.map(emailOf)).flatMap((email) => {
      const own = [
        ...onAccounts.filter((binding) => emailOf(binding) === email),
        ...direct.filter(({ role, resource }) => isImpersonation(role) && holdsAccount(resource, email)),
      ];
      return poolsOf(own).map((pool) => ({
        name: nameOf("email", email),
        identity: email,
        // Who is of no pool at all becomes the service account as well.
        trust: trustOf(pool, withMembers(own, [pool, undefined])),
      }));
    }),
    ...poolsOf(direct).map((pool) => ({
      name: nameOf("name", pool),
      identity: pool,
      trust: trustOf(pool, withMembers(direct, [pool])),
    })),
  ];
}

const IDENTITIES = ["gcp:serviceaccount/account:Account", "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"];

function isDisabled(pool: string, resources: readonly DeployedResource[]): boolean {
  return resources.some(({ type, state }) => type === IDENTITIES[1] && state.name === pool && state.disabled === true);
}

/** Every resource type that grants a role calls role and members the same; only the property for what it is granted on differs. */
function bindingOf({ type, id, state }: DeployedResource): GcpBinding[] {
  const { role, member, project } = state as Record<string, string>;
  const isOnProject = type.startsWith("gcp:projects/") && project !== undefined;
  const elsewhere = isOnProject
    ? `projects/${project.replace(/^projects\//, "")}`
    : id.slice(0, id.indexOf(`/${role}`));
  const { serviceAccountId = elsewhere } = state as Record<string, string>;
  const { members = [member], condition } = state as { members?: string[]; condition?: { expression: string } };
  if (!type.startsWith("gcp:") || role === undefined || members[0] === undefined) return [];
  const narrowed = condition === undefined ? {} : { condition: { expression: condition.expression } };
  return [{ role, members: members as string[], resource: serviceAccountId, ...narrowed }];
}

/** Whether a role on this resource is one on the service account too: it is the account's project. */
function holdsAccount(resource = "", email: string): boolean {
  return resource === `projects/${/@(.+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1]}`;
}

/** The providers of a pool that take tokens. */
export function gcpProvidersOf(pool: string, resources: readonly DeployedResource[]): GcpProvider[] {
  return resources
    .filter(({ type }) => type === "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider")
    .filter(({ state }) => String(state.name).startsWith(`${pool}/providers/`) && state.disabled !== true)
    .map(({ state }) => {
      const { attributeMapping, attributeCondition } = state as unknown as GcpProvider;
      const { issuerUri, allowedAudiences, jwksJson } = (state.oidc ?? {}) as Partial<GcpProvider> & {
        issuerUri?: string;
      };
      return {
        name: String(state.name),
        // A provider of another kind has no issuer; it stays, under a name that nobody intends.
        issuer: issuerUri ?? String(state.name),
        ...(allowedAudiences === undefined ? {} : { allowedAudiences }),
        ...(attributeMapping === undefined ? {} : { attributeMapping }),
        ...(attributeCondition === undefined ? {} : { attributeCondition }),
        ...(jwksJson === undefined ? {} : { jwksJson }),
      };
    });
}

function clustersOf(pool: string, issuers: readonly string[]): GcpProvider[] {
  const managed = gcpPoolOf({ pool });
  return issuers.filter((issuer) => isGkeClusterOf(managed, issuer)).map((issuer) => ({ name: issuer, issuer }));
}

function emailOf({ resource = "" }: GcpBinding): string {
  return resource.slice(resource.lastIndexOf("/") + 1);
}

function poolsOf(bindings: readonly GcpBinding[]): string[] {
  const pools = bindings.flatMap(({ members }) => members.map(gcpPoolOfMember));
  return distinct(pools.filter((pool) => pool !== undefined));
}

function withMembers(bindings: readonly GcpBinding[], pools: readonly (string | undefined)[]): GcpBinding[] {
  return bindings
    .map((binding) => ({
      ...binding,
      members: binding.members.filter((member) => pools.includes(gcpPoolOfMember(member))),
    }))
    .filter(({ members }) => members.length > 0);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
