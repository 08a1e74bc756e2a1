import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { WorkloadIdentityError } from "../../core/errors";
import { jsonObject } from "../../core/json";
import { record } from "../fields";
import type { ClusterConnection, Content, ExecPlugin } from "./kubeconfig";

/** What proves to an API server who asks. */
interface Credentials {
  token?: string;
  certificate?: string;
  key?: string;
}

/** The user's credentials for a cluster, which are never kept longer than their plugin says. */
export interface CredentialSource {
  /** `refused` where the API server has not taken the last ones. Rejects with `WorkloadIdentityError` (`kubeconfig-unreadable`, `kubeconfig-exec-failed`). */
  get(refused?: boolean): Promise<Credentials>;
}

export function createCredentialSource({ token, certificate, key, exec }: ClusterConnection): CredentialSource {
  let known: { credentials: Credentials; until: number } | undefined;
  return {
    async get(refused = false) {
      if (exec === undefined) {
        // Files are read anew each time: others rotate what stands in them.
        return {
          ...(token === undefined ? {} : { token: contentText(token).trim() }),
          ...(certificate === undefined ? {} : { certificate: contentText(certificate) }),
          ...(key === undefined ? {} : { key: contentText(key) }),
        };
      }
      if (known === undefined || refused || Date.now() >= known.until) known = await runPlugin(exec);
      return known.credentials;
    },
  };
}

/** Throws `WorkloadIdentityError` (`kubeconfig-unreadable`). */
export function contentText(content: Content): string {
  if ("text" in content) return content.text;
  try {
    return readFileSync(content.file, "utf8");
  } catch (error) {
    throw new WorkloadIdentityError(
      "kubeconfig-unreadable",
      `Cannot read ${content.file}, which the kubeconfig names: ${(error as Error).message}`,
    );
  }
}

async function runPlugin(plugin: ExecPlugin): Promise<{ credentials: Credentials; until: number }> {
  const { apiVersion, command, clusterInfo } = plugin;
  const spec = { interactive: false, ...(clusterInfo === undefined ? {} : { cluster: clusterInfo }) };
  const info = JSON.stringify({ apiVersion, kind: "ExecCredential", spec });
  // What it says to the user goes to the user, and into no error.
  const child = spawn(command, plugin.args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: info },
  });
  const ended = new Promise<number | Error | null>((done) => child.once("error", done).once("close", done));
  const [printed, status] = await Promise.all([text(child.stdout), ended]);
  if (status !== 0) throw failed(command, status instanceof Error ? status.message : `it ended with status ${status}`);
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = record(
    record(jsonObject(printed)).status,
  );
  const credentials: Credentials = {
    ...(typeof token === "string" ? { token } : {}),
    ...(typeof clientCertificateData === "string" ? { certificate: clientCertificateData } : {}),
    ...(typeof clientKeyData === "string" ? { key: clientKeyData } : {}),
  };
  if (Object.keys(credentials).length === 0) throw failed(command, "it printed no ExecCredential with a status");
  const expires = Date.parse(String(expirationTimestamp));
  return { credentials, until: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires };
}

function failed(command: string, why: string): WorkloadIdentityError {
  return new WorkloadIdentityError(
    "kubeconfig-exec-failed",
    `Cannot get credentials for the cluster by ${command}: ${why}`,
  );
}
