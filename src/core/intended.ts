import { SUBJECT_PREFIX } from "./subject";
import type { Intent } from "./trust-intent";

/* What findings ask an intent. */

/** Whether a `sub`, or a pattern of it, says no more than an intent asks for as a whole. */
export function isIntendedWhole({ namespaces = [], namespacePrefixes = [] }: Intent): (pattern: string) => boolean {
  const beginnings = [
    ...namespaces.map(({ namespace }) => `${SUBJECT_PREFIX}${namespace}:`),
    ...namespacePrefixes.map(({ prefix }) => `${SUBJECT_PREFIX}${prefix}`),
  ];
  return (sub) => beginnings.some((beginning) => sub.startsWith(beginning));
}

/** The issuers of an intent that ServiceAccounts of, one by one or as a whole, shall get in. */
export function clusterIssuers({ subjects, namespaces = [], namespacePrefixes = [] }: Intent): Set<string> {
  return new Set([...subjects, ...namespaces, ...namespacePrefixes].map(({ issuer }) => issuer));
}
