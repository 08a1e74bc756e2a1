import type { Audit } from "../model";
import { peopleRows } from "./people";

/** A picture of who becomes whom: people, ServiceAccounts, identities and their grants, with what lies between. */
export interface AuditGraph {
  readonly nodes: readonly {
    id: string;
    kind: "person" | "place" | "subject" | "identity" | "grant";
    label: string;
    group: string;
    alarming: boolean;
  }[];
  readonly edges: readonly { from: string; to: string; label: string; open: boolean }[];
}

/** Above this a picture of lines is no help, and tools that draw it give up. */
const MAX_NODES = 500;

/** Who becomes whom as nodes and edges, for those that take part in any pair; `left` are the nodes that are too many. */
export function auditGraph(audit: Audit): AuditGraph & { left: number } {
  const { identities, subjects, pairs, findings } = audit;
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
  const people = peopleOf(audit, shown);
  return {
    nodes: [...people.nodes, ...nodes, ...grants.values()],
    edges: [...people.edges, ...becoming, ...granted],
    left: all.length - nodes.length,
  };
}

/** Who can act as the ServiceAccounts of the picture: one line for each that he can be, or for all of a place together. */
function peopleOf(audit: Audit, shown: ReadonlySet<string>): AuditGraph {
  const subjects = new Set(audit.subjects.map(({ id }) => id));
  const nodes = new Map<string, AuditGraph["nodes"][number]>();
  const edges = new Map<string, AuditGraph["edges"][number]>();
  for (const { actor, target, how, reachesClouds } of peopleRows(audit)) {
    const isOne = subjects.has(target);
    if ((isOne && !shown.has(target)) || nodes.size >= MAX_NODES) continue;
    const from = `person ${actor}`;
    const to = isOne ? target : `place ${target}`;
    nodes.set(from, { id: from, kind: "person", label: actor, group: "people", alarming: false });
    if (!isOne) nodes.set(to, { id: to, kind: "place", label: target, group: "people", alarming: false });
    if (!edges.has(`${from} ${to}`)) edges.set(`${from} ${to}`, { from, to, label: how, open: !reachesClouds });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
