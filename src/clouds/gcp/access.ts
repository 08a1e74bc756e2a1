import * as pulumi from "@pulumi/pulumi";
import { claimedLater } from "../../component/claims";
import { finalTwins } from "../../component/final-twins";
import { proofHooks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import type { Issue } from "../../core/issue";
import { checkUnchanged, unlessChanged } from "../../core/unchanged";
import type { GcpResourceGrant, GcpWorkloadIdentityArgs } from "./args";
import { GcpAccess } from "./args";
import type { GcpEntrant } from "./entrants";
import type { GcpGrant } from "./grant-kinds";
import { gcpGrantByKind } from "./grant-kinds";
import { createGcpGrant } from "./grant-resources";
import { gcpGrantsOf, gcpGrantTwice, isGcpGrantAlike } from "./grants";
import type { GcpMemberNames } from "./member-names";
import { gcpMemberNames } from "./member-names";
import { gcpServiceAccount } from "./sdk";
import type { GcpServiceAccount } from "./service-account";
import { gcpServiceAccountOf } from "./service-account";
import type { GcpBoundRole } from "./trusted-issuer";

/** The role that lets members become a service account. */
export const IMPERSONATION_ROLE = "roles/iam.workloadIdentityUser";

/** Claims a grant to one member for this identity, and answers with the fault where another one has it. */
type Claim = (grant: GcpGrant, ...member: unknown[]) => Issue[];

/** A grant with what is looked at before it is stored. */
interface CheckedGrant {
  readonly grant: GcpResourceGrant;
  /** The fault of being the same as another grant of the identity, which shows once their resources are known. */
  twice(): Issue[];
  /** Claims it for a member; the returned function tells the fault where another identity has it. */
  claimed(member: pulumi.Output<string>): () => Issue[];
}

/** What all of the identity's members belong to. */
interface Identity {
  readonly component: pulumi.Resource;
  readonly name: string;
  readonly names: GcpMemberNames;
}

/** Gives everybody who becomes the identity what is granted, himself or through the service account that is returned. */
export function createGcpAccess(
  component: pulumi.Resource,
  name: string,
  args: GcpWorkloadIdentityArgs,
  entrants: readonly GcpEntrant[],
  claim: Claim,
): GcpServiceAccount | undefined {
  const granted = gcpGrantsOf(args);
  const identity = { component, name, names: gcpMemberNames(name, granted, args.project) };
  const account = args.access === GcpAccess.Impersonation ? gcpServiceAccountOf(component, name, args) : undefined;
  if (account !== undefined) createImpersonation(identity, account, entrants, claim);
  const grants = checkedGrants(granted, claim);
  if (account !== undefined) grantToAccount(identity, account, grants);
  else grantToEach(identity, entrants, grants);
  return account;
}

/** Impersonation as a grant, on a service account by its resource name. */
export function gcpImpersonation(resource: unknown): GcpGrant {
  return { kind: "service account", resource, role: IMPERSONATION_ROLE };
}

/** A condition narrows what is granted and never who has it, so it is no part of the trust. */
export function gcpGrantedBy({ role, kind, resource }: GcpResourceGrant, place = 0): GcpBoundRole {
  return { role, resource: `${kind} ${typeof resource === "string" ? resource : `(output ${place + 1})`}` };
}

function checkedGrants(grants: readonly GcpResourceGrant[], claim: Claim): CheckedGrant[] {
  const isTwin = finalTwins(
    grants.map(gcpGrantByKind),
    ({ resource }) => resource as pulumi.Input<string>,
    isGcpGrantAlike,
  );
  return grants.map((grant, index) => ({
    grant,
    twice: () => (isTwin[index]?.() ? [gcpGrantTwice(grant)] : []),
    claimed: (member) => claimedMember(claim, grant, member),
  }));
}

function claimedMember(claim: Claim, grant: GcpGrant, member: pulumi.Output<string>): () => Issue[] {
  return claimedLater(pulumi.all([grant, member] as const), (known) => claim(...known));
}

/** Lets everybody become the service account. */
function createImpersonation(
  { component, name, names }: Identity,
  account: GcpServiceAccount,
  entrants: readonly GcpEntrant[],
  claim: Claim,
): void {
  const id = settled(account.id);
  for (const entrant of entrants) {
    const { title, member, check } = entrant;
    const claimed = claimedMember(claim, gcpImpersonation(id.output), member);
    const hooks = proofHooks(
      `trust of service account ${name} in ${title}`,
      ["serviceAccountId", "role", "member", "condition"],
      (inputs) =>
        // A condition could keep everybody out.
        unlessChanged(inputs, { serviceAccountId: id.value(), role: IMPERSONATION_ROLE, condition: undefined }, () =>
          andClaimed(
            check(inputs.member, { role: IMPERSONATION_ROLE, resource: String(inputs.serviceAccountId) }),
            claimed,
          ),
        ),
    );
    const { logicalName, aliases } = names.ofEntrant(entrant);
    new (gcpServiceAccount().IAMMember)(
      logicalName,
      { serviceAccountId: id.output, role: IMPERSONATION_ROLE, member },
      { parent: component, hooks, aliases },
    );
  }
}

function grantToAccount(
  { component, name, names }: Identity,
  account: GcpServiceAccount,
  grants: readonly CheckedGrant[],
): void {
  const member = settled(pulumi.interpolate`serviceAccount:${account.email}`);
  for (const { grant, twice, claimed } of grants) {
    const claimFaults = claimed(member.output);
    const hooks = proofHooks(`${grant.role} of service account ${name}`, ["role", "member"], (inputs) => [
      ...twice(),
      ...checkUnchanged(inputs, { role: grant.role, member: member.value() }),
      ...claimFaults(),
    ]);
    const { logicalName, aliases } = names.ofGrant(grant);
    createGcpGrant(logicalName, grant, member.output, { parent: component, aliases, hooks }, account.id);
  }
}

function grantToEach(
  { component, name, names }: Identity,
  entrants: readonly GcpEntrant[],
  grants: readonly CheckedGrant[],
): void {
  for (const { grant, twice, claimed } of grants) {
    for (const entrant of entrants) {
      const { title, member, check } = entrant;
      const claimFaults = claimed(member);
      const hooks = proofHooks(`${grant.role} of ${title} in ${name}`, ["role", "member"], (inputs) =>
        unlessChanged(inputs, { role: grant.role }, () => {
          const faults = check(inputs.member, gcpGrantedBy(grant));
          return andClaimed(faults && [...twice(), ...faults], claimFaults);
        }),
      );
      const { logicalName, aliases } = names.ofGrant(grant, entrant);
      createGcpGrant(logicalName, grant, member, { parent: component, aliases, hooks });
    }
  }
}

function andClaimed(faults: Issue[] | undefined, claims: () => Issue[]): Issue[] | undefined {
  return faults === undefined || faults.length > 0 ? faults : claims();
}
