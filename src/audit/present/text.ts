import { styleText } from "node:util";
import type { Severity } from "../../core/finding";
import type { BaselineMatch } from "../baseline";
import { baselineNotes } from "../baseline";
import type { Audit, AuditedPlace, AuditFinding } from "../model";
import { summaryOf } from "./json";
import { peopleLimits, peopleRows } from "./people";
import { visible, visibleData } from "./visible";

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const COLOURS: Readonly<Record<Severity, Style>> = {
  critical: ["bold", "red"],
  high: "red",
  medium: "yellow",
  low: "cyan",
};

/** Lines of a list that a terminal shows; the other formats have all. */
const MAX_LINES = 200;

/** An audit for a terminal: the summary on top, then findings, who becomes whom, and what was not understood. */
export function auditText(audit: Audit, known: BaselineMatch, colours: boolean): string {
  const paint: Paint = colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
  const parts = [
    summary(audit, known, paint),
    findings(known.open, paint),
    pairs(audit, paint),
    people(audit, paint),
    notes(audit, known, paint),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The first of what a terminal shows, with nothing in it that steers the terminal. */
function first<T>(items: readonly T[]): T[] {
  return items.slice(0, MAX_LINES).map(visibleData);
}

function summary(audit: Audit, known: BaselineMatch, paint: Paint): string {
  const { findings: counts, ...rest } = summaryOf({ ...audit, findings: known.open });
  const severities = (Object.keys(COLOURS) as Severity[])
    .filter((severity) => counts[severity] > 0)
    .map((severity) => paint(COLOURS[severity], `${counts[severity]} ${severity}`));
  const accepted = known.accepted.size === 0 ? "" : `, ${known.accepted.size} accepted by the baseline`;
  return [
    paint(
      "bold",
      `${rest.identities} identities, ${rest.serviceAccounts} ServiceAccounts, ${rest.clusters} clusters, ${rest.pairs} ways from one to the other`,
    ),
    `Findings: ${severities.length === 0 ? paint("green", "none") : severities.join(", ")}${accepted}`,
    ...(rest.unread === 0 ? [] : [paint("yellow", `Not understood: ${rest.unread}, listed at the end`)]),
  ].join("\n");
}

function findings(open: readonly AuditFinding[], paint: Paint): string {
  const lines = first(open).map(({ id, severity, title, about, message, fix, place }) =>
    [
      `${paint(COLOURS[severity], severity.padEnd(8))} ${paint("bold", title)}  ${paint("dim", id)}`,
      `         ${about}${place === undefined ? "" : paint("dim", `  (${placeText(place)})`)}`,
      `         ${message}`,
      `         -> ${fix}`,
    ].join("\n"),
  );
  return listed("Findings", lines, open.length, paint);
}

function placeText({ file, line }: AuditedPlace): string {
  return line === undefined ? file : `${file}:${line}`;
}

function pairs({ pairs, identities }: Audit, paint: Paint): string {
  const grants = new Map(identities.map(({ id, grants }) => [visible(id), grants.map(visible)]));
  const shown = first(pairs);
  const width = Math.max(0, ...shown.map(({ subject }) => subject.length));
  const lines = shown.map(({ subject, identity, reason, decision }) => {
    const granted = grants.get(identity) ?? [];
    const has =
      granted.length === 0
        ? ""
        : paint("dim", `, has ${granted.slice(0, 3).join(", ")}${granted.length > 3 ? ", ..." : ""}`);
    const mark = decision === "unknown" ? paint("yellow", " (not decided)") : "";
    return `${subject.padEnd(width)} -> ${identity}${mark}  ${paint("dim", `by ${reason}`)}${has}`;
  });
  return listed("Who becomes whom", lines, pairs.length, paint);
}

function people(audit: Audit, paint: Paint): string {
  const rows = peopleRows(audit);
  const lines = first(rows).map(({ actor, target, how, rules, reachesClouds }) => {
    const end = reachesClouds ? "" : paint("dim", " (in the cluster alone)");
    const by = rules.length === 0 ? "the API server itself" : rules.join("; ");
    return [`${actor} => ${target}${end}`, `  ${how}`, paint("dim", `  by ${by}`)].join("\n");
  });
  const list = listed("Who can act as a ServiceAccount with an identity", lines, rows.length, paint);
  return list === "" ? "" : `${list}\n  ${paint("dim", peopleLimits(audit))}`;
}

function notes({ unread, passedOver }: Audit, known: BaselineMatch, paint: Paint): string {
  const ofBaseline = baselineNotes(known);
  const parts = [
    listed(
      "Not understood",
      first(unread).map(({ source, what, why }) => `${source}: ${what}: ${why}`),
      unread.length,
      paint,
    ),
    listed("Baseline", first(ofBaseline), ofBaseline.length, paint),
    listed(
      "Passed over",
      first([...passedOver]).map(([kind, count]) => `${count} ${kind}`),
      passedOver.size,
      paint,
    ),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function listed(title: string, lines: readonly string[], all: number, paint: Paint): string {
  if (all === 0) return "";
  const more = all > lines.length ? [`... and ${all - lines.length} more: --format json has all`] : [];
  return [paint("bold", title), ...[...lines, ...more].map((line) => `  ${line.replace(/\n/g, "\n  ")}`)].join("\n");
}
