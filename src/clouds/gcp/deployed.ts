import type { DeployedResource, DeployedTrust } from "../cloud";
import { gcpAncestors, gcpEmailOf, gcpStanding, isGcpParent, isServiceAccount } from "./hierarchy";
import type { GcpAccount } from "./impersonation";
import { gcpReach } from "./impersonation";
import { gkeIssuerUrl, isGkeClusterId } from "./issuer";
import { gcpPoolOfMember } from "./members";
import type { GcpGranted } from "./policies";
import { gcpGranted } from "./policies";
import { gcpPoolOf, gcpProjectOf, isFleetMemberOf, isGkeClusterOf } from "./pool";
import type { GcpBinding, GcpProvider, GcpTrust } from "./trust";

/**
 * The trust of every service account that principals of a pool may become, and of every pool whose principals have roles themselves.
 * A trust is about one pool, so a service account has one for each. What is granted on its project, folders and organization counts; a
 * folder or organization of which nothing says whether the account is in it leaves its trust open. `issuers` are clusters of a project's
 * pool for GKE that are not among the resources.
 */
export function gcpDeployed(
  resources: readonly DeployedResource[],
  issuers: readonly string[] = [],
): DeployedTrust<GcpTrust>[] {
  const granted = gcpGranted(resources);
  const created = resources.filter(({ type, id }) => type === "gcp:container/cluster:Cluster" && isGkeClusterId(id));
  const clusters = distinct([...issuers, ...created.map(({ id }) => gkeIssuerUrl(id))]);
  const disabled = disabledIn(resources);
  const providers = new Map<string, GcpProvider[]>();
  const providersOf = (pool: string): GcpProvider[] => {
    const known =
      providers.get(pool) ??
      (gcpPoolOf({ pool }).managed
        ? [...clustersOf(pool, clusters), ...gcpFleetMembersOf(pool, resources)]
        : gcpProvidersOf(pool, resources));
    providers.set(pool, known);
    return known;
  };
  const trustOf = (pool: string, { bindings, unseen }: GcpGranted): GcpTrust => ({
    cloud: "gcp",
    pool,
    providers: providersOf(pool),
    bindings,
    ...(unseen.length === 0 ? {} : { unseen: unseen.map(({ why }) => why) }),
    ...(disabled.has(pool) ? { disabled: true } : {}),
  });
  const names = { email: namesBy("email", resources), name: namesBy("name", resources) };
  const nameOf = (property: keyof typeof names, identity: string) => names[property].get(identity) ?? identity;
  const grants = grantsByAccount(granted);

  const direct = grantedOn(granted, ({ resource }) => !isServiceAccount(resource));
  return [
    ...accountsIn(resources, granted).flatMap((account) => {
      const own = grantsOf(account, grants);
      const becoming = own.bindings.filter((binding) => gcpReach(binding, 0, account) !== undefined);
      return poolsOf(becoming).map((pool) => ({
        name: nameOf("email", account.email),
        identity: account.email,
        trust: {
          // Who is of no pool at all becomes the service account as well.
          ...trustOf(pool, { ...own, bindings: withMembers(becoming, [pool, undefined]) }),
          serviceAccount: account.email,
          ancestors: [...account.ancestors],
          ...(disabled.has(account.email) ? { disabled: true } : {}),
        },
      }));
    }),
    ...poolsOf(direct.bindings).map((pool) => ({
      name: nameOf("name", pool),
      identity: pool,
      trust: trustOf(pool, { ...direct, bindings: withMembers(direct.bindings, [pool]) }),
    })),
  ];
}

const IDENTITIES = ["gcp:serviceaccount/account:Account", "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"];

/** Emails of service accounts and names of pools that are disabled. */
function disabledIn(resources: readonly DeployedResource[]): Set<unknown> {
  const off = resources.filter((resource) => IDENTITIES.includes(resource.type) && isOff(resource));
  return new Set(off.flatMap(({ state }) => [state.email, state.name]));
}

/** Google keeps what was deleted for 30 days, and lists it as such. */
function isOff({ state }: DeployedResource): boolean {
  return state.disabled === true || state.state === "DELETED";
}

/** The providers of a pool that take tokens. */
export function gcpProvidersOf(pool: string, resources: readonly DeployedResource[]): GcpProvider[] {
  return resources
    .filter(({ type }) => type === "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider")
    .filter((provider) => String(provider.state.name).startsWith(`${pool}/providers/`) && !isOff(provider))
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

/** The members of the fleet whose pool this is, as far as the resources attach them. */
export function gcpFleetMembersOf(pool: string, resources: readonly DeployedResource[]): GcpProvider[] {
  const managed = gcpPoolOf({ pool });
  return resources
    .flatMap(({ type, id, state }): GcpProvider[] => {
      if (type === "gcp:gkehub/membership:Membership") {
        const { issuer } = (state.authority ?? {}) as { issuer?: string };
        // A member without an authority signs for nobody.
        return issuer === undefined ? [] : [{ name: `https://gkehub.googleapis.com/${id}`, issuer }];
      }
      if (type !== "gcp:container/attachedCluster:AttachedCluster") return [];
      const configs = (state.workloadIdentityConfigs ?? []) as WorkloadIdentityConfig[];
      const { jwks } = (state.oidcConfig ?? {}) as { jwks?: string };
      return configs.map(({ identityProvider = "", issuerUri = "", workloadPool }) => ({
        // Google may name the fleet's project by its number, and the audience of tokens names it as the pool does.
        name:
          workloadPool === pool
            ? identityProvider.replace(/(?<=\/projects\/)[^/]+/, gcpProjectOf(managed))
            : identityProvider,
        issuer: issuerUri,
        ...(jwks === undefined ? {} : { jwksJson: readKeys(jwks) }),
      }));
    })
    .filter(({ name }) => isFleetMemberOf(managed, name));
}

/** What Google says of an attached cluster's place in the fleet. */
interface WorkloadIdentityConfig {
  identityProvider?: string;
  issuerUri?: string;
  workloadPool?: string;
}

/** Keys that an attached cluster gives to Google because it cannot fetch them: JSON, which the API takes in Base64. */
function readKeys(jwks: string): string {
  return jwks.trimStart().startsWith("{") ? jwks : Buffer.from(jwks, "base64").toString("utf8");
}

/** The service accounts that the resources create or grant roles on. */
function accountsIn(resources: readonly DeployedResource[], { bindings }: GcpGranted): GcpAccount[] {
  const created = resources.filter(({ type }) => type === IDENTITIES[0]).map(({ state }) => String(state.email));
  const named = bindings.flatMap(({ resource = "" }) => (isServiceAccount(resource) ? [gcpEmailOf(resource)] : []));
  const hierarchy = resources.filter(({ type }) => type.startsWith("gcp:organizations/"));
  return distinct([...created, ...named]).map((email) => ({ email, ancestors: gcpAncestors(email, hierarchy) }));
}

/** Logical names of the identities among resources, by what one of their properties says. */
function namesBy(property: string, resources: readonly DeployedResource[]): Map<unknown, string> {
  const identities = resources.filter(({ type }) => IDENTITIES.includes(type)).reverse();
  return new Map(identities.map(({ name, state }) => [state[property], name]));
}

/** Grants by the service account that they are on, and those on projects, folders and organizations: looked up for each of thousands. */
interface AccountGrants {
  on: ReadonlyMap<string, GcpGranted>;
  above: GcpGranted;
}

function grantsByAccount(granted: GcpGranted): AccountGrants {
  const on = new Map<string, GcpGranted>();
  const of = (resource: string): GcpGranted => {
    const email = gcpEmailOf(resource);
    const known = on.get(email) ?? { bindings: [], unseen: [] };
    on.set(email, known);
    return known;
  };
  for (const each of granted.bindings) if (isServiceAccount(each.resource)) of(each.resource!).bindings.push(each);
  for (const each of granted.unseen) if (isServiceAccount(each.resource)) of(each.resource).unseen.push(each);
  return { on, above: grantedOn(granted, ({ resource = "" }) => isGcpParent(resource)) };
}

/** What is granted on a service account, and on what may hold it. */
function grantsOf({ email, ancestors }: GcpAccount, { on, above }: AccountGrants): GcpGranted {
  const own = on.get(email) ?? { bindings: [], unseen: [] };
  const inherited = grantedOn(above, ({ resource = "" }) => gcpStanding(resource, ancestors) !== "elsewhere");
  return { bindings: [...own.bindings, ...inherited.bindings], unseen: [...own.unseen, ...inherited.unseen] };
}

function grantedOn({ bindings, unseen }: GcpGranted, holds: (on: { resource?: string }) => boolean): GcpGranted {
  return { bindings: bindings.filter(holds), unseen: unseen.filter(holds) };
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
