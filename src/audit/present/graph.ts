import type { Audit } from "../model";

/** A picture of who becomes whom: ServiceAccounts, identities and their grants, with what lies between. */
export interface AuditGraph {
  readonly nodes: readonly {
    id: string;
    kind: "subject" | "identity" | "grant";
    label: string;
    group: string;
    alarming: boolean;
  }[];
  readonly edges: readonly { from: string; to: string; label: string; open: boolean }[];
}

/** Above this a picture of lines is no help, and tools that draw it give up. */
const MAX_NODES = 500;

/** Who becomes whom as nodes and edges, for those that take part in any pair; `left` are the nodes that are too many. */
export function auditGraph({ identities, subjects, pairs, findings }: Audit): AuditGraph & { left: number } {
  const alarming = new Set(
    findings.flatMap(({ severity, identity }) =>
      /critical|high/.test(severity) && identity !== undefined ? [identity] : [],
    ),
  );
  const reached = new Set(pairs.flatMap(({ identity, subject }) => [identity, subject]));
  const all: AuditGraph["nodes"] = [
    ...identities
      .filter(({ id }) => reached.has(id) || alarming.has(id))
      .map(({ id, cloud, identity }) => ({
        id,
        kind: "identity" as const,
        label: identity,
        group: cloud,
        alarming: alarming.has(id),
      })),
    ...subjects
      .filter(({ id }) => reached.has(id))
      .map(({ id, cluster, issuer, namespace, serviceAccount }) => ({
        id,
        kind: "subject" as const,
        label: `${namespace}/${serviceAccount}`,
        group: cluster ?? issuer ?? "",
        alarming: false,
      })),
  ];
  const nodes = all.slice(0, MAX_NODES);
  const shown = new Set(nodes.map(({ id }) => id));
  const grants = new Map<string, AuditGraph["nodes"][number]>();
  const granted = identities.flatMap(({ id, cloud, grants: names }) =>
    (shown.has(id) ? names : []).map((name) => {
      const node = { id: `grant ${cloud} ${name}`, kind: "grant" as const, label: name, group: cloud, alarming: false };
      grants.set(node.id, node);
      return { from: id, to: node.id, label: "", open: false };
    }),
  );
  const becoming = pairs
    .filter(({ identity, subject }) => shown.has(identity) && shown.has(subject))
    .map(({ identity, subject, reason, decision }) => ({
      from: subject,
      to: identity,
      label: reason,
      open: decision === "unknown",
    }));
  return { nodes: [...nodes, ...grants.values()], edges: [...becoming, ...granted], left: all.length - nodes.length };
}
