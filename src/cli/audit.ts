import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { audit } from "../audit/audit";
import type { BaselineMatch } from "../audit/baseline";
import { matchBaseline, readBaseline } from "../audit/baseline";
import type { AuditInput } from "../audit/estate";
import type { Audit } from "../audit/model";
import { auditDot } from "../audit/present/dot";
import { auditHtml } from "../audit/present/html";
import { auditJson } from "../audit/present/json";
import { auditMarkdown } from "../audit/present/markdown";
import { auditMermaid } from "../audit/present/mermaid";
import { auditSarif } from "../audit/present/sarif";
import { auditText } from "../audit/present/text";
import { WorkloadIdentityError } from "../core/errors";
import type { Severity } from "../core/finding";
import { show } from "../core/show";
import { counted } from "./progress";
import { readText } from "./read-text";
import { UsageError } from "./usage-error";
import { version } from "./version";

/** How an audit is shown, by the name of the format. */
const FORMATS: Readonly<Record<string, (audit: Audit, known: BaselineMatch) => string>> = {
  text: (answer, known) => auditText(answer, known, hasColours()),
  json: auditJson,
  sarif: (answer, known) => auditSarif(answer, known, version()),
  markdown: auditMarkdown,
  dot: auditDot,
  mermaid: auditMermaid,
  html: auditHtml,
};

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** Says who can become whom; exits with 3 where a finding is as severe as --fail-on. */
export async function auditFiles(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      cluster: { type: "string", multiple: true },
      format: { type: "string" },
      json: { type: "boolean", default: false },
      "fail-on": { type: "string" },
      baseline: { type: "string" },
    },
  });
  const format = values.format ?? (values.json ? "json" : "text");
  if (values.json && format !== "json") throw new UsageError(`expected one of --json and --format ${format}`);
  const present = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (present === undefined)
    throw new UsageError(`expected --format ${Object.keys(FORMATS).join(", ")}, got ${show(format)}`);
  const failOn = SEVERITIES.indexOf(values["fail-on"] as Severity);
  if (values["fail-on"] !== undefined && failOn < 0) {
    throw new UsageError(`expected --fail-on ${SEVERITIES.join(", ")}, got ${show(values["fail-on"])}`);
  }
  if (positionals.length === 0)
    throw new UsageError("expected files to audit, such as state.json or prod=objects.json");
  const accepted = values.baseline === undefined ? [] : readBaseline(readText(values.baseline));
  const answer = audit(positionals.map(inputOf), (values.cluster ?? []).map(clusterOf), counted("identities"));
  const known = matchBaseline(answer.findings, accepted, new Date().toISOString().slice(0, "2026-11-26".length));
  process.stdout.write(present(answer, known));
  refuseUnread(answer);
  return known.open.some(({ severity }) => SEVERITIES.indexOf(severity) <= failOn) ? 3 : 0;
}

/** An audit that understood none of its files must not look like one that found nothing: in a pipeline, both would pass. */
function refuseUnread({ unread, identities, subjects, clusters, registrations, passedOver }: Audit): void {
  const read = [...identities, ...subjects, ...clusters, ...registrations, ...passedOver.keys()];
  if (unread.length === 0 || read.length > 0) return;
  const lines = unread.map(({ source, what, why }) => `  ${source}: ${what}: ${why}`);
  throw new WorkloadIdentityError("audit-nothing-read", ["Cannot audit what nobody understands:", ...lines].join("\n"));
}

/** A file, with the cluster that its Kubernetes objects are of in front: `prod=objects.json`. */
function inputOf(argument: string): AuditInput {
  const equals = argument.indexOf("=");
  if (equals <= 0 || existsSync(argument)) return { source: argument, text: readText(argument) };
  const file = argument.slice(equals + 1);
  return { source: file, text: readText(file), cluster: argument.slice(0, equals) };
}

function clusterOf(argument: string): { name: string; issuer: string } {
  const equals = argument.indexOf("=");
  if (equals <= 0) throw new UsageError(`expected --cluster <name>=<issuer>, got ${show(argument)}`);
  return { name: argument.slice(0, equals), issuer: argument.slice(equals + 1) };
}

function hasColours(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return (FORCE_COLOR !== undefined && FORCE_COLOR !== "0") || process.stdout.isTTY === true;
}
