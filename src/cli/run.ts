import { WorkloadIdentityError } from "../core/errors";
import { help } from "./help";
import { sandboxExec } from "./sandbox-exec";
import { sandboxRun } from "./sandbox-run";
import { sandboxState } from "./sandbox-state";
import { sandboxToken } from "./sandbox-token";
import { UsageError } from "./usage-error";

/** A verb takes its own arguments, and the command after `--` where one is given; it returns the exit status. */
export type Verb = (args: string[], command: string[] | undefined) => Promise<number>;

const sandboxVerbs: Record<string, Verb> = { exec: sandboxExec, token: sandboxToken, state: sandboxState };

/** Runs the command line; faults go to stderr, never as a stack trace. */
export async function run(argv: string[]): Promise<number> {
  const end = argv.indexOf("--");
  const args = end < 0 ? argv : argv.slice(0, end);
  const command = end < 0 ? undefined : argv.slice(end + 1);
  try {
    const [area, verb, ...rest] = args;
    if (area === undefined || args.includes("--help") || args.includes("-h")) {
      process.stdout.write(help);
      return area === undefined ? 2 : 0;
    }
    if (area !== "sandbox") throw new UsageError(`there is no command "${area}"`);
    if (verb === undefined || verb.startsWith("-")) return await sandboxRun(args.slice(1), command);
    const found = Object.hasOwn(sandboxVerbs, verb) ? sandboxVerbs[verb] : undefined;
    if (found === undefined) throw new UsageError(`there is no command "sandbox ${verb}"`);
    return await found(rest, command);
  } catch (error) {
    const usage = error instanceof UsageError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
    const known = usage || error instanceof WorkloadIdentityError;
    process.stderr.write(`pulumi-workload-identity: ${known ? (error as Error).message : (error as Error).stack}\n`);
    if (usage) process.stderr.write("`pulumi-workload-identity --help` tells how to use it.\n");
    return usage ? 2 : 1;
  }
}
