import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { WorkloadIdentityError } from "../core/errors";
import type { SandboxControl } from "./api";

/** Names the sandbox to processes that it started. */
export const SANDBOX_URL_VARIABLE = "PULUMI_WORKLOAD_IDENTITY_SANDBOX";

/** Lets other processes of this user find a sandbox of this process; returns what takes that back. */
export function publishControl(control: SandboxControl): () => void {
  const folder = controlFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseForeignFolder(folder);
  const file = join(folder, `${process.pid}.json`);
  const remove = () => {
    process.off("exit", remove);
    rmSync(file, { force: true });
    try {
      rmdirSync(folder);
    } catch {
      // Another sandbox is running.
    }
  };
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(control), { mode: 0o600, flag: "wx" });
  process.once("exit", remove);
  return remove;
}

/** The running sandbox, or the one of this URL; throws `WorkloadIdentityError` (`sandbox-missing`, `sandbox-ambiguous`). */
export function findControl(url = process.env[SANDBOX_URL_VARIABLE] || undefined): SandboxControl {
  const running = runningControls();
  const wanted = running.filter((control) => url === undefined || control.url === url.replace(/\/$/, ""));
  if (wanted.length === 1) return wanted[0]!;
  if (wanted.length === 0) {
    throw new WorkloadIdentityError(
      "sandbox-missing",
      url === undefined
        ? "No sandbox of yours is running: start one with `pulumi-workload-identity sandbox`"
        : `No sandbox of yours listens at ${url}: running are ${running.map((each) => each.url).join(", ") || "none"}`,
    );
  }
  throw new WorkloadIdentityError(
    "sandbox-ambiguous",
    `Several sandboxes are running: choose one of ${wanted.map((each) => each.url).join(", ")} with --url`,
  );
}

function runningControls(): SandboxControl[] {
  const folder = controlFolder();
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  refuseForeignFolder(folder);
  return files.flatMap((name) => {
    const file = join(folder, name);
    if (isRunning(Number.parseInt(name, 10))) return [JSON.parse(readFileSync(file, "utf8")) as SandboxControl];
    // Its process was killed before it could clean up.
    rmSync(file, { force: true });
    return [];
  });
}

function controlFolder(): string {
  return join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `pulumi-workload-identity-${userInfo().username}`);
}

/** Someone else may have made the folder first, in a place that all users write to. */
function refuseForeignFolder(folder: string): void {
  const { uid, mode } = lstatSync(folder);
  const own = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
  if (own && lstatSync(folder).isDirectory()) return;
  throw new WorkloadIdentityError(
    "sandbox-folder-foreign",
    `Cannot use ${folder}: it is not a private folder of yours; remove it`,
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
