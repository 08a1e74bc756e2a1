import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll } from "vitest";
import { pythonWithClients } from "./python";

/** What a vendor's client came back with: credentials or what stands for them, or its error as it says it. */
export type ClientAnswer = { ok: true; got: unknown } | { ok: false; error: string };

/** Runs one of `clients/` in an environment and in no other, as a process of its own that cannot leave loopback. */
export type Client = (environment: Readonly<Record<string, string>>) => Promise<ClientAnswer>;

const clients = join(__dirname, "../clients");

/** A client of the vendor's packages for Node.js: a program of `clients/node` and the way it signs in. */
export function nodeClient(program: string, way: string): Client {
  return (environment) =>
    answerOf(process.execPath, [join(clients, "node", `${program}.cjs`), way], {
      ...environment,
      NODE_OPTIONS: `${environment.NODE_OPTIONS} --require=${JSON.stringify(join(__dirname, "loopback-only.cjs"))}`,
    });
}

/** Milliseconds within which Python's packages are fetched and installed on a machine that is busy. */
const INSTALL_TIMEOUT = 15 * 60 * 1000;

/** A client of the vendor's packages for Python: a program of `clients/python` and the way it signs in. */
export function pythonClient(program: string, way: string): Client {
  // Before the tests, which may not take as long.
  beforeAll(async () => void (await pythonWithClients()), INSTALL_TIMEOUT);
  return async (environment) =>
    answerOf(
      await pythonWithClients(),
      [join(__dirname, "loopback_only.py"), join(clients, "python", `${program}.py`), way],
      { ...environment, PYTHONDONTWRITEBYTECODE: "1" },
    );
}

async function answerOf(command: string, args: string[], env: Record<string, string>): Promise<ClientAnswer> {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: 150_000 });
  const [[status], stdout, stderr] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  if (status !== 0) throw new Error(`"${args.join(" ")}" ended with status ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
