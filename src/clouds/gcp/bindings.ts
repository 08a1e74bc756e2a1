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

/** Every member of every binding. */
export function gcpBoundMembers(bindings: readonly GcpBinding[], pool: GcpPool): GcpBoundMember[] {
  return bindings.flatMap((binding, i) => {
    const impersonates = IMPERSONATION_ROLES.has(binding.role);
    const onServiceAccount = isServiceAccount(binding.resource);
    const tooHigh = impersonates && binding.resource !== undefined && !onServiceAccount;
    // Other roles on a service account may or may not let in; on anything else they are what a principal gets directly.
    const doubt =
      binding.condition !== undefined
        ? `condition of binding ${i + 1}`
        : onServiceAccount && !impersonates
          ? `role ${binding.role} on a service account (binding ${i + 1})`
          : undefined;
    const number = i + 1;
    return binding.members.map((name) => {
      return { binding, number, name, member: parseGcpMember(name, pool), doubt, tooHigh };
    });
  });
}

/** A bound member for people, for example `binding 2, principal://...`. */
export function boundMemberLabel({ number, name }: GcpBoundMember): string {
  return `binding ${number}, ${name}`;
}

export function isServiceAccount(resource = ""): boolean {
  return /(^|\/)serviceAccounts\/[^/]+$/.test(resource) || /^[^/]+@[^/]+\.gserviceaccount\.com$/.test(resource);
}

/** Ways in that no token of the pool describes. */
export function gcpOtherWaysIn(grants: readonly GcpBoundMember[]): string[] {
  return grants.flatMap((grant) => {
    const { binding, member, tooHigh } = grant;
    if (member.kind === "nobody") return [];
    if (member.kind === "foreign") return [`${boundMemberLabel(grant)} is not of this pool and has ${binding.role}`];
    return tooHigh
      ? [
          `${boundMemberLabel(grant)} has ${binding.role} on ${binding.resource}, so it becomes every service account there`,
        ]
      : [];
  });
}
