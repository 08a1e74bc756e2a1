import type { Audit } from "../model";
import type { AuditGraph } from "./graph";
import { auditGraph, leftOut, MAX_EDGES } from "./graph";
import { visible } from "./visible";

const BRACKETS = {
  person: ["{{", "}}"],
  place: ["[[", "]]"],
  subject: ["[", "]"],
  identity: ["([", "])"],
  grant: ["[/", "/]"],
} as const;

/** Characters of a text that Mermaid draws as GitHub and GitLab run it. */
const MAX_LENGTH = 50_000;

/** Who becomes whom as a Mermaid flowchart, as Markdown shows it on GitHub and GitLab: with as many lines as they draw. */
export function auditMermaid(audit: Audit): string {
  let maxEdges = MAX_EDGES;
  let text = flowchart(auditGraph(audit, maxEdges));
  while (text.length > MAX_LENGTH && maxEdges > 1) {
    maxEdges = Math.floor((maxEdges * 3) / 4);
    text = flowchart(auditGraph(audit, maxEdges));
  }
  return text;
}

function flowchart({ nodes, edges, left }: AuditGraph & { left: number }): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const groups = [...new Set(nodes.map(({ group }) => group))];
  const parts = groups.map((group, index) => {
    const inside = nodes.filter((node) => node.group === group);
    const lines = inside.map(
      ({ id, kind, label }) => `    ${names.get(id)}${BRACKETS[kind][0]}${quoted(label)}${BRACKETS[kind][1]}`,
    );
    return `  subgraph g${index}[${quoted(group)}]\n${lines.join("\n")}\n  end`;
  });
  const arrows = edges.map(({ from, to, label, open }) => {
    const arrow = open ? "-.->" : "-->";
    return `  ${names.get(from)} ${arrow}${label === "" ? "" : `|${quoted(label)}|`} ${names.get(to)}`;
  });
  const alarming = nodes.filter((node) => node.alarming).map(({ id }) => names.get(id));
  const styles =
    alarming.length === 0
      ? []
      : ["  classDef alarming stroke:#c00,stroke-width:3px", `  class ${alarming.join(",")} alarming`];
  const rest = left === 0 ? [] : [`  left[${quoted(leftOut(left))}]`];
  return `${["flowchart LR", ...parts, ...arrows, ...styles, ...rest].join("\n")}\n`;
}

/** Mermaid reads entities in labels; marks, backslashes and its directives (`%%{...}%%`), which change how it draws, it reads anywhere. */
function quoted(text: string): string {
  return `"${visible(text).replace(/["`#<>&%{}\\\n]/g, (char) => `#${char.charCodeAt(0)};`)}"`;
}
