import type { OtherWayIn } from "../../core/admission";
import type { GcpMember } from "./members";
import { parseGcpMember } from "./members";
import type { GcpPool } from "./pool";
import type { GcpBinding } from "./trust";

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
  /** The role is granted above the service account: the member may become each one below. */
  tooHigh: boolean;
}

/** Roles that turn a principal into the service account they are granted on. */
const IMPERSONATION_ROLES = new Set(["roles/iam.workloadIdentityUser", "roles/iam.serviceAccountTokenCreator"]);

export function isImpersonation(role: string): boolean {
  return IMPERSONATION_ROLES.has(role);
}

/** Every member of every binding. */
export function gcpBoundMembers(bindings: readonly GcpBinding[], pool: GcpPool): GcpBoundMember[] {
  const grants: GcpBoundMember[] = [];
  for (const [i, binding] of bindings.entries()) {
    const number = i + 1;
    const impersonates = isImpersonation(binding.role);
    const onServiceAccount = isServiceAccount(binding.resource);
    const tooHigh = impersonates && binding.resource !== undefined && !onServiceAccount;
    // Other roles on a service account may or may not let in; on anything else they are what a principal gets directly.
    const doubt =
      binding.condition !== undefined
        ? `condition of binding ${number}`
        : onServiceAccount && !impersonates
          ? `role ${binding.role} on a service account (binding ${number})`
          : undefined;
    for (const name of binding.members) {
      grants.push({ binding, number, name, member: parseGcpMember(name, pool), doubt, tooHigh });
    }
  }
  return grants;
}

/** A bound member for people, for example `binding 2, principal://...`. */
export function boundMemberLabel({ number, name }: GcpBoundMember): string {
  return `binding ${number}, ${name}`;
}

export function isServiceAccount(resource = ""): boolean {
  return /(^|\/)serviceAccounts\/[^/]+$/.test(resource) || /^[^/]+@[^/]+\.gserviceaccount\.com$/.test(resource);
}

/** Ways in that no token of the pool describes. */
export function gcpOtherWaysIn(grants: readonly GcpBoundMember[]): OtherWayIn[] {
  return grants.flatMap(({ binding, number, name, member, tooHigh }) => {
    const way = (why: string) => ({ who: `${name} ${why}`, where: `binding ${number}`, key: name });
    if (member.kind === "foreign") return [way(`is not of this pool and has ${binding.role}`)];
    if (!tooHigh || member.kind === "nobody") return [];
    return [way(`has ${binding.role} on ${binding.resource}, so it becomes every service account there`)];
  });
}
