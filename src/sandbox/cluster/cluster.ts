import { readFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import type { DeployedResource } from "../../clouds/cloud";
import { WorkloadIdentityError } from "../../core/errors";
import { show } from "../../core/show";
import { record } from "../fields";
import type { ForeignIssuer, SandboxTokenRequest } from "../issuer";
import { createApiClient } from "./api-client";
import { readPodObjects } from "./cluster-objects";
import type { KubeconfigFile } from "./kubeconfig";
import { connectionOf } from "./kubeconfig";

/** Which cluster a sandbox stands beside. */
export interface ClusterOptions {
  /** The path of a kubeconfig, or several as `KUBECONFIG` lists them. */
  kubeconfig: string;
  /** The context of it. The current one by default. */
  context?: string;
}

/** A cluster that exists: it holds the Kubernetes objects and signs the tokens of its ServiceAccounts itself. */
export interface RealCluster extends ForeignIssuer {
  readonly context: string;
  readonly server: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The kubeconfigs, each by its whole path. */
  readonly kubeconfigs: readonly string[];
  token(request: ClusterTokenRequest): Promise<string>;
  /** What it knows of the pods of a ServiceAccount. */
  podObjects(account: { namespace: string; serviceAccount: string }): Promise<DeployedResource[]>;
}

/** A token without audience has the API server's own. */
type ClusterTokenRequest = Pick<SandboxTokenRequest, "namespace" | "serviceAccount" | "expirationSeconds" | "pod"> & {
  audience?: string | string[];
};

/**
 * Reaches a cluster with the rights of a kubeconfig's user. Rejects with `WorkloadIdentityError` (`kubeconfig-unreadable`,
 * `kubeconfig-unsupported`, `kubeconfig-exec-failed`, `cluster-unreachable`, `cluster-refused`).
 */
export async function openCluster({ kubeconfig, context }: ClusterOptions): Promise<RealCluster> {
  const files = kubeconfig.split(delimiter).filter(Boolean).map(readKubeconfig);
  const connection = connectionOf(files, context);
  const api = createApiClient(connection);
  const discovery = await api.get("/.well-known/openid-configuration");
  const { issuer } = discovery;
  if (typeof issuer !== "string") {
    throw new WorkloadIdentityError("cluster-refused", `The cluster at ${connection.server} names no issuer`);
  }
  const token = async ({ namespace, serviceAccount, audience, expirationSeconds, pod }: ClusterTokenRequest) => {
    const account = `${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(serviceAccount)}`;
    const answer = await api.post(`/api/v1/namespaces/${account}/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {
        audiences: [audience ?? []].flat(),
        ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
        ...(pod === undefined ? {} : { boundObjectRef: { apiVersion: "v1", kind: "Pod", ...pod } }),
      },
    });
    return String(record(answer.status).token);
  };
  return {
    context: connection.context,
    server: connection.server,
    issuer,
    kubeconfigs: files.map(({ path }) => path),
    documents: async () => ({ discovery, jwks: (await api.get("/openid/v1/jwks")) as { keys: object[] } }),
    token,
    async mint({ issuer: _, issuedAt, node: __, ...request }) {
      if (issuedAt === undefined) return token(request);
      throw new WorkloadIdentityError(
        "cluster-refused",
        `Cannot date a token of ${show(issuer)}: a real cluster signs by its own clock`,
      );
    },
    podObjects: (account) => readPodObjects(api, account),
  };
}

function readKubeconfig(path: string): KubeconfigFile {
  try {
    return { path: resolve(path), text: readFileSync(path, "utf8") };
  } catch (error) {
    throw new WorkloadIdentityError("kubeconfig-unreadable", `Cannot read ${path}: ${(error as Error).message}`);
  }
}
