import { explained, WorkloadIdentityError } from "../core/errors";
import { didYouMean } from "../core/nearest";
import { helpOf } from "./help";
import { UsageError } from "./usage-error";
import { version } from "./version";
import { widthOf, wrapped } from "./wrap";

/** A verb takes its own arguments, and the command after `--` where one is given; it returns the exit status. */
type Verb = (args: string[], command: string[] | undefined) => Promise<number>;

/** The verbs of each command, loaded when they are asked for; the one with no name is the command alone. */
const commands: Record<string, Record<string, () => Promise<Verb>>> = {
  sandbox: {
    "": async () => (await import("./sandbox-run.js")).sandboxRun,
    exec: async () => (await import("./sandbox-exec.js")).sandboxExec,
    token: async () => (await import("./sandbox-token.js")).sandboxToken,
    state: async () => (await import("./sandbox-state.js")).sandboxState,
  },
  issuer: {
    keys: async () => (await import("./issuer-keys.js")).issuerKeys,
    documents: async () => (await import("./issuer-documents.js")).issuerDocumentFiles,
    check: async () => (await import("./issuer-check.js")).issuerCheck,
    rotate: async () => (await import("./issuer-rotate.js")).issuerRotate,
  },
  doctor: {
    "": async () => (await import("./doctor.js")).doctor,
  },
  openshift: {
    plan: async () => (await import("./openshift-plan.js")).openShiftPlan,
    files: async () => (await import("./openshift-files.js")).openShiftFiles,
    diff: async () => (await import("./openshift-diff.js")).openShiftDiff,
    check: async () => (await import("./openshift-check.js")).openShiftCheck,
    adopt: async () => (await import("./openshift-adopt.js")).openShiftAdopt,
  },
  audit: {
    "": async () => (await import("./audit.js")).auditFiles,
  },
};

/** Runs the command line; faults go to stderr, never as a stack trace. */
export async function run(argv: string[]): Promise<number> {
  const end = argv.indexOf("--");
  const args = end < 0 ? argv : argv.slice(0, end);
  const command = end < 0 ? undefined : argv.slice(end + 1);
  const [name] = args;
  try {
    if (name === undefined || name === "--help" || name === "-h") {
      process.stdout.write(wrapped(helpOf(), widthOf()));
      return name === undefined ? 2 : 0;
    }
    if (name === "--version") {
      process.stdout.write(`${version()}\n`);
      return 0;
    }
    const verbs = own(commands, name);
    if (verbs === undefined)
      throw new UsageError(`there is no command "${name}"${didYouMean(name, Object.keys(commands))}`);
    if (args.includes("--help") || args.includes("-h")) {
      process.stdout.write(wrapped(helpOf(name), widthOf()));
      return 0;
    }
    const isAlone = Object.keys(verbs).every((verb) => verb === "");
    const hasVerb = !isAlone && args[1] !== undefined && !args[1].startsWith("-");
    const verb = hasVerb ? args[1]! : "";
    const load = own(verbs, verb);
    if (load === undefined) {
      const known = Object.keys(verbs).join(", ");
      throw new UsageError(
        hasVerb
          ? `there is no command "${name} ${verb}"${didYouMean(verb, Object.keys(verbs))}`
          : `expected one of ${known} after ${name}`,
      );
    }
    const runVerb = await load();
    return await runVerb(args.slice(hasVerb ? 2 : 1), command);
  } catch (error) {
    const usage = error instanceof UsageError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
    const known = usage || error instanceof WorkloadIdentityError;
    const { message, stack } = explained(error as Error);
    // Node.js goes on to say how to write an argument that begins with "-", which nobody wants who has misspelt an option.
    const [said = ""] = message.split(". To specify a positional argument");
    process.stderr.write(`pulumi-workload-identity: ${known ? said + meantOption(said, name) : stack}\n`);
    const asked = own(commands, name ?? "") === undefined ? "" : ` ${name}`;
    if (usage) process.stderr.write(`\`pulumi-workload-identity${asked} --help\` tells how to use it.\n`);
    return usage ? 2 : 1;
  }
}

function own<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** What to write in place of an option that the command does not have, where the message is about one. */
function meantOption(message: string, command: string | undefined): string {
  const [, option] = /^Unknown option '(--[\w-]+)'$/.exec(message) ?? [];
  return option === undefined ? "" : didYouMean(option, helpOf(command).match(/--[a-z-]+/g) ?? []);
}
