import type { Audit, AuditedIdentity, AuditedSubject } from "../model";
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

type Node = AuditGraph["nodes"][number];
type Edge = AuditGraph["edges"][number];

/** Lines above which a picture is no help; Mermaid draws none with more. */
export const MAX_EDGES = 500;

/** A line that may be drawn: those of low rank come first, so that everything is there with some of its lines. */
interface Line {
  readonly from: Node;
  readonly to: Node;
  readonly label: string;
  readonly open: boolean;
  readonly rank: number;
}

/**
 * Who becomes whom as nodes and edges, for those that take part in any pair and for what a severe finding is about; `left` says how much is
 * too much.
 */
export function auditGraph(audit: Audit, maxEdges = MAX_EDGES): AuditGraph & { left: number } {
  const alarming = new Set(
    audit.findings.flatMap(({ severity, identity }) =>
      /critical|high/.test(severity) && identity !== undefined ? [identity] : [],
    ),
  );
  const identities = new Map(audit.identities.map((each) => [each.id, identityNode(each, alarming.has(each.id))]));
  const subjects = new Map(audit.subjects.map((each) => [each.id, subjectNode(each)]));
  const reached = new Set(audit.pairs.flatMap(({ identity, subject }) => [identity, subject]));
  const lines = [
    ...becoming(audit, identities, subjects),
    ...granted(audit, identities).filter(({ from: { id } }) => reached.has(id) || alarming.has(id)),
    ...acting(audit, subjects).filter(({ to: { id, kind } }) => kind === "place" || reached.has(id)),
  ];
  const first = [...lines].sort((a, b) => a.rank - b.rank || Number(b.to.alarming) - Number(a.to.alarming));
  const drawn = new Set(first.slice(0, maxEdges));
  const severe = [...alarming].flatMap((id) => identities.get(id) ?? []);
  const alone = severe.slice(0, maxEdges);
  const nodes = [...alone, ...lines.filter((line) => drawn.has(line)).flatMap(({ from, to }) => [from, to])];
  return {
    nodes: [...new Map(nodes.map((node) => [node.id, node])).values()],
    edges: lines
      .filter((line) => drawn.has(line))
      .map(({ from, to, label, open }): Edge => ({ from: from.id, to: to.id, label, open })),
    left: lines.length - drawn.size + severe.length - alone.length,
  };
}

/** What a picture says of all that it does not show. */
export function leftOut(left: number): string {
  return `${left.toLocaleString("en")} more: --format html and json have all`;
}

function identityNode({ id, cloud, identity }: AuditedIdentity, alarming: boolean): Node {
  return { id, kind: "identity", label: identity, group: cloud, alarming };
}

function subjectNode({ id, cluster, issuer, namespace, serviceAccount }: AuditedSubject): Node {
  const label = `${namespace}/${serviceAccount}`;
  return { id, kind: "subject", label, group: cluster ?? issuer ?? "", alarming: false };
}

type Nodes = ReadonlyMap<string, Node>;

/** The place of a line among those of the same node. */
function ranks(): (id: string) => number {
  const counts = new Map<string, number>();
  return (id) => {
    const rank = counts.get(id) ?? 0;
    counts.set(id, rank + 1);
    return rank;
  };
}

function becoming({ pairs }: Audit, identities: Nodes, subjects: Nodes): Line[] {
  const rankOf = ranks();
  return pairs.map(({ identity, subject, reason, decision }) => ({
    from: subjects.get(subject)!,
    to: identities.get(identity)!,
    label: reason,
    open: decision === "unknown",
    rank: rankOf(identity),
  }));
}

function granted(audit: Audit, identities: Nodes): Line[] {
  return audit.identities.flatMap(({ id, cloud, grants }) =>
    grants.map((name, rank) => {
      const to: Node = { id: `grant ${cloud} ${name}`, kind: "grant", label: name, group: cloud, alarming: false };
      return { from: identities.get(id)!, to, label: "", open: false, rank };
    }),
  );
}

/** Who can act as a ServiceAccount: one line for each that he can be, or for all of a place together. */
function acting(audit: Audit, subjects: Nodes): Line[] {
  const rankOf = ranks();
  const lines = new Map<string, Line>();
  for (const { actor, target, how, reachesClouds } of peopleRows(audit)) {
    const from: Node = { id: `person ${actor}`, kind: "person", label: actor, group: "people", alarming: false };
    const place: Node = { id: `place ${target}`, kind: "place", label: target, group: "people", alarming: false };
    const to = subjects.get(target) ?? place;
    const key = `${from.id} ${to.id}`;
    if (!lines.has(key)) lines.set(key, { from, to, label: how, open: !reachesClouds, rank: rankOf(to.id) });
  }
  return [...lines.values()];
}
