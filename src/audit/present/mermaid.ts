import type { Audit } from "../model";
import { auditGraph } from "./graph";
import { visible } from "./visible";

const BRACKETS = {
  person: ["{{", "}}"],
  place: ["[[", "]]"],
  subject: ["[", "]"],
  identity: ["([", "])"],
  grant: ["[/", "/]"],
} as const;

/** Who becomes whom as a Mermaid flowchart, as Markdown shows it on GitHub and GitLab. */
export function auditMermaid(audit: Audit): string {
  const { nodes, edges, left } = auditGraph(audit);
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
  const rest = left === 0 ? [] : [`  %% ${left} more are left out`];
  return `${["flowchart LR", ...parts, ...arrows, ...styles, ...rest].join("\n")}\n`;
}

/** Mermaid reads entities in labels; marks, backslashes and its directives (`%%{...}%%`), which change how it draws, it reads anywhere. */
function quoted(text: string): string {
  return `"${visible(text).replace(/["`#<>&%{}\\\n]/g, (char) => `#${char.charCodeAt(0)};`)}"`;
}
