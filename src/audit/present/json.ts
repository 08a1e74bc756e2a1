import type { BaselineEntry, BaselineMatch } from "../baseline";
import type { Audit } from "../model";

/**
 * An audit as JSON text. Of a cluster's objects only their number is told: they may be Secrets. The order is the audit's own, so the same
 * inputs give the same text. The summary counts the findings that a baseline does not accept.
 */
export function auditJson({ clusters, passedOver, ...audit }: Audit, known: BaselineMatch): string {
  const { accepted, expired, unused } = known;
  const told = {
    version: 1,
    summary: { ...summaryOf({ clusters, passedOver, ...audit, findings: known.open }), accepted: accepted.size },
    ...audit,
    findings: audit.findings.map((finding) => ({ ...finding, ...acceptance(accepted.get(finding.id)) })),
    baseline: { expired, unused },
    clusters: clusters.map(({ name, issuer, objects }) => ({ name, issuer, objects: objects.length })),
    passedOver: Object.fromEntries(passedOver),
  };
  return `${JSON.stringify(told, undefined, 2)}\n`;
}

function acceptance(entry: BaselineEntry | undefined) {
  return entry === undefined ? {} : { accepted: { reason: entry.reason, expires: entry.expires } };
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
