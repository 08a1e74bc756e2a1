import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import type { KeyObject } from "node:crypto";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { CertificateAuthority } from "../../../src/sandbox/authority";
import { createAuthority } from "../../../src/sandbox/authority";
import { goProgramsDirectory, pinnedVersion } from "./go-build";
import { KubeClient } from "./kube-client";
import { freePorts } from "./ports";
import { isRunning } from "./processes";

/** A real kube-apiserver over a real etcd, on loopback; no node, no scheduler and no controller runs with it. */
export interface ApiServer {
  readonly url: string;
  /** Speaks to it as its administrator. */
  readonly client: KubeClient;
  /** Verifies the tokens that it signs. */
  readonly publicKey: KeyObject;
  /** Signs the certificates of this server and of those that it calls. */
  readonly authority: CertificateAuthority;
  /** Writes a file that is gone with the server, and returns its path. */
  file(name: string, content: string): string;
  /** Starts one more program that ends with the server, once `serves` answers true; rejects with what it printed where it does not. */
  start(program: string, args: string[], env: NodeJS.ProcessEnv, serves: () => Promise<boolean>): Promise<void>;
  end(): Promise<void>;
}

const version = pinnedVersion("kube-apiserver", "k8s.io/kubernetes");
const START_SECONDS = 150;

/** Milliseconds within which Go builds everything on a slow machine, for the hook that starts the first API server. */
export const BUILD_TIMEOUT = 45 * 60 * 1000;

/** The folder with etcd and the programs of a control plane: one on PATH of the same minor version, else the one that is built here. */
export async function apiServerDirectory(path = process.env.PATH ?? ""): Promise<string> {
  const wanted = `Kubernetes v${version.split(".").slice(0, 2).join(".")}.`;
  const printed = (program: string) => spawnSync(program, ["--version"], { encoding: "utf8" }).stdout ?? "";
  const onPath = path
    .split(delimiter)
    .find(
      (directory) =>
        ["kube-apiserver", "kube-controller-manager"].every((name) =>
          printed(join(directory, name)).startsWith(wanted),
        ) && printed(join(directory, "etcd")) !== "",
    );
  return (
    onPath ??
    goProgramsDirectory({
      folder: "kube-apiserver",
      version,
      programs: {
        etcd: "go.etcd.io/etcd/server/v3",
        "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
        "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
      },
      ldflags: `-X k8s.io/component-base/version.gitVersion=v${version}`,
    })
  );
}

/** Flags of an API server that have to do with ServiceAccounts, and the files below kubeadm's folder that they name. */
interface ServiceAccountFlags {
  flags: string;
  keys: Readonly<Record<string, string>>;
}

/** Starts an API server that signs tokens as `issuer`, byte for byte, by a key of its own or as it is told. */
export async function startApiServer(issuer: string, serviceAccounts?: ServiceAccountFlags): Promise<ApiServer> {
  const programs = await apiServerDirectory();
  const { start, file, end } = openProcesses();
  try {
    const [etcdPort, peerPort, port] = await freePorts(3);
    const etcd = `http://127.0.0.1:${etcdPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    const etcdArgs = [
      "--data-dir=etcd",
      `--listen-client-urls=${etcd}`,
      `--advertise-client-urls=${etcd}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      "--unsafe-no-fsync",
      "--log-level=error",
    ];
    await start(join(programs, "etcd"), etcdArgs, {}, async () => (await fetch(`${etcd}/health`)).ok);

    const authority = createAuthority();
    const { cert, key } = authority.credentialsFor("127.0.0.1");
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const signingKey = file("service-accounts.key", privateKey.export({ type: "pkcs8", format: "pem" }) as string);
    const token = randomBytes(16).toString("hex");
    const apiServerArgs = [
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--tls-cert-file=${file("server.crt", cert)}`,
      `--tls-private-key-file=${file("server.key", key)}`,
      `--etcd-servers=${etcd}`,
      `--token-auth-file=${file("tokens.csv", `${token},admin,admin,system:masters\n`)}`,
      "--authorization-mode=RBAC",
      ...(serviceAccounts === undefined
        ? [
            `--service-account-issuer=${issuer}`,
            `--service-account-jwks-uri=${issuer.replace(/\/$/, "")}/openid/v1/jwks`,
            `--service-account-signing-key-file=${signingKey}`,
            `--service-account-key-file=${signingKey}`,
          ]
        : inFolder(serviceAccounts, file)),
      "--service-cluster-ip-range=10.0.0.0/24",
      // It would write its own address into an object, and refuses one of loopback there.
      "--endpoint-reconciler-type=none",
    ];
    const url = `https://127.0.0.1:${port}`;
    const client = new KubeClient(url, authority.certificate, token);
    const serves = async () => (await client.send("GET", "/readyz")).status === 200;
    await start(join(programs, "kube-apiserver"), apiServerArgs, {}, serves);
    return { url, client, publicKey, authority, file, start, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function inFolder({ flags, keys }: ServiceAccountFlags, file: ApiServer["file"]): string[] {
  const inPlace = (flag: string) => flag.replace(/\/etc\/kubernetes\/pki\/(.+)$/, (_, name) => file(name, keys[name]!));
  return flags.trimEnd().split("\n").map(inPlace);
}

/** Signs its reader in as the administrator of API servers, each under the name of its context; the first context is the current one. */
export function kubeconfig(servers: Readonly<Record<string, Pick<ApiServer, "url" | "client">>>): string {
  const named = Object.entries(servers);
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": named[0]?.[0],
    contexts: named.map(([name]) => ({ name, context: { cluster: name, user: name } })),
    clusters: named.map(([name, { url, client }]) => ({
      name,
      cluster: { server: url, "certificate-authority-data": Buffer.from(client.certificate).toString("base64") },
    })),
    users: named.map(([name, { client }]) => ({ name, user: { token: client.token } })),
  });
}

/** Processes with a folder of their own; they are ended, and it is removed, with this process at the latest. */
function openProcesses(): Pick<ApiServer, "file" | "start" | "end"> {
  const directory = mkdtempSync(join(tmpdir(), "kube-apiserver-"));
  const children: ChildProcess[] = [];
  const endAll = () => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  };
  process.once("exit", endAll);
  return {
    file(name, content) {
      const path = join(directory, name);
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    },
    async start(program, args, env, serves) {
      const log = join(directory, `${basename(program)}.log`);
      const output = openSync(log, "w");
      const stdio = ["ignore", output, output] as const;
      const child = spawn(program, args, { cwd: directory, stdio: [...stdio], env: { ...process.env, ...env } });
      closeSync(output);
      children.push(child);
      const deadline = Date.now() + START_SECONDS * 1000;
      while (isRunning(child) && Date.now() < deadline) {
        if (await serves().catch(() => false)) return;
        await setTimeout(100);
      }
      const printed = readFileSync(log, "utf8").split("\n").slice(-20).join("\n");
      throw new Error(`${basename(program)} does not serve; it printed:\n${printed}`);
    },
    async end() {
      for (const child of children) {
        if (!isRunning(child)) continue;
        const exited = once(child, "exit");
        child.kill("SIGKILL");
        await exited;
      }
      process.off("exit", endAll);
      endAll();
    },
  };
}
