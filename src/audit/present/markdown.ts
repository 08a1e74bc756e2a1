import type { BaselineMatch } from "../baseline";
import { baselineNotes } from "../baseline";
import type { Audit } from "../model";
import { summaryOf } from "./json";
import { peopleLimits, peopleRows } from "./people";
import { visible } from "./visible";

/** An audit as Markdown, for a review or an issue: summary, findings, who becomes whom, and what was not understood. */
export function auditMarkdown(audit: Audit, known: BaselineMatch): string {
  const { findings: counts, ...rest } = summaryOf({ ...audit, findings: known.open });
  const grants = new Map(audit.identities.map(({ id, grants }) => [id, grants.join(", ")]));
  const sections = [
    "# Who can become whom",
    `${rest.identities} identities, ${rest.serviceAccounts} ServiceAccounts in ${rest.clusters} clusters, ${rest.pairs} ways from one to the other. Findings: ${counts.critical} critical, ${counts.high} high, ${counts.medium} medium, ${counts.low} low; ${known.accepted.size} accepted.`,
    section(
      "Findings",
      ["id", "severity", "about", "what", "fix"],
      known.open.map(({ id, severity, about, title, message, fix }) => [
        id,
        severity,
        about,
        `${title}: ${message}`,
        fix,
      ]),
    ),
    section(
      "Who becomes whom",
      ["ServiceAccount", "identity", "by", "grants"],
      audit.pairs.map(({ subject, identity, reason, decision }) => [
        subject,
        identity,
        decision === "unknown" ? `${reason} (not decided)` : reason,
        grants.get(identity) ?? "",
      ]),
    ),
    section(
      "Who can act as a ServiceAccount with an identity",
      ["who", "as", "how", "by", "reaches clouds"],
      peopleRows(audit).map(({ actor, target, how, rules, reachesClouds }) => [
        actor,
        target,
        how,
        rules.join("; "),
        reachesClouds ? "yes" : "no",
      ]),
    ),
    peopleLimits(audit),
    section(
      "Baseline",
      ["what can go, or counts again"],
      baselineNotes(known).map((note) => [note]),
    ),
    section(
      "Not understood",
      ["where", "what", "why"],
      audit.unread.map(({ source, what, why }) => [source, what, why]),
    ),
  ];
  return `${sections.filter((part) => part !== "").join("\n\n")}\n`;
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [`## ${title}`, "", line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Names of an estate are no Markdown: a pattern with two stars would lose both, and a link would lead elsewhere. */
function cell(text: string): string {
  return visible(text)
    .replace(/[\\`*[\]<|&~]|\b_\B|\B_\b|\B_\B/g, "\\$&")
    .replace(/\s*\n\s*/g, " ");
}
