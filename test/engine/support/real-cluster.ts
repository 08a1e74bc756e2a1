import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatedResource } from "../../../src/clouds/simulation";
import { simulations } from "../../../src/clouds/simulations";
import type { ApiServer } from "./kube-apiserver";
import { apiServerDirectory, kubeconfig, startApiServer } from "./kube-apiserver";
import type { StoredObject } from "./kube-client";
import { KubeClient, pathOf } from "./kube-client";
import { kubernetesPlugin, kubernetesProviderDirectory } from "./kubernetes-provider";
import { freePorts } from "./ports";
import type { Engine, EngineStack } from "./stack";
import { withEngine } from "./stack";

/** A cluster whose Deployments become ready and whose deletions end, though no node runs anything. */
export interface Cluster {
  readonly server: ApiServer;
  /** The file that signs its reader in as the administrator. */
  readonly kubeconfig: string;
  /** The folder of the Pulumi provider that deploys to it. */
  readonly provider: string;
  end(): Promise<void>;
}

const resources = Object.assign({}, ...simulations.map((simulation) => simulation.resources));
/** Deletions wait for the first two, Deployments and their pods for the others. */
const controllers = "garbage-collector-controller,namespace-controller,deployment-controller,replicaset-controller";

/** Starts an API server with the controllers of a control plane, and what stands in for the kubelets. */
export async function startCluster(issuer: string): Promise<Cluster> {
  const provider = await kubernetesProviderDirectory();
  const server = await startApiServer(issuer);
  try {
    const file = server.file("kubeconfig.json", kubeconfig({ test: server }));
    await startControllers(server, file);
    const kubelet = reportPodsReady(server.client);
    const end = async () => {
      try {
        await kubelet.end();
      } finally {
        await server.end();
      }
    };
    return { server, kubeconfig: file, provider, end };
  } catch (error) {
    await server.end();
    throw error;
  }
}

/** A fresh stack that deploys to a real cluster by Pulumi's own provider, and to simulated clouds; `others` are types that they have besides. */
export function onCluster(
  cluster: () => Pick<Cluster, "kubeconfig" | "provider">,
  use: (stack: EngineStack, engine: Engine) => Promise<void>,
  others: Readonly<Record<string, SimulatedResource>> = {},
): () => Promise<void> {
  return () =>
    withEngine({ ...resources, ...others }, async (engine) => use(await engine.stack(), engine), {
      environment: { KUBECONFIG: cluster().kubeconfig },
      real: ["kubernetes"],
      plugins: { [kubernetesPlugin]: cluster().provider },
    });
}

/** Takes away the namespaces that a test has made, with all that is in them, and waits until they are gone. */
export async function emptyCluster({ server: { client } }: Pick<Cluster, "server">): Promise<void> {
  const path = "/api/v1/namespaces";
  const made = async () =>
    (await client.call<{ items: StoredObject[] }>("GET", path)).items
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== "default" && !name.startsWith("kube-"));
  for (const name of await made()) await client.send("DELETE", `${path}/${name}`);
  while ((await made()).length > 0) await sleep(100);
}

async function startControllers(server: ApiServer, file: string): Promise<void> {
  const [port] = await freePorts(1);
  const { certificate } = server.authority;
  const { cert, key } = server.authority.credentialsFor("127.0.0.1");
  const args = [
    `--kubeconfig=${file}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--tls-cert-file=${server.file("controllers.crt", cert)}`,
    `--tls-private-key-file=${server.file("controllers.key", key)}`,
    `--controllers=${controllers}`,
    "--leader-elect=false",
  ];
  const client = new KubeClient(`https://127.0.0.1:${port}`, certificate, "");
  const serves = async () => (await client.send("GET", "/healthz")).status === 200;
  await server.start(join(await apiServerDirectory(), "kube-controller-manager"), args, {}, serves);
}

/** Says of every pod what a kubelet says once its containers run; no image is pulled and nothing runs. */
function reportPodsReady(client: KubeClient): { end(): Promise<void> } {
  let ended = false;
  const ready = () => [{ type: "Ready", status: "True", lastTransitionTime: new Date().toISOString() }];
  const watch = async () => {
    while (!ended) {
      const { status, text } = await client.send("GET", "/api/v1/pods");
      // A server that is busy may refuse to answer once.
      const items: Pod[] = status === 200 ? JSON.parse(text).items : [];
      for (const { metadata } of items.filter(({ status }) => status.phase === "Pending")) {
        const path = `${pathOf({ apiVersion: "v1", kind: "Pod", metadata })}/status`;
        const body = { status: { phase: "Running", conditions: ready() } };
        // A pod that is gone by now has no status to report.
        await client.send("PATCH", path, body, "application/merge-patch+json");
      }
      await sleep(100);
    }
  };
  const watching = watch();
  // What goes wrong is thrown where it ends.
  watching.catch(() => {});
  return {
    async end() {
      ended = true;
      await watching;
    },
  };
}

interface Pod {
  metadata: { name: string; namespace: string };
  status: { phase: string };
}
