import { createRequire } from "node:module";
import { WorkloadIdentityError } from "../core/errors";
import { help } from "./help";
import { UsageError } from "./usage-error";

/** A verb takes its own arguments, and the command after `--` where one is given; it returns the exit status. */
type Verb = (args: string[], command: string[] | undefined) => Promise<number>;

/** Loaded when they are asked for: those that only talk to a running sandbox start without the simulated clouds. */
const sandboxVerbs: Record<string, () => Promise<Verb>> = {
  exec: async () => (await import("./sandbox-exec.js")).sandboxExec,
  token: async () => (await import("./sandbox-token.js")).sandboxToken,
  state: async () => (await import("./sandbox-state.js")).sandboxState,
};

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
    if (area === "--version") {
      process.stdout.write(`${version()}\n`);
      return 0;
    }
    if (area !== "sandbox") throw new UsageError(`there is no command "${area}"`);
    if (verb === undefined || verb.startsWith("-")) {
      const { sandboxRun } = await import("./sandbox-run.js");
      return await sandboxRun(args.slice(1), command);
    }
    const load = Object.hasOwn(sandboxVerbs, verb) ? sandboxVerbs[verb] : undefined;
    if (load === undefined) throw new UsageError(`there is no command "sandbox ${verb}"`);
    const runVerb = await load();
    return await runVerb(rest, command);
  } catch (error) {
    const usage = error instanceof UsageError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
    const known = usage || error instanceof WorkloadIdentityError;
    process.stderr.write(`pulumi-workload-identity: ${known ? (error as Error).message : (error as Error).stack}\n`);
    if (usage) process.stderr.write("`pulumi-workload-identity --help` tells how to use it.\n");
    return usage ? 2 : 1;
  }
}

function version(): string {
  return (createRequire(__filename)("pulumi-workload-identity/package.json") as { version: string }).version;
}
