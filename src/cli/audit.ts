import { parseArgs } from "node:util";
import { audit } from "../audit/audit";
import type { BaselineMatch } from "../audit/baseline";
import { matchBaseline, readBaseline } from "../audit/baseline";
import { WHOLE_FILE } from "../audit/documents";
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
import { issuerArgument, readInputs } from "./read-input";
import { expectOneStandardInput, readText } from "./read-text";
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

/** Says who can become whom; exits with 3 where a finding is as severe as --fail-on, and with 1 where a file could not be read for that. */
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
  expectOneStandardInput([...positionals, values.baseline]);
  const accepted = values.baseline === undefined ? [] : readBaseline(readText(values.baseline));
  const answer = audit(readInputs(positionals), (values.cluster ?? []).map(clusterOf), counted("identities"));
  const known = matchBaseline(answer.findings, accepted, new Date().toISOString().slice(0, "2026-11-26".length));
  process.stdout.write(present(answer, known));
  const illegible = answer.unread.filter(({ what }) => what === WHOLE_FILE);
  if (values["fail-on"] !== undefined && illegible.length > 0) {
    const files = illegible.map(({ source, why }) => `${source}: ${why}`).join("; ");
    throw new WorkloadIdentityError("file-unreadable", `Cannot say that nothing is wrong: ${files}`);
  }
  return known.open.some(({ severity }) => SEVERITIES.indexOf(severity) <= failOn) ? 3 : 0;
}

function clusterOf(argument: string): { name: string; issuer: string } {
  const equals = argument.indexOf("=");
  if (equals <= 0) throw new UsageError(`expected --cluster <name>=<issuer>, got ${show(argument)}`);
  return issuerArgument(argument.slice(0, equals), argument.slice(equals + 1));
}

function hasColours(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return FORCE_COLOR === undefined ? process.stdout.isTTY === true : FORCE_COLOR !== "0";
}
