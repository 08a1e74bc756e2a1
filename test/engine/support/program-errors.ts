const kinds = ["unhandledRejection", "uncaughtException"] as const;

let running = 0;
let restore = () => {};

/**
 * Runs an inline program with Pulumi's own handlers only: a failing program leaves rejections behind, which Pulumi
 * reports as diagnostics and vitest would take for errors of the test.
 */
export async function programErrorsLeftToPulumi<T>(run: () => Promise<T>): Promise<T> {
  if (running++ === 0) restore = takeOver();
  try {
    return await run();
  } finally {
    // The last rejections are announced after the current turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (--running === 0) restore();
  }
}

function takeOver(): () => void {
  const saved = kinds.map((kind) => ({ kind, listeners: process.rawListeners(kind) }));
  // Without any listener Node would end the process.
  const ignore = () => {};
  for (const kind of kinds) process.removeAllListeners(kind).on(kind, ignore);
  return () => {
    for (const { kind, listeners } of saved) {
      process.off(kind, ignore);
      for (const listener of listeners) process.on(kind, listener as () => void);
    }
  };
}
