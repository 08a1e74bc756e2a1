import type { OtherWayIn } from "../../core/admission";
import { gcpConditionHolds } from "./cel/grant-condition";
import { gcpEmailOf, isServiceAccount } from "./hierarchy";
import { gcpAccountOf, gcpReach } from "./impersonation";
import type { GcpMember } from "./members";
import { parseGcpMember } from "./members";
import type { GcpPool } from "./pool";
import type { GcpBinding, GcpTrust } from "./trust";

/** One member of one binding, and what its role means for the proof. */
export interface GcpBoundMember {
  binding: GcpBinding;
  /** Of the binding, from 1. */
  number: number;
  /** The member as it stands in the binding. */
  name: string;
  member: GcpMember;
  /** Why it is not known whether the member gets in; undefined where it does. */
  doubt: string | undefined;
  /** The same without a condition of the binding, which may hold or not but is there to be met. */
  doubtOfGrant: string | undefined;
  /** The role is granted above the service account: the member may become each one below. */
  tooHigh: boolean;
}

/** Every member of every binding that lets its members in. */
export function gcpBoundMembers(trust: GcpTrust, pool: GcpPool): GcpBoundMember[] {
  const account = gcpAccountOf(trust);
  const grants: GcpBoundMember[] = [];
  const emails = new Set(account === undefined ? [] : [account.email]);
  for (const { resource } of trust.bindings) if (isServiceAccount(resource)) emails.add(gcpEmailOf(resource as string));
  for (const [i, binding] of trust.bindings.entries()) {
    const number = i + 1;
    const reach = gcpReach(binding, number, account);
    if (reach === undefined) continue;
    const { becomes, tooHigh, doubt: doubtOfGrant } = reach;
    const condition = binding.condition === undefined ? true : gcpConditionHolds(binding.condition.expression);
    if (condition === false) continue;
    // A condition narrows what is granted directly, and not who has it; on a service account it is about who becomes that.
    const isNarrowed = becomes && condition !== true;
    const doubt = doubtOfGrant ?? (isNarrowed ? `condition of binding ${number}${condition}` : undefined);
    const itself = becomes ? accountItself(binding, emails) : undefined;
    for (const name of binding.members) {
      const member = parseGcpMember(name, pool);
      if (member.kind === "foreign" && name.toLowerCase() === itself) continue;
      grants.push({ binding, number, name, member, doubt, doubtOfGrant, tooHigh });
    }
  }
  return grants;
}

/** The member that is the service account: its right on itself lets nobody in. */
function accountItself({ resource = "" }: GcpBinding, emails: ReadonlySet<string>): string | undefined {
  const [only, ...more] = emails;
  const email = isServiceAccount(resource) ? gcpEmailOf(resource) : more.length === 0 ? only : undefined;
  return email === undefined ? undefined : `serviceAccount:${email}`.toLowerCase();
}

/** A bound member for people, for example `binding 2, principal://...`. */
export function boundMemberLabel({ number, name }: GcpBoundMember): string {
  return `binding ${number}, ${name}`;
}

/** Ways in that no token of the pool describes. */
export function gcpOtherWaysIn(grants: readonly GcpBoundMember[]): OtherWayIn[] {
  const ways: OtherWayIn[] = [];
  for (const { binding, number, name, member, tooHigh, doubtOfGrant: doubt } of grants) {
    // A member of the pool that may or may not come in is in the language already.
    const isAbove = tooHigh && doubt === undefined && member.kind !== "nobody";
    if (member.kind !== "foreign" && !isAbove) continue;
    const why =
      member.kind === "foreign"
        ? `is not of this pool and has ${binding.role}`
        : `has ${binding.role} on ${binding.resource}, so it becomes every service account there`;
    const way = { who: `${name} ${why}`, where: `binding ${number}`, key: name };
    ways.push(doubt === undefined ? way : { ...way, doubt });
  }
  return ways;
}
