import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { parseArgs } from "node:util";
import type { ControlledPod } from "../sandbox/control";
import { findControl } from "../sandbox/control-file";
import { runCommand } from "./child";
import { openAnswer } from "./control-client";
import { catchSignals } from "./signals";
import { subjectArgument } from "./subject-argument";
import { UsageError } from "./usage-error";

/** What a command needs of this machine, and a pod has too; credentials and settings of the user stay outside. */
const INHERITED = /^(PATH|TERM|COLORTERM|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SHELL|SystemRoot|PATHEXT|COMSPEC)$/i;

/** Runs a command as a pod would; the pod is gone when this process is, however it ends. */
export async function sandboxExec(args: string[], command: string[] | undefined): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: "string" },
      issuer: { type: "string" },
      workload: { type: "string" },
      container: { type: "string" },
      env: { type: "string", multiple: true, default: [] },
    },
  });
  if (command === undefined || command.length === 0) throw new UsageError("expected -- <command>");
  const { url, env, ...options } = values;
  const subject = subjectArgument(positionals);
  const control = findControl(url);
  const signals = catchSignals();
  const answer = await openAnswer(control, "pod", { ...options, ...subject });
  const { environment, notes } = await firstLine(answer);
  for (const note of notes) process.stderr.write(`sandbox: ${note}\n`);
  answer.on("error", () => process.stderr.write("sandbox: the sandbox has ended, tokens are not renewed any more\n"));
  try {
    const inherited = Object.entries(process.env).filter(([name]) => INHERITED.test(name) || env.includes(name));
    return await runCommand(command, { ...Object.fromEntries(inherited), ...environment, ...chosen(env) }, signals);
  } finally {
    answer.removeAllListeners("error").on("error", () => {});
    answer.destroy();
    signals.release();
  }
}

function chosen(names: string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.filter((name) => name in process.env).map((name) => [name, process.env[name]]));
}

async function firstLine(answer: IncomingMessage): Promise<ControlledPod> {
  let text = "";
  answer.setEncoding("utf8");
  while (!text.includes("\n")) text += ((await once(answer, "data")) as [string])[0];
  return JSON.parse(text) as ControlledPod;
}
