import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type * as library from "../../src";
import { exampleConfig, runExample, workloadExamples } from "../support/examples";
import { defineConsumers } from "./support/definitions";
import { BUILD_TIMEOUT, kubeconfig } from "./support/kube-apiserver";
import type { StoredObject } from "./support/kube-client";
import { pathOf } from "./support/kube-client";
import { programResources } from "./support/program-resources";
import type { Cluster } from "./support/real-cluster";
import { emptyCluster, onCluster, startCluster } from "./support/real-cluster";
import type { Engine, EngineStack, Report } from "./support/stack";

const POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SHOP = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

/** Lets examples construct the library's components with other arguments, as a user would edit them. */
function edit(change: {
  workload?: (args: library.FederatedWorkloadArgs) => library.FederatedWorkloadArgs;
  federation?: (args: library.ClusterFederationArgs) => library.ClusterFederationArgs;
}): void {
  const same = <T>(args: T) => args;
  const { workload = same, federation = same } = change;
  vi.doMock("pulumi-workload-identity", async (load) => {
    const original = await load<typeof library>();
    return {
      ...original,
      FederatedWorkload: class extends original.FederatedWorkload {
        constructor(...[name, args, opts]: ConstructorParameters<typeof original.FederatedWorkload>) {
          super(name, workload(args), opts);
        }
      },
      ClusterFederation: class extends original.ClusterFederation {
        constructor(...[name, args, opts]: ConstructorParameters<typeof original.ClusterFederation>) {
          super(name, federation(args), opts);
        }
      },
    };
  });
}

const addCanary = (args: library.FederatedWorkloadArgs): library.FederatedWorkloadArgs => ({
  ...args,
  subjects: [
    ...(args.subjects ?? []),
    { issuer: args.issuer, namespace: args.namespace, serviceAccount: `${args.serviceAccount}-canary` },
  ],
});

/** Google keeps the id of a deleted pool: what is registered anew needs another one. */
const renamePools = {
  workload: (args: library.FederatedWorkloadArgs) => ({
    ...args,
    registrations: { ...args.registrations, gcp: { ...args.registrations?.gcp, poolSuffix: "b" } },
  }),
  federation: (args: library.ClusterFederationArgs) =>
    args.gcp === undefined ? args : { ...args, gcp: { ...args.gcp, poolSuffix: "b" } },
};

/** The cluster of every example, and the second one of the example that has two. */
let cluster: Cluster;
let green: Cluster;

beforeAll(async () => {
  [cluster, green] = await Promise.all([
    startCluster("https://oidc.example.com/prod"),
    startCluster("https://oidc.example.com/green"),
  ]);
  await defineConsumers(cluster.server.client);
}, BUILD_TIMEOUT);
afterAll(async () => {
  await Promise.all([cluster?.end(), green?.end()]);
});
// What the README of that example asks of it.
beforeEach(() => green.server.client.create(SHOP).then(() => {}));
afterEach(async () => {
  vi.doUnmock("pulumi-workload-identity");
  await Promise.all([cluster, green].map(emptyCluster));
});

/** The contexts that the examples name, beside the current one. */
const contexts = () => ({
  current: cluster.server,
  "kind-demo": cluster.server,
  blue: cluster.server,
  green: green.server,
});

/** Runs `use` with an example's stack, whose program leads to the real cluster: what it calls a cluster's credentials opens that one. */
function onExample(
  name: string,
  use: (stack: EngineStack, program: PulumiFn, engine: Engine) => Promise<void>,
): Promise<void> {
  const file = cluster.server.file("contexts.json", kubeconfig(contexts()));
  const program = async () => {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
      if (type !== "pulumi:providers:kubernetes" || props.kubeconfig === undefined) return undefined;
      // They are as unknown at preview as those of the cluster that the same program makes.
      const opened = pulumi.output(props.kubeconfig).apply(() => kubeconfig({ current: cluster.server }));
      return { props: { ...props, kubeconfig: opened }, opts };
    });
    return runExample(name);
  };
  return onCluster(
    () => ({ ...cluster, kubeconfig: file }),
    async (stack, engine) => {
      await stack.configure(exampleConfig(name));
      await use(stack, program, engine);
    },
    programResources,
  )();
}

/** The objects that a stack has on the cluster, but for the namespaces, which it leaves. */
async function objectsOf(stack: EngineStack): Promise<StoredObject[]> {
  const resources = await stack.resources();
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:") && type !== NAMESPACE)
    .map(({ outputs }) => outputs as unknown as StoredObject);
}

/** Those of the objects that a cluster still has. */
async function left(objects: readonly StoredObject[]): Promise<string[]> {
  const asked = [cluster, green].flatMap(({ server }) =>
    objects.map(async (object) => {
      const path = pathOf(object);
      return (await server.client.send("GET", path)).status === 404 ? [] : [path];
    }),
  );
  return (await Promise.all(asked)).flat();
}

const opsOf = ({ steps }: Report) => [...new Set(steps.map(({ op }) => op))].sort();
/** The provider warns of a Deployment for as long as its pods are not ready. */
const complaintsOf = ({ diagnostics }: Report) => diagnostics.filter(({ type }) => type !== DEPLOYMENT);

describe("an example on the real engine and real clusters", () => {
  test.each(workloadExamples)("%s is created, changed in place, refreshed, destroyed and created again", (name) =>
    onExample(name, async (stack, program, { cloud }) => {
      const preview = await stack.preview(program);
      expect(cloud.calls).toEqual([]);
      const created = await stack.up(program);
      expect(created.changes).toEqual(preview.changes);
      expect(Object.keys(created.changes)).toEqual(["create"]);
      expect(complaintsOf(created)).toEqual([]);
      expect((await stack.preview(program)).changes).toEqual({});

      edit({ workload: addCanary });
      const inClouds = () => cloud.objects().map(({ type, id }) => `${type} ${id}`);
      const uidsOf = (objects: readonly StoredObject[]) => objects.map(({ metadata }) => metadata.uid);
      const [before, objects] = [inClouds(), await objectsOf(stack)];
      expect(objects.length).toBeGreaterThan(1);
      const changed = await stack.up(program);
      expect(["create", "update"]).toEqual(expect.arrayContaining(opsOf(changed)));
      expect(changed.steps.length).toBeGreaterThan(0);
      expect(inClouds()).toEqual(expect.arrayContaining(before));
      expect(uidsOf(await objectsOf(stack))).toEqual(expect.arrayContaining(uidsOf(objects)));

      expect((await stack.refresh()).changes).toEqual({});
      await stack.destroy();
      expect(inClouds()).toEqual([]);
      expect(await left(objects)).toEqual([]);
      await cluster.server.client.read(SHOP);

      if (created.steps.some(({ type }) => type === POOL)) {
        expect((await stack.failingUp(program)).failure.message).toContain("deleted less than 30 days ago");
        edit(renamePools);
      }
      await stack.up(program);
      expect(cloud.objects().length).toBeGreaterThan(3);
    }),
  );

  /** The examples that are no workloads; between them they have every kind of object that others wait for, and a controller's own. */
  test.each(["secrets-store-csi", "capz-management-cluster"])(
    "%s is mended where somebody deleted, and taken away",
    (name) =>
      onExample(name, async (stack, program) => {
        const { client } = cluster.server;
        const created = await stack.up(program);
        expect(complaintsOf(created)).toEqual([]);
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
        expect(await left(mended)).toEqual([]);
      }),
  );
});
