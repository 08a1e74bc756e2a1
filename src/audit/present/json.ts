import type { Audit } from "../model";

/**
 * An audit as JSON text. Of a cluster's objects only their number is told: they may be Secrets. The order is the audit's own, so the same
 * inputs give the same text.
 */
export function auditJson({ clusters, passedOver, ...audit }: Audit): string {
  const told = {
    version: 1,
    summary: summaryOf({ clusters, passedOver, ...audit }),
    ...audit,
    clusters: clusters.map(({ name, issuer, objects }) => ({ name, issuer, objects: objects.length })),
    passedOver: Object.fromEntries(passedOver),
  };
  return `${JSON.stringify(told, undefined, 2)}\n`;
}

/** How many there are of what. */
export function summaryOf({ identities, subjects, pairs, findings, clusters, unread }: Audit) {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    clusters: clusters.length,
    identities: identities.length,
    serviceAccounts: subjects.filter(({ exists }) => exists !== false).length,
    pairs: pairs.length,
    findings: { critical: count("critical"), high: count("high"), medium: count("medium"), low: count("low") },
    unread: unread.length,
  };
}
