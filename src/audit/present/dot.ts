import type { Audit } from "../model";
import { auditGraph, leftOut } from "./graph";
import { visible } from "./visible";

const SHAPES = { person: "hexagon", place: "folder", subject: "box", identity: "ellipse", grant: "note" };

/** Who becomes whom as a graph for Graphviz: ServiceAccounts by cluster, identities that stand out where a finding is severe, grants. */
export function auditDot(audit: Audit): string {
  const { nodes, edges, left } = auditGraph(audit);
  // Two that differ in what is not seen stay two.
  const names = new Map(
    nodes.map(({ id }, index) => [id, quoted(visible(id) === id ? id : `${visible(id)} ${index}`)]),
  );
  const groups = [...new Set(nodes.map(({ group }) => group))];
  const clusters = groups.map((group, index) => {
    const inside = nodes.filter((node) => node.group === group);
    const lines = inside.map(
      ({ id, kind, label, alarming }) =>
        `    ${names.get(id)} [label=${quoted(label)}, shape=${SHAPES[kind]}${alarming ? ", color=red, penwidth=2" : ""}];`,
    );
    return `  subgraph cluster_${index} {\n    label=${quoted(group)};\n${lines.join("\n")}\n  }`;
  });
  const arrows = edges.map(
    ({ from, to, label, open }) =>
      `  ${names.get(from)} -> ${names.get(to)} [label=${quoted(label)}${open ? ", style=dashed" : ""}];`,
  );
  const rest = left === 0 ? [] : [`  label=${quoted(leftOut(left))};`];
  return `${["digraph audit {", "  rankdir=LR;", ...rest, ...clusters, ...arrows, "}"].join("\n")}\n`;
}

function quoted(text: string): string {
  return `"${visible(text).replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, " ")}"`;
}
