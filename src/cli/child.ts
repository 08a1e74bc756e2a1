import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Signals } from "./signals";

/** Runs a command in this terminal and returns its exit status as a shell would. */
export async function runCommand(
  command: string[],
  env: Record<string, string | undefined>,
  signals: Signals,
): Promise<number> {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: "inherit", env });
  signals.listen((signal) => {
    // A terminal sends Ctrl-C to the command too, which decides itself what to do with it.
    if (signal !== "SIGINT") child.kill(signal);
  });
  try {
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal!];
  } catch (error) {
    process.stderr.write(`pulumi-workload-identity: cannot run "${file}": ${(error as Error).message}\n`);
    return (error as { code?: string }).code === "ENOENT" ? 127 : 126;
  }
}
