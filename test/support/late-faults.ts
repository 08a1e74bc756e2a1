import { setTimeout } from "node:timers/promises";

/**
 * Runs a program under mocks whose fault shows only on final values, and returns the messages it fails with. Mocks have no hooks
 * and no engine to report to: such a fault is a rejection that nobody handles, which a test runner would count against itself.
 */
export async function lateFaults(program: () => unknown): Promise<string[]> {
  const messages: string[] = [];
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => messages.push(String((reason as Error)?.message ?? reason)));
  try {
    await program();
    for (let quiet = 0, seen = 0; quiet < 3; quiet++) {
      await setTimeout(5);
      if (messages.length !== seen) quiet = 0;
      seen = messages.length;
    }
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  return messages;
}
