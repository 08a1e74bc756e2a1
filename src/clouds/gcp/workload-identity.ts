import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { finalTwins } from "../../component/final-twins";
import { formerName } from "../../component/former-name";
import { failLate } from "../../component/late-faults";
import { logicalNames, takeOver } from "../../component/logical-names";
import type { PodWirings } from "../../component/pod-wirings";
import { wiringOfIssuer, wiringsByIssuer } from "../../component/pod-wirings";
import { proofHooks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkDefaultNeeded, checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues, describe } from "../../component/validation-error";
import { warn } from "../../component/warn";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { checkUnchanged, unlessChanged } from "../../core/unchanged";
import { subjectsClaim } from "../../core/whole-namespaces";
import type { Wiring } from "../../core/wiring";
import type { GcpIdentity, GcpIssuer, GcpResourceGrant, GcpWorkloadIdentityArgs } from "./args";
import { GcpAccess } from "./args";
import type { GcpEntrant } from "./entrants";
import { gcpEntrants } from "./entrants";
import type { GcpFinalIssuer } from "./final-issuers";
import { gcpFinalIssuers } from "./final-issuers";
import type { GcpGrant } from "./grant-kinds";
import { gcpGrantByKind } from "./grant-kinds";
import { createGcpGrant, gcpGrantClaims } from "./grant-resources";
import {
  gcpFormerContents,
  gcpGrantContent,
  gcpGrantsOf,
  gcpGrantTwice,
  gcpWrittenContents,
  isGcpGrantAlike,
} from "./grants";
import { checkGcpIssuerUrl, checkGcpWorkload } from "./limits";
import { gcpMechanisms } from "./mechanisms/choice";
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
import { gcpServiceAccount } from "./sdk";
import { gcpServiceAccountOf } from "./service-account";
import { readGcpRegistration, readGcpWorkloadIdentityArgs } from "./shape";
import type { GcpBoundRole } from "./trusted-issuer";
import { checkGcpIssuer, checkGcpTrust } from "./trusted-issuer";

const IMPERSONATION_ROLE = "roles/iam.workloadIdentityUser";

/** Lets ServiceAccounts of one or several clusters act on Google Cloud, themselves or as one service account, and proves that nobody else can. */
export class GcpWorkloadIdentity extends pulumi.ComponentResource {
  /** The members of the workload and what is proved about them. */
  public readonly identity: pulumi.Output<GcpIdentity>;

  constructor(name: string, args: GcpWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:GcpWorkloadIdentity", name, {}, opts);
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
    assertNoIssues(name, [...checkGcpIssuers(groups, args), ...issues], this);
    assertNoIssues(name, symbolicFaults(groups, args, access, trusted), this);
    warn(this, gcpEffectWarnings(groups, args));

    const claimGrant = gcpGrantClaims(this, name, this.getProvider("gcp::"));
    assertNoIssues(name, earlyClaims(groups, plans, args, claimGrant), this);

    const final = gcpFinalIssuers(groups, access, args.projectNumber);
    const [granted = NO_GRANT] = trusted;
    const entrants = gcpEntrants(args, plans, final, granted);
    const named = logicalNames(name);
    const before = takeOver(
      grants.map((grant) => ({
        name: named(grant.kind, ...gcpGrantContent(grant)),
        before: gcpFormerContents(grant).map((content) => named(grant.kind, ...content)),
      })),
    );
    const isTwin = finalTwins(
      grants.map(gcpGrantByKind),
      ({ resource }) => resource as pulumi.Input<string>,
      isGcpGrantAlike,
    );
    const twice = (grant: GcpResourceGrant, index: number) => (isTwin[index]?.() ? [gcpGrantTwice(grant)] : []);
    const today = new Set<string>();
    /** The name of what an entrant is given, and what it was called before. */
    const place = (kind: string, grant: readonly string[], entrant?: GcpEntrant, formerGrants: Content[] = []) => {
      const { isSubject = true, content = [], formerContents = [] } = entrant ?? {};
      const what = isSubject ? kind : `other-${kind}`;
      const logicalName = named(what, ...grant, ...content);
      today.add(logicalName);
      const former = [grant, ...formerGrants].flatMap((ofGrant) =>
        [content, ...formerContents].map((ofEntrant) =>
          formerName(logicalName, [...ofGrant, ...ofEntrant], (...known) => named(what, ...known), today),
        ),
      );
      return { logicalName, aliases: former.filter((name) => name !== logicalName).map((name) => ({ name })) };
    };
    const placeOf = (grant: GcpResourceGrant, index: number, entrant?: GcpEntrant) =>
      place(grant.kind, gcpGrantContent(grant), entrant, [
        ...gcpWrittenContents(grant, args.project),
        ...gcpFormerContents(grant).filter((content) => before[index]!.includes(named(grant.kind, ...content))),
      ]);
    const account = access === GcpAccess.Impersonation ? gcpServiceAccountOf(this, name, args) : undefined;
    if (account !== undefined) {
      const id = settled(account.id);
      for (const entrant of entrants) {
        const { title, member, check } = entrant;
        const hooks = proofHooks(
          `trust of service account ${name} in ${title}`,
          ["serviceAccountId", "role", "member", "condition"],
          (inputs) =>
            // A condition could keep everybody out.
            unlessChanged(
              inputs,
              { serviceAccountId: id.value(), role: IMPERSONATION_ROLE, condition: undefined },
              () =>
                andClaimed(
                  check(inputs.member, { role: IMPERSONATION_ROLE, resource: String(inputs.serviceAccountId) }),
                  () => claimGrant(impersonation(inputs.serviceAccountId), inputs.member),
                ),
            ),
        );
        const { logicalName, aliases } = place("member", [], entrant);
        new (gcpServiceAccount().IAMMember)(
          logicalName,
          { serviceAccountId: id.output, role: IMPERSONATION_ROLE, member },
          { parent: this, hooks, aliases },
        );
      }
      const member = settled(pulumi.interpolate`serviceAccount:${account.email}`);
      for (const [index, grant] of grants.entries()) {
        const resource = settled(grant.resource);
        const hooks = proofHooks(`${grant.role} of service account ${name}`, ["role", "member"], (inputs) => [
          ...twice(grant, index),
          ...checkUnchanged(inputs, { role: grant.role, member: member.value() }),
          ...claimGrant({ ...grant, resource: resource.value() }, inputs.member),
        ]);
        const { logicalName, aliases } = placeOf(grant, index);
        createGcpGrant(logicalName, grant, member.output, { parent: this, aliases, hooks }, account.id);
      }
    } else {
      for (const [index, grant] of grants.entries()) {
        const resource = settled(grant.resource);
        for (const entrant of entrants) {
          const { title, member, check } = entrant;
          const hooks = proofHooks(`${grant.role} of ${title} in ${name}`, ["role", "member"], (inputs) =>
            unlessChanged(inputs, { role: grant.role }, () => {
              const faults = check(inputs.member, grantedBy(grant));
              return andClaimed(faults === undefined ? undefined : [...twice(grant, index), ...faults], () =>
                claimGrant({ ...grant, resource: resource.value() }, inputs.member),
              );
            }),
          );
          const { logicalName, aliases } = placeOf(grant, index, entrant);
          createGcpGrant(logicalName, grant, member, { parent: this, aliases, hooks });
        }
      }
    }

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
        if (faults.length > 0) failLate(this, describe(name, faults));
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

/** What names are made of. */
type Content = readonly pulumi.Input<string>[];

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<GcpWorkloadIdentity, PodWirings>();

/** The role that lets members become the service account, on it as far as the program says which it is. */
function impersonationOf({ serviceAccountEmail: email }: GcpWorkloadIdentityArgs): GcpBoundRole {
  const account = typeof email === "string" ? email : "unknown";
  return { role: IMPERSONATION_ROLE, resource: `projects/-/serviceAccounts/${account}` };
}

/** Stands for what others grant to the members: whom they name is ours to prove. */
const NO_GRANT: GcpBoundRole = { role: "(granted elsewhere)" };

/** Impersonation as a grant, on a service account by its resource name. */
function impersonation(resource: unknown): GcpGrant {
  return { kind: "service account", resource, role: IMPERSONATION_ROLE };
}

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
    ...principals.flatMap((words) => claim(impersonation(email), ...words)),
    ...gcpGrantsOf(args).flatMap((grant) => claim(grant, email)),
  ];
}

function andClaimed(faults: Issue[] | undefined, claims: () => Issue[]): Issue[] | undefined {
  return faults === undefined || faults.length > 0 ? faults : claims();
}

function directGrants(grants: readonly GcpResourceGrant[]): GcpBoundRole[] {
  return grants.length === 0 ? [NO_GRANT] : grants.map(grantedBy);
}

/** A condition narrows what is granted and never who has it, so it is no part of the trust. */
function grantedBy({ role, kind, resource }: GcpResourceGrant): GcpBoundRole {
  return { role, resource: `${kind} ${typeof resource === "string" ? resource : "(an output)"}` };
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
  const others = (args.others?.members ?? []).map((member, index) =>
    typeof member === "string" ? member : `serviceAccount:unknown-${index + 1}@unknown.invalid`,
  );
  const { serviceAccountPolicy: policy } = args;
  // Who is named by an output may be anybody that the policy has.
  const isTold = typeof policy === "string" && !args.others?.members?.some(isLater);
  const stored = isTold ? gcpStoredBindings(policy, granted[0]) : [];
  return checkGcpTrust(issuers, access, granted, { others, stored });
}

function claim(groups: readonly GcpIssuerGroup[], args: GcpWorkloadIdentityArgs): string {
  const { access = GcpAccess.Direct, subjects, serviceAccountPolicy } = args;
  const others = args.others?.members?.length ?? 0;
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
