import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";

/** Signals that end this process: a command that it runs gets them first. */
const FORWARDED = ["SIGTERM", "SIGHUP"] as const;

/** Runs a command in this terminal and returns its exit status as a shell would. */
export async function runCommand(command: string[], env: Record<string, string | undefined>): Promise<number> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: "inherit", env });
  // A terminal sends Ctrl-C to the command too, which decides itself what to do with it.
  const onInterrupt = () => {};
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", onInterrupt);
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal!];
  } catch (error) {
    process.stderr.write(`pulumi-workload-identity: cannot run "${file}": ${(error as Error).message}\n`);
    return (error as { code?: string }).code === "ENOENT" ? 127 : 126;
  } finally {
    process.off("SIGINT", onInterrupt);
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
