import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { findingOf } from "../../clouds/registry";
import type { Severity } from "../../core/finding";
import type { BaselineMatch } from "../baseline";
import { baselineNotes } from "../baseline";
import type { Audit, AuditedPlace, AuditFinding } from "../model";

/** How much each severity weighs in the levels of SARIF, and in GitHub's `security-severity` (0 to 10). */
const WEIGHT: Readonly<Record<Severity, { level: "error" | "warning" | "note"; score: string }>> = {
  critical: { level: "error", score: "9.5" },
  high: { level: "error", score: "8.0" },
  medium: { level: "warning", score: "5.0" },
  low: { level: "note", score: "2.0" },
};

/**
 * The findings as SARIF 2.1.0, with each row of the catalogue as a rule. What the baseline knows is there as suppressed; what was not
 * understood, and entries of the baseline that say nothing any more, are notifications.
 */
export function auditSarif({ findings, unread }: Audit, known: BaselineMatch, version: string): string {
  const rows = [...new Set(findings.map(({ row }) => row))];
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "pulumi-workload-identity", version, rules: rows.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: unread.map(({ source, what, why }) => warning(`${source}: ${what}: ${why}`)),
            toolConfigurationNotifications: baselineNotes(known).map(warning),
          },
        ],
        results: findings.map((finding) => resultOf(finding, rows.indexOf(finding.row), known)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf(id: string) {
  const { title, wrong, fix, severity, source } = findingOf(id)!;
  const { level, score } = WEIGHT[severity];
  return {
    id,
    name: title.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? "").toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${wrong}.` },
    help: { text: `${fix}. Source: ${source}.`, markdown: `${fix}.\n\nSource: ${source}.` },
    defaultConfiguration: { level },
    properties: { "security-severity": score, tags: ["security", "identity"] },
  };
}

/** Viewers make links of brackets; a name must not lead anywhere. */
function message(text: string) {
  return { text: text.replace(/[\\[\]]/g, "\\$&") };
}

function warning(text: string) {
  return { level: "warning", message: message(text) };
}

function resultOf(
  { id, row, severity, about, message: why, fix, place, counterexample }: AuditFinding,
  ruleIndex: number,
  known: BaselineMatch,
) {
  const accepted = known.accepted.get(id);
  return {
    ruleId: row,
    ruleIndex,
    level: WEIGHT[severity].level,
    message: message(`${about}: ${why}. ${fix}.`),
    locations: [
      {
        ...(place === undefined ? {} : { physicalLocation: physical(place) }),
        logicalLocations: [{ fullyQualifiedName: about, kind: "resource" }],
      },
    ],
    partialFingerprints: { "finding/v1": id },
    ...(accepted === undefined ? {} : { suppressions: [{ kind: "external", justification: accepted.reason }] }),
    ...(counterexample === undefined ? {} : { properties: { counterexample } }),
  };
}

function physical({ file, line, column }: AuditedPlace) {
  const uri = isAbsolute(file) ? pathToFileURL(file).href : file.split(/[/\\]/).map(encodeURIComponent).join("/");
  return {
    artifactLocation: { uri },
    ...(line === undefined ? {} : { region: { startLine: line, startColumn: column } }),
  };
}
