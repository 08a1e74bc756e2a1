import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { show } from "../../core/show";
import type { TrustedSubject } from "../../core/whole-namespaces";
import { allWhole } from "../../core/whole-namespaces";
import { proofIssues } from "../proof";
import { GcpAccess } from "./args";
import { gcpDefaultAudience } from "./audience";
import { gcp } from "./cloud";
import { checkGcpAudience, checkGcpAudienceOwner } from "./limits";
import { gcpPoolOfMember } from "./members";
import { gcpPoolOf, isGkeClusterOf } from "./pool";
import type { GcpBinding, GcpProvider, GcpTrust } from "./trust";
import {
  GCP_ATTRIBUTE_MAPPING,
  GCP_NAMESPACE_ATTRIBUTE,
  GCP_NAMESPACE_MAPPING,
  gcpLegacyMember,
  gcpManagedNamespacePrincipals,
  gcpManagedPrincipal,
  gcpNamespacePrincipals,
  gcpPrincipal,
} from "./trust";

/** An issuer's entry for Google Cloud with everything known. */
export interface GcpKnownRegistration {
  workloadIdentityPool?: string;
  workloadIdentityProvider?: string;
  audience?: string;
  gkeWorkloadPool?: string;
  projectNumber?: string;
  attributeMapping?: Record<string, string>;
  attributeCondition?: string;
}

/** Whom a member names: a ServiceAccount, or without one everybody of the namespace. */
export interface GcpNamed {
  namespace: string;
  serviceAccount?: string;
}

/** Everybody that subjects name, each namespace that is trusted as a whole behind the ServiceAccounts. */
export function gcpNamed(subjects: readonly TrustedSubject[]): GcpNamed[] {
  const named = subjects.map(({ namespace, serviceAccount }) => ({ namespace, serviceAccount }));
  return [...named, ...allWhole(subjects).names.map((namespace) => ({ namespace }))];
}

/** One issuer of an identity, with everything known. */
export interface GcpTrustedIssuer {
  issuer: string;
  /** Whether it was taken for a GKE cluster when the program ran. */
  gke: boolean;
  registration: GcpKnownRegistration;
  subjects: GcpNamed[];
}

const POOL = /^projects\/\d+\/locations\/global\/workloadIdentityPools\/[0-9a-z-]{4,32}$/;
const GKE_POOL = /^[a-z0-9.:-]+\.svc\.id\.goog$/;

/** The member that names a ServiceAccount or a whole namespace. Call it only where `checkGcpIssuer` found nothing. */
export function gcpMemberOf({ gke, registration }: GcpTrustedIssuer, access: GcpAccess, named: GcpNamed): string {
  const { workloadIdentityPool = "", gkeWorkloadPool: workloadPool = "", projectNumber = "" } = registration;
  const { namespace, serviceAccount } = named;
  if (serviceAccount === undefined) {
    return gke
      ? gcpManagedNamespacePrincipals({ workloadPool, projectNumber }, namespace)
      : gcpNamespacePrincipals(workloadIdentityPool, namespace);
  }
  const subject = { namespace, serviceAccount };
  if (!gke) return gcpPrincipal(workloadIdentityPool, subject);
  return access === GcpAccess.Direct
    ? gcpManagedPrincipal({ workloadPool, projectNumber }, subject)
    : gcpLegacyMember(workloadPool, subject);
}

/** The audience of the tokens of an issuer outside of GKE. */
export function gcpAudienceOf({ audience, workloadIdentityProvider = "" }: GcpKnownRegistration): string {
  return audience ?? gcpDefaultAudience(workloadIdentityProvider);
}

/** Faults of one issuer's entry. */
export function checkGcpIssuer(known: GcpTrustedIssuer, access: GcpAccess): Issue[] {
  const { issuer, gke, registration, subjects } = known;
  const hasWhole = subjects.some(({ serviceAccount }) => serviceAccount === undefined);
  const { workloadIdentityPool: pool, workloadIdentityProvider: provider } = registration;
  const { gkeWorkloadPool, projectNumber } = registration;
  if (gke !== (gkeWorkloadPool !== undefined)) {
    const fault = gke
      ? "it has no gkeWorkloadPool; set it to the cluster's workloadIdentityConfig.workloadPool, or set gke to false"
      : `it has gkeWorkloadPool ${show(gkeWorkloadPool)}; set gke to true`;
    return [
      issue(
        "gcp-gke-mismatch",
        "issuer.gcp",
        `Cannot use this issuer as ${gke ? "GKE" : "a cluster outside of GKE"}: ${fault}`,
      ),
    ];
  }
  const issues: Issue[] = [];
  const fault = (code: string, name: string, value: unknown, expected: string) =>
    issues.push(issue(code, `issuer.gcp.${name}`, `Cannot use ${name} ${show(value)}: expected ${expected}`));
  if (gke) {
    if (!GKE_POOL.test(gkeWorkloadPool ?? "")) {
      fault("gcp-gke-workload-pool-invalid", "gkeWorkloadPool", gkeWorkloadPool, '"<project>.svc.id.goog"');
    }
    const managed = gcpPoolOf({ pool: gkeWorkloadPool ?? "" });
    if (issues.length === 0 && !isGkeClusterOf(managed, issuer)) {
      fault(
        "gcp-gke-issuer-mismatch",
        "gkeWorkloadPool",
        gkeWorkloadPool,
        `the pool of the project that the cluster is in, and a GKE cluster: the issuer is ${show(issuer)}`,
      );
    }
    if (registration.audience !== undefined && registration.audience !== gkeWorkloadPool) {
      fault(
        "gcp-gke-audience-fixed",
        "audience",
        registration.audience,
        `${show(gkeWorkloadPool)}, the only audience that GKE's pool takes; leave it out`,
      );
    }
    if ((access === GcpAccess.Direct || hasWhole) && !/^\d+$/.test(projectNumber ?? "")) {
      fault(
        "gcp-project-number-missing",
        "projectNumber",
        projectNumber,
        "the number of the cluster's project, which members of direct access and of whole namespaces name; set it there or on the workload",
      );
    }
    return issues;
  }
  if (!POOL.test(pool ?? "")) {
    fault(
      "gcp-pool-name-invalid",
      "workloadIdentityPool",
      pool,
      "projects/<number>/locations/global/workloadIdentityPools/<pool>, with the project's number and not its id",
    );
  } else if (!new RegExp(`^${pool}/providers/[0-9a-z-]{4,32}$`).test(provider ?? "")) {
    fault("gcp-provider-name-invalid", "workloadIdentityProvider", provider, `${pool}/providers/<provider>`);
  }
  if (hasWhole && registration.attributeMapping?.[GCP_NAMESPACE_ATTRIBUTE] === undefined) {
    const mapping = `attributeMapping: ${JSON.stringify(GCP_NAMESPACE_MAPPING)}`;
    const why = `the issuer's provider maps no ${GCP_NAMESPACE_ATTRIBUTE}, which members of whole namespaces name`;
    const fix = `set ${mapping} where the issuer is registered (registrations.gcp, or gcp of ClusterFederation), and in a literal entry`;
    issues.push(
      issue("gcp-namespace-not-mapped", "issuer.gcp.attributeMapping", `Cannot trust whole namespaces: ${why}; ${fix}`),
    );
  }
  return [
    ...issues,
    ...checkGcpAudience(registration.audience, "issuer.gcp.audience"),
    ...checkGcpAudienceOwner(registration.audience, "issuer.gcp.audience", (named) => named === provider),
    ...checkIssuerAudience(registration.audience, issuer, "issuer.gcp.audience"),
  ];
}

/** What an identity has beside the members of its ServiceAccounts. */
export interface GcpBeside {
  /** Members that become it on purpose. */
  others: readonly string[];
  /** Bindings that a service account has already. */
  stored: readonly GcpBinding[];
}

/** Faults of the members of all issuers together: the whole trust of the identity, pool by pool. */
export function checkGcpTrust(
  issuers: readonly GcpTrustedIssuer[],
  access: GcpAccess,
  granted: GcpBoundRole[],
  { others, stored }: GcpBeside,
): Issue[] {
  const pools = new Map<string, GcpTrustedIssuer[]>();
  for (const known of issuers) {
    const pool = poolOf(known);
    pools.set(pool, [...(pools.get(pool) ?? []), known]);
  }
  const membersOf = (known: readonly GcpTrustedIssuer[]) => [
    ...new Set(known.flatMap((each) => each.subjects.map((named) => gcpMemberOf(each, access, named)))),
  ];
  return [...pools.values()].flatMap((sharing) => {
    const issues = [...checkSharing(sharing), ...others.flatMap((member) => checkGcpOtherPool(member, sharing))];
    if (issues.length > 0) return issues;
    // The members of a pool are strangers to every other one.
    const elsewhere = [...membersOf(issuers.filter((known) => !sharing.includes(known))), ...others];
    const members = [...membersOf(sharing), ...elsewhere];
    return poolFaults(sharing, [...granted.map((grant) => ({ ...grant, members })), ...stored], elsewhere);
  });
}

/** The fault of another member that is of the pool of one of these issuers. */
export function checkGcpOtherPool(member: string, issuers: readonly GcpTrustedIssuer[]): Issue[] {
  const pool = gcpPoolOfMember(member);
  if (pool === undefined || !issuers.some((known) => poolOf(known) === pool)) return [];
  const fault = `Cannot name ${show(member)} as another: it is of the pool of the subjects; name its ServiceAccount in subjects`;
  return [issue("gcp-other-of-own-pool", "others.members", fault)];
}

/** Faults of one member as it will be stored, against the one ServiceAccount or namespace that it is for. */
export function checkGcpMember(
  own: GcpTrustedIssuer,
  issuers: readonly GcpTrustedIssuer[],
  subject: GcpNamed,
  binding: GcpBinding,
): Issue[] {
  const sharing = issuers.filter((known) => known === own || poolOf(known) === poolOf(own));
  const issues = checkSharing(sharing);
  if (issues.length > 0) return issues;
  const same = ({ namespace, serviceAccount }: GcpNamed) =>
    namespace === subject.namespace && serviceAccount === subject.serviceAccount;
  return poolFaults(
    sharing.map((known) => ({ ...known, subjects: known.subjects.filter(same) })),
    [binding],
    [],
  );
}

/** A role and what it is bound on, whoever its members are. */
export interface GcpBoundRole {
  role: string;
  resource?: string;
}

function poolOf({ gke, registration }: GcpTrustedIssuer): string {
  return (gke ? registration.gkeWorkloadPool : registration.workloadIdentityPool) ?? "";
}

/** A principal names its pool and no provider, so two issuers of one pool would share their ServiceAccounts. */
function checkSharing([first, second]: readonly GcpTrustedIssuer[]): Issue[] {
  if (first === undefined || second === undefined || first.gke) return [];
  return [
    issue(
      "gcp-pool-shared",
      "issuer.gcp.workloadIdentityPool",
      `Cannot trust ${show(first.issuer)} and ${show(second.issuer)} through one pool ${show(poolOf(first))}: a ServiceAccount of one would be admitted from the other; give each issuer a pool of its own`,
    ),
  ];
}

/** Stands for the keys of the cluster. */
const ASSUMED_KEYS = { keys: [] };

/** `named` are members of no issuer here that the bindings have on purpose. */
function poolFaults(sharing: readonly GcpTrustedIssuer[], bindings: GcpBinding[], named: string[]): Issue[] {
  const [{ gke, registration }] = sharing as [GcpTrustedIssuer];
  const { gkeWorkloadPool = "", projectNumber } = registration;
  const { workloadIdentityPool = "", workloadIdentityProvider = "", audience } = registration;
  const { attributeMapping, attributeCondition } = registration;
  const managed =
    projectNumber === undefined
      ? gkeWorkloadPool
      : `projects/${projectNumber}/locations/global/workloadIdentityPools/${gkeWorkloadPool}`;
  const trust: GcpTrust = {
    cloud: "gcp",
    pool: gke ? managed : workloadIdentityPool,
    providers: sharing.map(
      ({ issuer }): GcpProvider =>
        gke
          ? { name: issuer, issuer }
          : {
              name: workloadIdentityProvider,
              issuer,
              attributeMapping: { ...attributeMapping, ...GCP_ATTRIBUTE_MAPPING },
              ...(attributeCondition === undefined ? {} : { attributeCondition }),
              // Which keys it has, or whence, is for who registers the issuer.
              jwksJson: JSON.stringify(ASSUMED_KEYS),
              ...(audience === undefined ? {} : { allowedAudiences: [audience] }),
            },
    ),
    bindings,
  };
  const intent = {
    subjects: sharing.flatMap(({ issuer, subjects }) =>
      subjects.flatMap(({ namespace, serviceAccount }) =>
        serviceAccount === undefined ? [] : [{ issuer, namespace, serviceAccount }],
      ),
    ),
    namespaces: sharing.flatMap(({ issuer, subjects }) =>
      subjects.flatMap(({ namespace, serviceAccount }) =>
        serviceAccount === undefined ? [{ issuer, namespace }] : [],
      ),
    ),
    audience: gke
      ? gkeWorkloadPool
      : (audience ?? [
          gcpDefaultAudience(workloadIdentityProvider),
          `//iam.googleapis.com/${workloadIdentityProvider}`,
        ]),
    jwks: ASSUMED_KEYS,
    ...(named.length === 0 ? {} : { others: { gcp: { members: named } } }),
  };
  return proofIssues(gcp, trust, intent, "member");
}
