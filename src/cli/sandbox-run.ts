import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { WorkloadIdentityError } from "../core/errors";
import type { Sandbox, SandboxLogEntry } from "../sandbox";
import { formatLogEntry, startSandbox } from "../sandbox";
import { publishControl, SANDBOX_URL_VARIABLE } from "../sandbox/control-file";
import { readDeployedFile } from "../sandbox/deployed-file";
import { runCommand } from "./child";
import { during } from "./progress";
import { readText } from "./read-text";
import { catchSignals } from "./signals";
import { UsageError } from "./usage-error";

/** Runs a sandbox: for the time of one command, or until it is interrupted. */
export async function sandboxRun(args: string[], command: string[] | undefined): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      issuer: { type: "string", multiple: true, default: [] },
      deployed: { type: "string", multiple: true, default: [] },
      state: { type: "string" },
      "signing-key": { type: "string", multiple: true, default: [] },
      kubernetes: { type: "string" },
      context: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (command?.length === 0) throw new UsageError("expected a command after --");
  if (command !== undefined) requirePulumi();
  const { issuer: issuers, state: file, json, kubernetes: kubeconfig, context } = values;
  if (context !== undefined && kubeconfig === undefined)
    throw new UsageError("--context needs --kubernetes <kubeconfig>");
  const kubernetes =
    kubeconfig === undefined ? {} : { kubernetes: { kubeconfig, ...(context === undefined ? {} : { context }) } };
  const onLog = (entry: SandboxLogEntry) =>
    (command === undefined && json ? process.stdout : process.stderr).write(
      `${json ? JSON.stringify(entry) : `sandbox: ${formatLogEntry(entry)}`}\n`,
    );
  const snapshot = file !== undefined && existsSync(file) ? { snapshot: JSON.parse(readFileSync(file, "utf8")) } : {};
  const deployed = values.deployed.flatMap(readDeployedFile);
  const signingKeys = values["signing-key"].map(readText);
  const signals = catchSignals();
  const start = () => startSandbox({ issuers, deployed, signingKeys, onLog, ...snapshot, ...kubernetes });
  const sandbox = await during("starting the sandbox", start);
  let unpublish = () => {};
  try {
    unpublish = publishControl(sandbox.control);
    const environment = { ...(await sandbox.environment()), [SANDBOX_URL_VARIABLE]: sandbox.url };
    if (command !== undefined) return await runCommand(command, { ...process.env, ...environment }, signals);
    process.stdout.write(json ? started(sandbox, environment) : welcome(sandbox, environment));
    await new Promise((resolve) => signals.listen(resolve));
    return 0;
  } finally {
    if (file !== undefined)
      writeFileSync(file, JSON.stringify(sandbox.state.snapshot(), undefined, 2), { mode: 0o600 });
    unpublish();
    await sandbox.close();
    signals.release();
  }
}

function started({ url, cluster }: Sandbox, environment: Record<string, string>): string {
  return `${JSON.stringify({ kind: "started", url, environment, cluster })}\n`;
}

function welcome({ url, cluster }: Sandbox, environment: Record<string, string>): string {
  const lines = Object.entries(environment).map(([name, value]) => `  export ${name}=${quoted(value)}`);
  return [
    `The sandbox listens at ${url}. Ctrl-C ends it and takes everything away that was deployed.`,
    ...(cluster === undefined ? [] : realCluster(cluster)),
    "",
    "Deploy onto it from another terminal, with:",
    ...lines,
    "",
    "Then run what a pod would run:",
    "  pulumi-workload-identity sandbox exec <namespace>/<serviceAccount> -- <command>",
    "",
  ].join("\n");
}

function realCluster({ context, server, issuer }: NonNullable<Sandbox["cluster"]>): string[] {
  return [
    `Kubernetes is real: context ${context} at ${server}, which stays as it is then: run pulumi destroy before.`,
    `It signs tokens as ${issuer}: clouds have to trust this issuer.`,
  ];
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

function requirePulumi(): void {
  const names = process.platform === "win32" ? ["pulumi.exe", "pulumi.cmd"] : ["pulumi"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  if (folders.some((folder) => names.some((name) => existsSync(join(folder, name))))) return;
  throw new WorkloadIdentityError(
    "pulumi-missing",
    "The Pulumi CLI is not on PATH, and only it deploys onto the sandbox: install it (https://www.pulumi.com/docs/install/)",
  );
}
