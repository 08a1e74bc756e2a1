import type { TraceStep } from "../../core/decision";
import type { ExchangeContext, ExchangeLog } from "./exchange";

/** How one call comes to its answer, step by step; told to the sandbox's log once, at the end. */
export interface ExchangeRecord {
  about(known: { target?: string; subject?: string }): void;
  step(step: string, passed: TraceStep["passed"], detail: string): void;
  steps(trace: readonly TraceStep[]): void;
  /** `code` is the vendor's. */
  refused(code: string): void;
  allowed(): void;
}

/** Begins the record of a call. */
export function recordOf(call: string, context: ExchangeContext): ExchangeRecord {
  const log: ExchangeLog = { call, target: "", allowed: false, trace: [] };
  return {
    about: (known) => Object.assign(log, known),
    step: (step, passed, detail) => log.trace.push({ step, passed, detail }),
    steps: (trace) => log.trace.push(...trace),
    refused: (code) => context.explain({ ...log, code }),
    allowed: () => context.explain({ ...log, allowed: true }),
  };
}
