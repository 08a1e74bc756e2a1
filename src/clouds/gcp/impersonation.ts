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
const TOKEN_PERMISSIONS = ["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"] as const;
export type GcpTokenPermission = (typeof TOKEN_PERMISSIONS)[number];

/** Roles that hold one of these permissions or both (IAM roles reference, read 2026-11). */
const TOKEN_ROLES = new Map<string, readonly string[]>([
  ["roles/iam.workloadIdentityUser", TOKEN_PERMISSIONS],
  ["roles/iam.serviceAccountTokenCreator", TOKEN_PERMISSIONS],
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

/** Permissions by which one is a service account: its tokens, its signature, its keys (IAM permissions reference, read 2026-11). */
const BECOMING_PERMISSIONS = new Set([
  "iam.serviceAccountKeys.create",
  "iam.serviceAccounts.getAccessToken",
  "iam.serviceAccounts.getOpenIdToken",
  "iam.serviceAccounts.signBlob",
  "iam.serviceAccounts.signJwt",
]);

/** Permissions that let one run code as a service account, or give oneself any of those before. */
const ADMINISTERING_PERMISSIONS = new Set([
  "iam.roles.update",
  "iam.serviceAccounts.actAs",
  "iam.serviceAccounts.implicitDelegation",
  "iam.serviceAccounts.setIamPolicy",
  "iam.workloadIdentityPoolProviders.create",
  "iam.workloadIdentityPoolProviders.undelete",
  "iam.workloadIdentityPoolProviders.update",
  "resourcemanager.folders.setIamPolicy",
  "resourcemanager.organizations.setIamPolicy",
  "resourcemanager.projects.setIamPolicy",
]);

/** What is granted: a role, and what it holds where that is known. */
type Granted = Pick<GcpBinding, "role" | "permissions">;

/** What a custom role is known to hold; a role of Google's is known by its name, whatever a document says of it. */
function heldBy({ role, permissions }: Granted): readonly string[] | undefined {
  return CUSTOM_ROLE.test(role) ? permissions : undefined;
}

/** Whether what is granted turns a principal into the service account that it is granted on. */
function isImpersonation(granted: Granted): boolean {
  return TOKEN_PERMISSIONS.some((permission) => gcpRoleHolds(granted, permission));
}

/** Whether what is granted is known to hold a permission. */
export function gcpRoleHolds(granted: Granted, permission: GcpTokenPermission): boolean {
  return (heldBy(granted) ?? TOKEN_ROLES.get(granted.role) ?? []).includes(permission);
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

/** Whether a role of Google's, or one that holds these permissions, lets its holder become a service account below, or grant itself that. */
export function gcpMayBecomeOthers(granted: Granted): boolean {
  if (isCertain(granted)) return true;
  return heldBy(granted)?.some((each) => ADMINISTERING_PERMISSIONS.has(each)) ?? ADMINISTERING_ROLES.has(granted.role);
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
    return isImpersonation(binding) ? { becomes: true, tooHigh: true, doubt } : undefined;
  }
  const tooHigh = isImpersonation(binding) && resource !== "";
  // What is granted on nothing that is named is granted on the identity itself, and these roles exist for service accounts.
  return { becomes: tooHigh || (resource === "" && (account !== undefined || isCertain(binding))), tooHigh };
}

function onAccount(binding: GcpBinding, number: number, account?: GcpAccount): GcpReach | undefined {
  const { role, resource = "" } = binding;
  const named = gcpEmailOf(resource);
  const isEmail = named.includes("@");
  const onlyLooks = LOOKING_ROLES.has(role) || (heldBy(binding) !== undefined && !gcpMayBecomeOthers(binding));
  if (onlyLooks || (isEmail && named !== (account?.email ?? named))) return undefined;
  const reach = { becomes: true, tooHigh: false };
  if (!isCertain(binding)) return { ...reach, doubt: `role ${role} on a service account (binding ${number})` };
  if (isEmail || account === undefined) return reach;
  return { ...reach, doubt: `whether service account ${named} is ${account.email} (binding ${number})` };
}

function above(
  binding: GcpBinding,
  resource: string,
  number: number,
  { email, ancestors }: GcpAccount,
): GcpReach | undefined {
  const { role } = binding;
  const standing = gcpStanding(resource, ancestors);
  const isUnknown = CUSTOM_ROLE.test(role) && heldBy(binding) === undefined;
  const mayBecome = isUnknown || gcpMayBecomeOthers(binding);
  if (standing === "elsewhere" || !mayBecome) return undefined;
  const reach = { becomes: true, tooHigh: true };
  const where = `${ancestors[0] ?? email} is in ${resource}`;
  if (standing === "unseen") {
    return {
      ...reach,
      doubt: `whether ${where}, on which ${role} is granted (binding ${number}); say it in ancestors`,
    };
  }
  return isCertain(binding) ? reach : { ...reach, doubt: `role ${role}, and ${where} (binding ${number})` };
}

function isCertain(granted: Granted): boolean {
  const { role } = granted;
  const byName = TOKEN_ROLES.has(role) || KEY_ROLES.has(role);
  return heldBy(granted)?.some((each) => BECOMING_PERMISSIONS.has(each)) ?? byName;
}
