import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { failLate } from "../../component/fail-late";
import { findingFormerChildren } from "../../component/former-children";
import type { PodWirings } from "../../component/pod-wirings";
import { wiringOfIssuer, wiringsByIssuer } from "../../component/pod-wirings";
import { countTogether } from "../../component/shared-identity";
import { checkDefaultNeeded, checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues, describeFaults } from "../../component/validation-error";
import { warn } from "../../component/warn";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { adviceOnPlaces, listTextGrants } from "../../core/text-grants";
import { subjectsClaim } from "../../core/whole-namespaces";
import type { Wiring } from "../../core/wiring";
import { createGcpAccess, gcpGrantedBy, gcpImpersonation, IMPERSONATION_ROLE } from "./access";
import type { GcpIdentity, GcpIssuer, GcpResourceGrant, GcpWorkloadIdentityArgs } from "./args";
import { GcpAccess } from "./args";
import { gcpEntrants } from "./entrants";
import type { GcpFinalIssuer } from "./final-issuers";
import { gcpFinalIssuers } from "./final-issuers";
import type { GcpGrant } from "./grant-kinds";
import { gcpGrantClaims } from "./grant-resources";
import { gcpGrantsOf } from "./grants";
import { checkGcpIssuerUrl, checkGcpMembers, checkGcpWorkload } from "./limits";
import { gcpMechanisms } from "./mechanisms/choice";
import { gcpOtherMembers } from "./others";
import { gcpPodWiring } from "./pod-wiring";
import { gcpStoredBindings } from "./policies";
import type { GcpIssuerGroup, GcpPrincipalPlan } from "./read-issuers";
import {
  checkGcpIssuers,
  gcpEffectWarnings,
  gcpPrincipalWords,
  planGcpPrincipals,
  readGcpIssuers,
  sameGcpIssuer,
  symbolicGcpIssuers,
} from "./read-issuers";
import { readGcpRegistration, readGcpWorkloadIdentityArgs } from "./shape";
import type { GcpBoundRole } from "./trusted-issuer";
import { checkGcpIssuer, checkGcpTrust } from "./trusted-issuer";

/** Lets ServiceAccounts of one or several clusters act on Google Cloud, themselves or as one service account, and proves that nobody else can. */
export class GcpWorkloadIdentity extends pulumi.ComponentResource {
  /** The members of the workload and what is proved about them. */
  public readonly identity: pulumi.Output<GcpIdentity>;

  constructor(name: string, args: GcpWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:GcpWorkloadIdentity", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const { access = GcpAccess.Direct } = args;
    assertNoIssues(
      name,
      [
        ...checkOnce(args, readGcpWorkloadIdentityArgs, () => checkGcpWorkload(args, subjectsIn(args))),
        ...checkDefaultNeeded(args, subjectsIn(args)),
        ...checkSubjects(args, checkGcpIssuerUrl, { gcp: readGcpRegistration }, sameGcpIssuer),
      ],
      this,
    );
    const groups = readGcpIssuers(args);
    const grants = gcpGrantsOf(args);
    const trusted = access === GcpAccess.Direct ? directGrants(grants) : [impersonationOf(args)];
    const { plans, issues } = planGcpPrincipals(groups);
    const named = plans.length + (args.others?.members?.length ?? 0);
    const crowded = checkGcpMembers(policiesOf(args), named, (policy) => countTogether(name, policy));
    assertNoIssues(name, [...checkGcpIssuers(groups, args), ...issues, ...crowded], this);
    assertNoIssues(name, symbolicFaults(groups, args, access, trusted), this);
    const advice = adviceOnPlaces(gcpOtherMembers(args.others));
    warn(this, [...gcpEffectWarnings(groups, args), ...(advice === undefined ? [] : [advice])]);

    const claimGrant = gcpGrantClaims(this, name, this.getProvider("gcp::"));
    assertNoIssues(name, earlyClaims(groups, plans, args, claimGrant), this);

    const final = gcpFinalIssuers(groups, access, args.projectNumber);
    const [granted = NO_GRANT] = trusted;
    const entrants = gcpEntrants(args, plans, final, granted);
    const account = createGcpAccess(this, name, args, entrants, claimGrant);

    const pods = groups.map(({ kind }, index) =>
      gcpPodWiring(final.issuers[index] as pulumi.Output<GcpFinalIssuer>, kind, account?.email, args),
    );
    wirings.set(
      this,
      wiringsByIssuer(groups, (_, index) => pods[index]!.wiring),
    );
    const members = pulumi.all(entrants.map(({ member }) => member));
    // No resource carries the second look where nothing is granted here.
    if (account === undefined && grants.length === 0) {
      members.apply((known) => {
        const faults = known.flatMap((member, index) => entrants[index]!.check(member, NO_GRANT) ?? []);
        if (faults.length > 0) failLate(this, describeFaults(name, faults));
      });
    }
    this.identity = pulumi.output({
      members: account === undefined ? members : [pulumi.interpolate`serviceAccount:${account.email}`],
      principals: pulumi.all(entrants.filter(({ isSubject }) => isSubject).map(({ member }) => member)),
      serviceAccountEmail: account?.email ?? "",
      credentialConfiguration: pods[0]?.credentialConfiguration ?? "",
      proof: claim(groups, args),
    });
    this.registerOutputs();
  }

  /**
   * What the ServiceAccount and its pods need for this identity. Pods of several clusters need different ones: `issuer` is that of
   * the pod's cluster, by default the first subject's. Throws `issuer-unknown` for one that no subject has.
   */
  wiring(issuer?: pulumi.Input<GcpIssuer>): Wiring<pulumi.Input<string>> {
    return wiringOfIssuer(wirings.get(this), issuer);
  }
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<GcpWorkloadIdentity, PodWirings>();

/** The role that lets members become the service account, on it as far as the program says which it is. */
function impersonationOf({ serviceAccountEmail: email }: GcpWorkloadIdentityArgs): GcpBoundRole {
  const account = typeof email === "string" ? email : "unknown";
  return { role: IMPERSONATION_ROLE, resource: `projects/-/serviceAccounts/${account}` };
}

/** The allow policies that name the members, once for each role, as far as the program says whose they are. */
function policiesOf(args: GcpWorkloadIdentityArgs): (string | undefined)[] {
  const isImpersonation = args.access === GcpAccess.Impersonation;
  const granted = isImpersonation ? [{ kind: "", resource: args.serviceAccountEmail }] : gcpGrantsOf(args);
  return granted.map(({ kind, resource }) => (typeof resource === "string" ? `${kind} ${resource}` : undefined));
}

/** Stands for what others grant to the members: whom they name is ours to prove. */
const NO_GRANT: GcpBoundRole = { role: "(granted elsewhere)" };

/** What can be claimed while the identity is constructed: the rest is claimed once its values are known. */
function earlyClaims(
  groups: readonly GcpIssuerGroup[],
  plans: readonly GcpPrincipalPlan[],
  args: GcpWorkloadIdentityArgs,
  claim: (grant: GcpGrant, ...member: unknown[]) => Issue[],
): Issue[] {
  const { serviceAccountEmail: email, access = GcpAccess.Direct } = args;
  const principals = plans
    .map(({ group, named }) => gcpPrincipalWords(groups[group]!, named))
    .filter((words) => words.length > 0);
  if (access === GcpAccess.Direct) {
    return gcpGrantsOf(args).flatMap((grant) => principals.flatMap((words) => claim(grant, ...words)));
  }
  if (email === undefined) return [];
  return [
    ...principals.flatMap((words) => claim(gcpImpersonation(email), ...words)),
    ...gcpGrantsOf(args).flatMap((grant) => claim(grant, email)),
  ];
}

function directGrants(grants: readonly GcpResourceGrant[]): GcpBoundRole[] {
  return grants.length === 0 ? [NO_GRANT] : grants.map((grant, place) => gcpGrantedBy(grant, place));
}

/** The first look: everything at once, with a placeholder for each value that is not known yet. */
function symbolicFaults(
  groups: readonly GcpIssuerGroup[],
  args: GcpWorkloadIdentityArgs,
  access: GcpAccess,
  granted: GcpBoundRole[],
): Issue[] {
  const issuers = symbolicGcpIssuers(groups, args.projectNumber);
  const faults = issuers.flatMap((issuer) => checkGcpIssuer(issuer, access));
  if (faults.length > 0) return faults;
  const named = listTextGrants(gcpOtherMembers(args.others)).map(({ text }) => text);
  const others = named.map((member, index) =>
    typeof member === "string" ? member : `serviceAccount:unknown-${index + 1}@unknown.invalid`,
  );
  const { serviceAccountPolicy: policy } = args;
  // Who is named by an output may be anybody that the policy has.
  const isTold = typeof policy === "string" && !named.some(isLater);
  const stored = isTold ? gcpStoredBindings(policy, granted[0]) : [];
  return checkGcpTrust(issuers, access, granted, { others, stored });
}

function claim(groups: readonly GcpIssuerGroup[], args: GcpWorkloadIdentityArgs): string {
  const { access = GcpAccess.Direct, subjects, serviceAccountPolicy } = args;
  const others = listTextGrants(gcpOtherMembers(args.others)).length;
  const what =
    access === GcpAccess.Direct
      ? "the members granted here"
      : serviceAccountPolicy !== undefined
        ? `the members that get ${IMPERSONATION_ROLE} here and the given allow policy of the service account`
        : `the members that get ${IMPERSONATION_ROLE} here, whatever others add to the service account,`;
  const whom = `${subjectsClaim(subjects)}${others === 0 ? "" : ` and the ${others} other member(s) that the program names`}`;
  const provided = Object.values(gcpMechanisms)
    .filter(({ poolField }) => groups.some(({ kind }) => kind === poolField))
    .map(({ proviso }) => proviso);
  return `proved: ${what} admit exactly ${whom}, provided ${provided.join(", and ")}`;
}
