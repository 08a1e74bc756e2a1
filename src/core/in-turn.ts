const waiting = new Map<string, Promise<unknown>>();

/** Runs what reads and writes one thing one after another: within this process, nobody comes between. */
export async function inTurn<T>(thing: string, run: () => Promise<T>): Promise<T> {
  const before = waiting.get(thing) ?? Promise.resolve();
  const mine = before.then(run, run);
  const settled = mine.catch(() => {});
  waiting.set(thing, settled);
  void settled.then(() => {
    if (waiting.get(thing) === settled) waiting.delete(thing);
  });
  return mine;
}
