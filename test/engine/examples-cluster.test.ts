import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { exampleConfig, runExample } from "../support/examples";
import { defineConsumers } from "./support/definitions";
import { BUILD_TIMEOUT } from "./support/kube-apiserver";
import type { KubeObject, StoredObject } from "./support/kube-client";
import { pathOf } from "./support/kube-client";
import { programResources } from "./support/program-resources";
import type { Cluster } from "./support/real-cluster";
import { onCluster, startCluster } from "./support/real-cluster";
import type { EngineStack } from "./support/stack";

/** Of each way to a cluster one: the current context, a provider of the program's own, and objects of a controller. */
const names = ["quickstart", "eks-irsa", "gke-workload-identity", "secrets-store-csi"];
const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster("https://oidc.example.com/prod");
  await defineConsumers(cluster.server.client);
}, BUILD_TIMEOUT);
afterAll(() => cluster?.end());
afterEach(emptyCluster);

/** Runs an example whose own providers for clusters, which are simulated, lead to the one that is real. */
const programOf = (name: string) => async () => {
  pulumi.runtime.registerStackTransformation(({ type, opts }) =>
    type === "pulumi:providers:kubernetes" ? { props: {}, opts } : undefined,
  );
  return runExample(name);
};

/** The objects that a stack has on the cluster, but for what others live in or wait for. */
async function objectsOf(stack: EngineStack): Promise<KubeObject[]> {
  const resources = await stack.resources();
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:") && type !== NAMESPACE && type !== DEPLOYMENT)
    .map(({ outputs }) => outputs as unknown as KubeObject);
}

/** Takes the namespaces away that a workload leaves, with all that is in them. */
async function emptyCluster(): Promise<void> {
  const { client } = cluster.server;
  const path = "/api/v1/namespaces";
  const own = async () =>
    (await client.call<{ items: StoredObject[] }>("GET", path)).items
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== "default" && !name.startsWith("kube-"));
  for (const name of await own()) await client.send("DELETE", `${path}/${name}`);
  while ((await own()).length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
}

test.each(names)("%s is created on a real cluster, mended where somebody deleted, and taken away", (name) =>
  onCluster(
    () => cluster,
    async (stack) => {
      const { client } = cluster.server;
      for (const [key, value] of Object.entries(exampleConfig(name))) await stack.setConfig(key, value);
      const program = programOf(name);
      const created = await stack.up(program);
      expect(Object.keys(created.changes)).toEqual(["create"]);
      // The provider warns of a Deployment for as long as its pods are not ready.
      expect(created.diagnostics.filter(({ type }) => type !== DEPLOYMENT)).toEqual([]);
      expect((await stack.preview(program)).changes).toEqual({});

      const deleted = await objectsOf(stack);
      expect(deleted.length).toBeGreaterThan(0);
      for (const object of deleted) await client.call("DELETE", pathOf(object));
      expect((await stack.refresh()).changes).toEqual({ delete: deleted.length });
      await stack.up(program);
      const mended = await objectsOf(stack);
      expect(mended).toHaveLength(deleted.length);
      for (const object of mended) await client.read(object);

      await stack.destroy();
      for (const object of mended) await expect(client.read(object)).rejects.toThrow("not found");
    },
    programResources,
  )(),
);
