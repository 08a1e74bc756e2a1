import { gcpEmailOf, gcpProjectOfAccount, gcpShortName, gcpStanding, isGcpParent, isServiceAccount } from "./hierarchy";
import type { GcpBinding, GcpTrust } from "./trust";

/** What a binding does for its members. */
export interface GcpReach {
  /** They become a service account; otherwise the role is what they get directly. */
  becomes: boolean;
  /** The role is granted above the service account: they may become each one below. */
  tooHigh: boolean;
  /** Why it is not known whether they get in; absent where they do. */
  doubt?: string;
}

/** The service account that a trust says it is about, and what that is in as far as it is known. */
export interface GcpAccount {
  email: string;
  ancestors: readonly string[];
}

/** What may be asked of IAM Credentials for a service account. */
export type GcpTokenPermission = "iam.serviceAccounts.getAccessToken" | "iam.serviceAccounts.getOpenIdToken";

/** Roles that hold one of these permissions or both (IAM roles reference, read 2026-11). */
const TOKEN_ROLES = new Map<string, readonly GcpTokenPermission[]>([
  ["roles/iam.workloadIdentityUser", ["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"]],
  [
    "roles/iam.serviceAccountTokenCreator",
    ["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"],
  ],
  ["roles/iam.serviceAccountOpenIdTokenCreator", ["iam.serviceAccounts.getOpenIdToken"]],
]);

/** Roles that hold `iam.serviceAccountKeys.create`: whoever has a key of a service account is that account. */
const KEY_ROLES = new Set(["roles/iam.serviceAccountKeyAdmin", "roles/editor", "roles/owner"]);

/** Roles that let one run code as a service account, or give oneself any of the roles before. */
const ADMINISTERING_ROLES = new Set([
  "roles/iam.securityAdmin",
  "roles/iam.serviceAccountAdmin",
  "roles/iam.serviceAccountUser",
  "roles/iam.workloadIdentityPoolAdmin",
  "roles/resourcemanager.folderAdmin",
  "roles/resourcemanager.folderIamAdmin",
  "roles/resourcemanager.organizationAdmin",
  "roles/resourcemanager.projectIamAdmin",
]);

/** Roles that only let one look. */
const LOOKING_ROLES = new Set([
  "roles/browser",
  "roles/iam.securityReviewer",
  "roles/iam.serviceAccountViewer",
  "roles/viewer",
]);

const CUSTOM_ROLE = /^(projects|organizations)\/[^/]+\/roles\//;

/** Whether a role turns a principal into the service account that it is granted on. */
function isImpersonation(role: string): boolean {
  return TOKEN_ROLES.has(role);
}

/** Whether a role is known to hold a permission. */
export function gcpRoleHolds(role: string, permission: GcpTokenPermission): boolean {
  return TOKEN_ROLES.get(role)?.includes(permission) ?? false;
}

/** The service account that a trust is about, where it says so. */
export function gcpAccountOf({ serviceAccount, ancestors = [] }: GcpTrust): GcpAccount | undefined {
  if (serviceAccount === undefined) return undefined;
  const project = gcpProjectOfAccount(serviceAccount);
  return {
    email: serviceAccount,
    ancestors: [...new Set([...(project === undefined ? [] : [project]), ...ancestors.map(gcpShortName)])],
  };
}

/** Whether a role is one of Google's that lets its holder become a service account below what it is granted on, or grant itself that. */
export function gcpMayBecomeOthers(role: string): boolean {
  return isCertain(role) || ADMINISTERING_ROLES.has(role);
}

/** What the binding with a number, from 1, does for its members; `undefined` where it lets none of them in. */
export function gcpReach(binding: GcpBinding, number: number, account?: GcpAccount): GcpReach | undefined {
  const { role } = binding;
  const resource = gcpShortName(binding.resource ?? "");
  if (isServiceAccount(resource)) return onAccount(binding, number, account);
  if (account !== undefined && resource !== "") {
    if (isGcpParent(resource)) return above(binding, resource, number, account);
    // No other resource has service accounts, so it is one that is named in another way.
    const doubt = `what ${resource} is, on which ${role} is granted (binding ${number})`;
    return isImpersonation(role) ? { becomes: true, tooHigh: true, doubt } : undefined;
  }
  const tooHigh = isImpersonation(role) && resource !== "";
  // What is granted on nothing that is named is granted on the identity itself, and these roles exist for service accounts.
  return { becomes: tooHigh || (resource === "" && (account !== undefined || isCertain(role))), tooHigh };
}

function onAccount({ role, resource = "" }: GcpBinding, number: number, account?: GcpAccount): GcpReach | undefined {
  const named = gcpEmailOf(resource);
  const isEmail = named.includes("@");
  if (LOOKING_ROLES.has(role) || (isEmail && named !== (account?.email ?? named))) return undefined;
  const reach = { becomes: true, tooHigh: false };
  if (!isCertain(role)) return { ...reach, doubt: `role ${role} on a service account (binding ${number})` };
  if (isEmail || account === undefined) return reach;
  return { ...reach, doubt: `whether service account ${named} is ${account.email} (binding ${number})` };
}

function above(
  { role }: GcpBinding,
  resource: string,
  number: number,
  { email, ancestors }: GcpAccount,
): GcpReach | undefined {
  const standing = gcpStanding(resource, ancestors);
  const mayBecome = gcpMayBecomeOthers(role) || CUSTOM_ROLE.test(role);
  if (standing === "elsewhere" || !mayBecome) return undefined;
  const reach = { becomes: true, tooHigh: true };
  const where = `${ancestors[0] ?? email} is in ${resource}`;
  if (standing === "unseen") {
    return {
      ...reach,
      doubt: `whether ${where}, on which ${role} is granted (binding ${number}); say it in ancestors`,
    };
  }
  return isCertain(role) ? reach : { ...reach, doubt: `role ${role}, and ${where} (binding ${number})` };
}

function isCertain(role: string): boolean {
  return TOKEN_ROLES.has(role) || KEY_ROLES.has(role);
}
