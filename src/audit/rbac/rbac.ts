import { parseSubjectClaim, subjectClaim } from "../../core/subject";

/** One rule of a role: what it lists is allowed; an empty list of names is every name. */
export interface RbacRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** A Role, or a ClusterRole where there is no namespace. */
export interface RbacRole {
  readonly namespace?: string;
  readonly name: string;
  /** With those that aggregation adds. */
  readonly rules: readonly RbacRule[];
  /** Whether the cluster adds the rules of others by their labels. */
  readonly isAggregated: boolean;
}

/** Somebody that a binding names, in one way of writing: a user that is a ServiceAccount is one. */
export interface RbacPrincipal {
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  /** Of a ServiceAccount. */
  readonly namespace?: string;
}

/** A RoleBinding, or a ClusterRoleBinding where there is no namespace. */
export interface RbacBinding {
  readonly namespace?: string;
  readonly name: string;
  readonly role: { readonly kind: "Role" | "ClusterRole"; readonly name: string };
  readonly subjects: readonly RbacPrincipal[];
  /** Made by the API server itself, for its own parts. */
  readonly isBuiltIn: boolean;
}

/** What decides in one cluster who may do what. */
export interface Rbac {
  readonly roles: readonly RbacRole[];
  readonly bindings: readonly RbacBinding[];
}

export const ALL_SERVICE_ACCOUNTS = "system:serviceaccounts";
export const AUTHENTICATED = "system:authenticated";

/** What an API server lets do everything, before it looks at any binding. */
export const SUPERUSERS = "system:masters";

/** The name that tells principals apart, as `kubectl auth can-i --as` has it for users and ServiceAccounts. */
export function principalKey(principal: RbacPrincipal): string {
  const { kind, name, namespace = "" } = principal;
  if (kind === "Group") return `group ${name}`;
  return `user ${kind === "User" ? name : subjectClaim({ namespace, serviceAccount: name })}`;
}

/** The user of that name: a ServiceAccount where its name is that of one. */
export function userPrincipal(name: string): RbacPrincipal {
  const account = parseSubjectClaim(name);
  return account === undefined
    ? { kind: "User", name }
    : { kind: "ServiceAccount", namespace: account.namespace, name: account.serviceAccount };
}

/** Groups that somebody is in whatever the cluster's authenticator says. */
export function impliedGroups({ kind, name, namespace = "" }: RbacPrincipal): string[] {
  if (kind === "ServiceAccount") return [ALL_SERVICE_ACCOUNTS, `${ALL_SERVICE_ACCOUNTS}:${namespace}`, AUTHENTICATED];
  if (kind === "User") return [AUTHENTICATED];
  if (name.startsWith(`${ALL_SERVICE_ACCOUNTS}:`)) return [ALL_SERVICE_ACCOUNTS, AUTHENTICATED];
  return name === AUTHENTICATED || name === "system:unauthenticated" ? [] : [AUTHENTICATED];
}

/** A principal as a sentence names it. */
export function principalText({ kind, name, namespace }: RbacPrincipal): string {
  return kind === "ServiceAccount" ? `ServiceAccount ${namespace}/${name}` : `${kind} ${name}`;
}
