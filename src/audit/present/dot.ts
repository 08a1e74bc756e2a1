import type { Audit } from "../model";
import { auditGraph } from "./graph";

const SHAPES = { person: "hexagon", place: "folder", subject: "box", identity: "ellipse", grant: "note" };

/** Who becomes whom as a graph for Graphviz: ServiceAccounts by cluster, identities that stand out where a finding is severe, grants. */
export function auditDot(audit: Audit): string {
  const { nodes, edges, left } = auditGraph(audit);
  const groups = [...new Set(nodes.map(({ group }) => group))];
  const clusters = groups.map((group, index) => {
    const inside = nodes.filter((node) => node.group === group);
    const lines = inside.map(
      ({ id, kind, label, alarming }) =>
        `    ${quoted(id)} [label=${quoted(label)}, shape=${SHAPES[kind]}${alarming ? ", color=red, penwidth=2" : ""}];`,
    );
    return `  subgraph cluster_${index} {\n    label=${quoted(group)};\n${lines.join("\n")}\n  }`;
  });
  const arrows = edges.map(
    ({ from, to, label, open }) =>
      `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(label)}${open ? ", style=dashed" : ""}];`,
  );
  const rest = left === 0 ? [] : [`  // ${left} more are left out`];
  return `${["digraph audit {", "  rankdir=LR;", ...clusters, ...arrows, ...rest, "}"].join("\n")}\n`;
}

function quoted(text: string): string {
  return `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, " ")}"`;
}
