import { parse } from "yaml";
import { WorkloadIdentityError } from "../core/errors";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isRecord } from "../core/record";
import { show } from "../core/show";
import type { AuditFinding } from "./model";

/** A finding that is known and accepted, as a baseline file says it. */
export interface BaselineEntry {
  /** Of the finding, for example `A5-1a2b3c4d`. */
  readonly id: string;
  readonly reason: string;
  /** The last day on which it is accepted, for example `2027-03-31`. */
  readonly expires: string;
}

/** What a baseline makes of findings. */
export interface BaselineMatch {
  /** Findings that count. */
  readonly open: readonly AuditFinding[];
  /** Those that are accepted today, by their ids. */
  readonly accepted: ReadonlyMap<string, BaselineEntry>;
  /** Entries whose day is over; their findings count again. */
  readonly expired: readonly BaselineEntry[];
  /** Entries that nothing was found for: what they were about is mended, and they can go. */
  readonly unused: readonly BaselineEntry[];
}

/**
 * Reads a baseline: a list of `{ id, reason, expires }`, as YAML or JSON, alone or as `accepted`. Each needs a reason and a day. Throws
 * `WorkloadIdentityError` (`audit-baseline-invalid`) with every fault.
 */
export function readBaseline(text: string): BaselineEntry[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    const [why = ""] = (error as Error).message.split("\n");
    throw new WorkloadIdentityError("audit-baseline-invalid", `Cannot read the baseline: ${why}`);
  }
  const list = (isRecord(value) && "accepted" in value ? value.accepted : value) ?? [];
  if (!Array.isArray(list)) {
    const message = `Cannot read the baseline ${show(list)}: expected a list of { id, reason, expires }, alone or as accepted`;
    throw new WorkloadIdentityError("audit-baseline-invalid", message);
  }
  const issues = list.flatMap(entryFaults);
  if (issues.length === 0) return list as BaselineEntry[];
  throw new WorkloadIdentityError("audit-baseline-invalid", "Cannot use the baseline:", issues);
}

function entryFaults(entry: unknown, index: number): Issue[] {
  const { id, reason, expires } = (isRecord(entry) ? entry : {}) as Record<string, unknown>;
  const fault = (name: string, value: unknown, expected: string) =>
    issue(
      "audit-baseline-invalid",
      `accepted[${index}].${name}`,
      `Cannot use ${name} ${show(value)}: expected ${expected}`,
    );
  return [
    ...(typeof id === "string" && /^[A-Z]\d+-[0-9a-f]{8}$/.test(id)
      ? []
      : [fault("id", id, 'the id of a finding, such as "A5-1a2b3c4d"')]),
    ...(typeof reason === "string" && reason.trim() !== "" ? [] : [fault("reason", reason, "why it is accepted")]),
    ...(typeof expires === "string" && isDay(expires)
      ? []
      : [fault("expires", expires, 'a day such as "2027-03-31", in quotes')]),
  ];
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  );
}

/** Sorts findings by a baseline; `today` is a day such as `2026-11-26`. */
export function matchBaseline(
  findings: readonly AuditFinding[],
  entries: readonly BaselineEntry[],
  today: string,
): BaselineMatch {
  const valid = new Map(entries.filter(({ expires }) => expires >= today).map((entry) => [entry.id, entry]));
  const ids = new Set(findings.map(({ id }) => id));
  return {
    open: findings.filter(({ id }) => !valid.has(id)),
    accepted: new Map([...valid].filter(([id]) => ids.has(id))),
    expired: entries.filter(({ id, expires }) => expires < today && ids.has(id) && !valid.has(id)),
    unused: entries.filter(({ id }) => !ids.has(id)),
  };
}

/** What a baseline says that helps nobody any more, as sentences. */
export function baselineNotes({ expired, unused }: BaselineMatch): string[] {
  return [
    ...expired.map(({ id, expires, reason }) => `${id} was accepted until ${expires}, which is over: ${reason}`),
    ...unused.map(({ id, reason }) => `Nothing was found for ${id} of the baseline: ${reason}`),
  ];
}
