import type { Issue } from "./issue";
import { issue } from "./issue";
import { isLater, isResource } from "./known";
import { WRITE_PLAIN } from "./shape";
import { show } from "./show";

/** One ServiceAccount of one issuer: the only thing a cloud can tell workloads apart by. */
export interface Subject {
  /** The `iss` of the cluster's tokens, byte for byte. */
  issuer: string;
  namespace: string;
  serviceAccount: string;
}

export const SUBJECT_PREFIX = "system:serviceaccount:";

/** Longest namespace in characters: a DNS-1123 label (kubernetes apimachinery `validation.DNS1123LabelMaxLength`). */
export const NAMESPACE_MAX_LENGTH = 63;

/** Longest ServiceAccount name in characters: a DNS-1123 subdomain (kubernetes apimachinery `validation.DNS1123SubdomainMaxLength`). */
export const SERVICE_ACCOUNT_MAX_LENGTH = 253;

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** The `sub` claim that an API server signs for a ServiceAccount (kubernetes `serviceaccount.MakeUsername`). */
export function subjectClaim(subject: { namespace: string; serviceAccount: string }): string {
  // Joined: proofs make thousands of claims, and a string that is in one piece is cheaper to hash and to compare.
  return [`${SUBJECT_PREFIX}${subject.namespace}`, subject.serviceAccount].join(":");
}

/** The claims of several ServiceAccounts, each once and sorted, so that their order in a program changes nothing. */
export function subjectClaims(subjects: readonly { namespace: string; serviceAccount: string }[]): string[] {
  return [...new Set(subjects.map(subjectClaim))].sort();
}

/** The ServiceAccount behind a `sub` claim, or `undefined` where no API server can have signed that claim. */
export function parseSubjectClaim(sub: string): { namespace: string; serviceAccount: string } | undefined {
  if (!sub.startsWith(SUBJECT_PREFIX)) return undefined;
  const rest = sub.slice(SUBJECT_PREFIX.length);
  const colon = rest.indexOf(":");
  if (colon < 0) return undefined;
  const namespace = rest.slice(0, colon);
  const serviceAccount = rest.slice(colon + 1);
  return isNamespaceName(namespace) && isServiceAccountName(serviceAccount) ? { namespace, serviceAccount } : undefined;
}

export function isNamespaceName(name: string): boolean {
  return name.length <= NAMESPACE_MAX_LENGTH && DNS_LABEL.test(name);
}

export function isServiceAccountName(name: string): boolean {
  return name.length <= SERVICE_ACCOUNT_MAX_LENGTH && DNS_SUBDOMAIN.test(name);
}

/** What to write in place of a name that is no name. */
function insteadOf(name: unknown): string {
  if (typeof name !== "string") return "";
  const claim = parseSubjectClaim(name);
  if (claim !== undefined) {
    return `write the names alone, namespace ${show(claim.namespace)} and serviceAccount ${show(claim.serviceAccount)}; `;
  }
  const [namespace, serviceAccount, ...more] = name.split("/");
  if (namespace && serviceAccount && more.length === 0) {
    return `write namespace ${show(namespace)} and serviceAccount ${show(serviceAccount)}, each in its own argument; `;
  }
  return /[*?]/.test(name)
    ? "name each ServiceAccount, as a wildcard would admit others too, and list more than one under subjects; where the cloud can tell it, everybody of a namespace goes into wholeNamespaces, and what names of namespaces begin with into namespacePrefixes; "
    : "";
}

/** The fault of a name that is none. */
function noName(code: string, path: string, what: string, value: unknown, form: string): Issue {
  const expected = `expected ${form}, known when the program runs`;
  return isLater(value) || isResource(value)
    ? issue(code, path, `${WRITE_PLAIN}; ${expected}, got ${show(value)}`)
    : issue(code, path, `Cannot use ${show(value)} as a ${what}: ${insteadOf(value)}${expected}`);
}

/**
 * Faults of a namespace and ServiceAccount name. A name that no API server accepts is also how a wildcard would be smuggled in.
 * Pods that name no ServiceAccount run as `default`, so trusting it needs `allowDefaultServiceAccount`.
 */
export function checkSubjectNames(
  subject: { namespace: unknown; serviceAccount: unknown },
  options: { allowDefaultServiceAccount?: boolean } = {},
): Issue[] {
  const { namespace, serviceAccount } = subject;
  const issues: Issue[] = [];
  if (typeof namespace !== "string" || !isNamespaceName(namespace)) {
    const form = `a DNS-1123 label of at most ${NAMESPACE_MAX_LENGTH} characters (lowercase letters, digits, "-")`;
    issues.push(noName("subject-namespace-invalid", "namespace", "namespace", namespace, form));
  }
  if (typeof serviceAccount !== "string" || !isServiceAccountName(serviceAccount)) {
    const form = `a DNS-1123 subdomain of at most ${SERVICE_ACCOUNT_MAX_LENGTH} characters (lowercase letters, digits, "-", ".")`;
    issues.push(noName("subject-service-account-invalid", "serviceAccount", "ServiceAccount", serviceAccount, form));
  } else if (serviceAccount === "default" && options.allowDefaultServiceAccount !== true) {
    issues.push(
      issue(
        "subject-default-service-account",
        "serviceAccount",
        'Cannot trust ServiceAccount "default": every pod of the namespace that names no ServiceAccount runs as it; use a ServiceAccount of its own, or set allowDefaultServiceAccount to true',
      ),
    );
  }
  return issues;
}
