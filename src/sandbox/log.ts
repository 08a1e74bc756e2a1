import type { ExchangeLog } from "../clouds/simulated/exchange";

/** One thing that happened on a sandbox. */
export type SandboxLogEntry = { time: string } & (
  | ({ kind: "exchange"; cloud: string } & ExchangeLog)
  | { kind: "warning"; text: string }
);

/** What happened on a sandbox, oldest first, and those who want to know at once. */
export interface SandboxLog {
  readonly entries: readonly SandboxLogEntry[];
  exchange(cloud: string, decision: ExchangeLog): void;
  warn(text: string): void;
}

/** Entries that are kept; the oldest are dropped first. */
const MAX_ENTRIES = 1000;

export function createLog(onEntry: (entry: SandboxLogEntry) => void = () => {}): SandboxLog {
  const entries: SandboxLogEntry[] = [];
  const add = (entry: SandboxLogEntry) => {
    entries.push(entry);
    if (entries.length > MAX_ENTRIES) entries.shift();
    onEntry(entry);
  };
  const time = () => new Date().toISOString();
  return {
    entries,
    exchange: (cloud, decision) => add({ time: time(), kind: "exchange", cloud, ...decision }),
    warn: (text) => add({ time: time(), kind: "warning", text }),
  };
}

/** An entry as a person reads it: what was asked and answered, and of a refusal the checks that led to it. */
export function formatLogEntry(entry: SandboxLogEntry): string {
  if (entry.kind === "warning") return `warning: ${entry.text}`;
  const { allowed, cloud, call, target, subject, code, trace } = entry;
  const line = [allowed ? "allowed" : "REFUSED", cloud, call, target, subject, code].filter(Boolean).join("  ");
  const steps = allowed ? [] : trace.map(({ step, passed, detail }) => `    ${mark(passed)} ${step}: ${detail}`);
  return printable([line, ...steps].join("\n"));
}

function mark(passed: boolean | "unknown"): string {
  return passed === "unknown" ? "?" : passed ? "+" : "-";
}

/** Requests can carry anything: nothing of it may steer a terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, "\uFFFD");
}
