/** Signals that would end this process at once, and leave behind what it has started. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Signals that arrive from now on, the earlier ones too once somebody listens. */
export interface Signals {
  listen(listener: (signal: NodeJS.Signals) => void): void;
  /** Signals end this process again. */
  release(): void;
}

export function catchSignals(): Signals {
  const early: NodeJS.Signals[] = [];
  let listener = (signal: NodeJS.Signals): void => {
    early.push(signal);
  };
  const onSignal = (signal: NodeJS.Signals) => listener(signal);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    listen(next) {
      listener = next;
      for (const signal of early.splice(0)) next(signal);
    },
    release() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
