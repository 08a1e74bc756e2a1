import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { WorkloadIdentityError } from "../core/errors";
import type { PodPlan } from "./container-plan";
import type { SandboxTokenRequest } from "./issuer";
import { uidOf } from "./issuer";
import { withSlashes } from "./slashes";

/** A place on this machine where a command runs as a pod would. */
export interface SandboxPod {
  readonly issuer: string;
  /** The environment of the pod's containers, with paths and endpoints as they are here; nothing of this process's own. */
  readonly environment: Record<string, string>;
  /** What a real pod has and this one has not, in words. */
  readonly notes: readonly string[];
  /** Takes the files away and frees the port. */
  close(): Promise<void>;
}

export interface PodFilesOptions {
  plan: PodPlan;
  /** A folder of its own, which does not exist yet. */
  folder: string;
  token(audience: string | undefined, expirationSeconds: number): Promise<string>;
  onError(error: Error): void;
}

/** The part of a token's lifetime after which the kubelet writes a new one (kubernetes pkg/kubelet/token `requiresRefresh`). */
const RENEWED_AFTER = 0.8;

/** Writes what the pod has mounted below a folder and keeps its tokens fresh; `stop` ends that and takes the folder away. */
export async function mountPodFiles(options: PodFilesOptions): Promise<{ env: Record<string, string>; stop(): void }> {
  const { plan, folder } = options;
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  const rewritten = (text: string) => rewritePaths(text, plan.mounts, folder);

  const write = (path: string, content: string | Uint8Array, isExecutable = false) => {
    const place = below(folder, path);
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    // Readers see the old file or the new one, never a part.
    const unfinished = `${place}.${randomBytes(4).toString("hex")}`;
    writeFileSync(unfinished, content, { mode: isExecutable ? 0o700 : 0o600 });
    renameSync(unfinished, place);
  };
  const writeToken = async ({ path, audience, expirationSeconds }: PodPlan["tokens"][number]) => {
    const token = await options.token(audience, expirationSeconds);
    if (stopped) return;
    write(path, token);
    const renew = () =>
      writeToken({ path, expirationSeconds, ...(audience ? { audience } : {}) }).catch(options.onError);
    timers.set(path, setTimeout(renew, expirationSeconds * 1000 * RENEWED_AFTER).unref());
  };
  const stop = () => {
    stopped = true;
    for (const timer of timers.values()) clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const isFile = (mount: string) => [...plan.files, ...plan.tokens].some(({ path }) => path === mount);
    for (const mount of plan.mounts) {
      if (!isFile(mount)) mkdirSync(below(folder, mount), { recursive: true, mode: 0o700 });
    }
    for (const { path, content, isExecutable } of plan.files) {
      write(path, typeof content === "string" ? rewritten(content) : content, isExecutable);
    }
    await Promise.all(plan.tokens.map(writeToken));
  } catch (error) {
    stop();
    throw error;
  }
  const env = Object.fromEntries(Object.entries(plan.env).map(([name, value]) => [name, rewritten(value)]));
  return { env, stop };
}

/** Moves every mention of a mounted folder under the pod's own root; a longer name that only starts the same is left alone. */
export function rewritePaths(
  text: string,
  mounts: readonly string[],
  root: string,
  path?: Pick<typeof import("node:path"), "sep">,
): string {
  if (mounts.length === 0) return text;
  const alternatives = [...mounts].sort((a, b) => b.length - a.length).map(escaped);
  const mention = new RegExp(`(?<![\\w./-])(${alternatives.join("|")})(?![\\w.-])`, "g");
  const place = withSlashes(root, path);
  return text.replace(mention, (mount) => place + mount);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function below(folder: string, path: string): string {
  const place = resolve(join(folder, path));
  if (place.startsWith(resolve(folder) + sep)) return place;
  throw new WorkloadIdentityError("sandbox-path-outside", `Cannot mount "${path}": it leaves the pod's own folder`);
}

/** What makes clients trust the sandbox and send it what they would send to the vendors. */
export function connectionEnvironment(origin: string, caFile: string): Record<string, string> {
  const direct = "127.0.0.1,localhost";
  return {
    ...both("HTTPS_PROXY", origin),
    ...both("HTTP_PROXY", origin),
    ...both("NO_PROXY", direct),
    NODE_USE_ENV_PROXY: "1",
    NODE_EXTRA_CA_CERTS: caFile,
    SSL_CERT_FILE: caFile,
    REQUESTS_CA_BUNDLE: caFile,
    CURL_CA_BUNDLE: caFile,
    AWS_CA_BUNDLE: caFile,
  };
}

/** Some clients read one spelling, some the other. */
function both(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toLowerCase()]: value };
}

/** The pod and its node as a cluster's API server knows them; `number` tells pods of one workload apart. */
export function boundTo(issuer: string, workload: string, number: number): Pick<SandboxTokenRequest, "pod" | "node"> {
  const pod = `${workload}-${number}`;
  const node = "sandbox-node";
  return {
    node: { name: node, uid: uidOf(`${issuer} node ${node}`) },
    pod: { name: pod, uid: uidOf(`${issuer} pod ${pod}`) },
  };
}
