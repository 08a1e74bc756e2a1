import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { issuerUrlMissing } from "../../core/issuer-url";
import { show } from "../../core/show";
import type { TrustedSubject } from "../../core/whole-namespaces";
import { allWhole } from "../../core/whole-namespaces";
import { proofIssues } from "../proof";
import { GcpAccess } from "./args";
import { gcp } from "./cloud";
import { gcpKindOf, gcpMechanisms } from "./mechanisms/choice";
import type { GcpNamed, GcpTrustedIssuer } from "./mechanisms/mechanism";
import { ASSUMED_KEYS } from "./mechanisms/own-pool";
import { gcpPoolOfMember } from "./members";
import type { GcpBinding, GcpTrust } from "./trust";
import {
  gcpLegacyMember,
  gcpManagedNamespacePrincipals,
  gcpManagedPrincipal,
  gcpNamespacePrincipals,
  gcpPrincipal,
} from "./trust";

/** Everybody that subjects name, each namespace that is trusted as a whole behind the ServiceAccounts. */
export function gcpNamed(subjects: readonly TrustedSubject[]): GcpNamed[] {
  const named = subjects.map(({ namespace, serviceAccount }) => ({ namespace, serviceAccount }));
  return [...named, ...allWhole(subjects).names.map((namespace) => ({ namespace }))];
}

/** The member that names a ServiceAccount or a whole namespace. Call it only where `checkGcpIssuer` found nothing. */
export function gcpMemberOf(known: GcpTrustedIssuer, access: GcpAccess, named: GcpNamed): string {
  const { namespace, serviceAccount } = named;
  const workloadPool = poolOf(known);
  const { projectNumber = "" } = known.registration;
  const { managed } = gcpMechanisms[known.kind];
  if (serviceAccount === undefined) {
    return managed
      ? gcpManagedNamespacePrincipals({ workloadPool, projectNumber }, namespace)
      : gcpNamespacePrincipals(workloadPool, namespace);
  }
  const subject = { namespace, serviceAccount };
  if (!managed) return gcpPrincipal(workloadPool, subject);
  return access === GcpAccess.Direct
    ? gcpManagedPrincipal({ workloadPool, projectNumber }, subject)
    : gcpLegacyMember(workloadPool, subject);
}

/** Faults of one issuer's entry. */
export function checkGcpIssuer(known: GcpTrustedIssuer, access: GcpAccess): Issue[] {
  if (known.issuer === "") return [issuerUrlMissing(known.issuer, "issuer.url")];
  const mismatch = checkKind(known);
  return mismatch.length > 0 ? mismatch : gcpMechanisms[known.kind].check(known, access);
}

/** Faults of an entry that is that of two kinds of clusters at once, or another kind's than the program takes the issuer for. */
function checkKind({ kind, registration }: GcpTrustedIssuer): Issue[] {
  const told = gcpKindOf(registration);
  const ambiguous = checkGcpOneKind(registration, "issuer.gcp");
  if (kind === told || ambiguous.length > 0) return ambiguous;
  const why = gcpMechanisms[told].managed
    ? `it has ${told} ${show(registration[told])}; set ${told === "gkeWorkloadPool" ? "gke" : "fleet"} to true, and no other`
    : kind === "gkeWorkloadPool"
      ? "it has no gkeWorkloadPool; set it to the cluster's workloadIdentityConfig.workloadPool, or set gke to false"
      : "it has no fleetWorkloadPool; set it to the pool of the fleet, or set fleet to false";
  const code = [kind, told].includes("fleetWorkloadPool") ? "gcp-fleet-mismatch" : "gcp-gke-mismatch";
  return [issue(code, "issuer.gcp", `Cannot use this issuer as ${gcpMechanisms[kind].title}: ${why}`)];
}

/** The fault of an entry that says of its cluster that it is of GKE and of a fleet. */
export function checkGcpOneKind(
  { gkeWorkloadPool, fleetWorkloadPool }: { gkeWorkloadPool?: unknown; fleetWorkloadPool?: unknown },
  path: string,
): Issue[] {
  if (gkeWorkloadPool === undefined || fleetWorkloadPool === undefined) return [];
  const why =
    "a cluster is a GKE cluster of the pool's project or a member of its fleet; leave out gkeWorkloadPool or fleetWorkloadPool";
  return [issue("gcp-fleet-mismatch", path, `Cannot use both pools of this entry: ${why}`)];
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

function poolOf({ kind, registration }: GcpTrustedIssuer): string {
  return registration[kind] ?? "";
}

/** A principal names its pool and no provider, so two issuers of one pool would share their ServiceAccounts. */
function checkSharing([first, second]: readonly GcpTrustedIssuer[]): Issue[] {
  if (first === undefined || second === undefined || gcpMechanisms[first.kind].managed) return [];
  return [
    issue(
      "gcp-pool-shared",
      "issuer.gcp.workloadIdentityPool",
      `Cannot trust ${show(first.issuer)} and ${show(second.issuer)} through one pool ${show(poolOf(first))}: a ServiceAccount of one would be admitted from the other; give each issuer a pool of its own`,
    ),
  ];
}

/** `named` are members of no issuer here that the bindings have on purpose. */
function poolFaults(sharing: readonly GcpTrustedIssuer[], bindings: GcpBinding[], named: string[]): Issue[] {
  const [first] = sharing as [GcpTrustedIssuer];
  const { registration } = first;
  const { managed, audiences } = gcpMechanisms[first.kind];
  const { projectNumber } = registration;
  const pool =
    managed && projectNumber !== undefined
      ? `projects/${projectNumber}/locations/global/workloadIdentityPools/${poolOf(first)}`
      : poolOf(first);
  const trust: GcpTrust = {
    cloud: "gcp",
    pool,
    providers: sharing.map((known) => gcpMechanisms[known.kind].provider(known.registration, known.issuer)),
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
    audience: audiences(registration),
    jwks: ASSUMED_KEYS,
    ...(named.length === 0 ? {} : { others: { gcp: { members: named } } }),
  };
  return proofIssues(gcp, trust, intent, "member");
}
