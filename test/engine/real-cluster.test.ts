import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { WorkloadKubernetesArgs } from "pulumi-workload-identity";
import { FederatedWorkload } from "pulumi-workload-identity";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BUILD_TIMEOUT } from "./support/kube-apiserver";
import type { KubeObject, StoredObject } from "./support/kube-client";
import { pathOf } from "./support/kube-client";
import { tokenSources } from "./support/kube-pods";
import { readmeProgramWith, runReadme } from "./support/readme";
import type { Cluster } from "./support/real-cluster";
import { emptyCluster, onCluster, startCluster } from "./support/real-cluster";
import type { EngineStack, Report } from "./support/stack";

const NAMESPACE: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
const ORDERS: KubeObject = {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "orders", namespace: "shop" },
};
const ACCOUNT = "kubernetes:core/v1:ServiceAccount";
const PATCH = "kubernetes:core/v1:ServiceAccountPatch";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster("https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE");
}, BUILD_TIMEOUT);
afterAll(() => cluster?.end());

const onStack = (use: (stack: EngineStack) => Promise<void>) => onCluster(() => cluster, use);
const program = (argument?: string) => () =>
  runReadme(argument === undefined ? undefined : readmeProgramWith(`kubernetes: ${argument}`));
/** A workload with no cloud, so that all of it is on the cluster. */
const workload = (kubernetes: WorkloadKubernetesArgs = {}) => {
  const tokens = [{ audience: "vault", path: "vault/token" }];
  return async () => {
    new FederatedWorkload("orders", { namespace: "shop", serviceAccount: "orders", tokens, kubernetes });
  };
};
/** What happens to objects; a provider without any goes too. */
const stepsOf = ({ steps }: Report) => steps.filter(({ type }) => !type.startsWith("pulumi:"));
const create = (object: KubeObject) => cluster.server.client.create(object);
const read = (object: KubeObject) => cluster.server.client.read(object);
const list = async (path: string) =>
  (await cluster.server.client.call<{ items: StoredObject[] }>("GET", path)).items.filter(
    // Every namespace gets this one.
    ({ metadata }) => metadata.name !== "kube-root-ca.crt",
  );
const everything = async () => {
  const kinds = ["serviceaccounts", "configmaps", "pods"].map((kind) => `/api/v1/namespaces/shop/${kind}`);
  const found = await Promise.all([...kinds, "/apis/apps/v1/namespaces/shop/deployments"].map(list));
  return found.flat().map(({ metadata }) => metadata.name);
};

describe("the README's program on a real cluster", () => {
  beforeEach(() => create(NAMESPACE).then(() => {}));
  afterEach(() => emptyCluster(cluster));

  test(
    "is deployed, has nothing to do afterwards, and takes away all that it made",
    onStack(async (stack) => {
      const preview = await stack.preview(program());
      const up = await stack.up(program());
      expect(up.changes).toEqual(preview.changes);
      // The provider warns of a Deployment for as long as its pods are not ready.
      const complaints = up.diagnostics.filter(({ type }) => type !== "kubernetes:apps/v1:Deployment");
      expect([...preview.diagnostics, ...complaints]).toEqual([]);

      const [pod] = await list("/api/v1/namespaces/shop/pods");
      expect(pod).toMatchObject({ spec: { serviceAccountName: "orders" }, status: { phase: "Running" } });
      const audiences = tokenSources(pod as never).map(({ audience }) => audience);
      expect(audiences.sort()).toEqual([
        expect.stringMatching(/^https:\/\/iam\.googleapis\.com\/projects\//),
        "sts.amazonaws.com",
      ]);

      expect((await stack.preview(program())).changes).toEqual({});
      expect((await stack.refresh()).changes).toEqual({});
      await stack.destroy();
      expect(await everything()).toEqual([]);
    }),
  );

  test(
    "changes the ServiceAccount's annotations in place, and keeps those that others wrote",
    onStack(async (stack) => {
      await stack.up(program('{ annotations: { team: "a" } }'));
      const before = await read(ORDERS);
      expect(before.metadata.annotations).toMatchObject({ team: "a" });
      const foreign = { ...ORDERS, metadata: { ...ORDERS.metadata, annotations: { owner: "b" } } };
      await cluster.server.client.apply(foreign, "somebody");

      const { steps } = await stack.up(program('{ annotations: { team: "c" } }'));
      expect(steps).toEqual([{ op: "update", type: ACCOUNT, name: "orders-service-account" }]);
      const after = await read(ORDERS);
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(after.metadata.annotations).toMatchObject({ team: "c", owner: "b" });
      await stack.destroy();
    }),
  );

  test(
    "patches a ServiceAccount that exists, and leaves it as it was",
    onStack(async (stack) => {
      const existing = { ...ORDERS, metadata: { ...ORDERS.metadata, annotations: { owner: "b" } } };
      const { metadata } = await create(existing);
      const patch = program('{ serviceAccount: "patch", annotations: { team: "a" } }');
      await stack.up(patch);
      expect(await read(ORDERS)).toMatchObject({
        metadata: { uid: metadata.uid, annotations: { owner: "b", team: "a" } },
      });
      expect((await stack.preview(patch)).changes).toEqual({});

      await stack.destroy();
      const left = await read(ORDERS);
      expect(left.metadata.uid).toBe(metadata.uid);
      expect(left.metadata.annotations).toEqual({ owner: "b" });
    }),
  );

  test(
    "is refused where a ServiceAccount that is patched would make its pods something else, until that is kept on purpose",
    onStack(async (stack) => {
      const leftover = "cloud.google.com/workload-identity-provider";
      await create({ ...ORDERS, metadata: { ...ORDERS.metadata, annotations: { [leftover]: "old" } } });
      const { diagnostics } = await stack.failingUp(program('{ serviceAccount: "patch" }'));
      expect(diagnostics.map(({ message }) => message).join("\n")).toContain(
        `kubectl annotate serviceaccount orders -n shop ${leftover}-`,
      );
      await stack.up(program(`{ serviceAccount: "patch", keep: ["${leftover}"] }`));
      await stack.destroy();
    }),
  );
});

describe("a workload of the cluster", () => {
  beforeEach(() => create(NAMESPACE).then(() => {}));
  afterEach(() => emptyCluster(cluster));

  test(
    "keeps the ServiceAccount when it goes from create to patch and back, and lets go of it by way of patch",
    onStack(async (stack) => {
      await stack.up(workload({ annotations: { team: "a" } }));
      const { metadata } = await read(ORDERS);
      const keeps = async (args: WorkloadKubernetesArgs, op: string[], type: string, annotations?: object) => {
        const expected = op.map((each) => ({ op: each, type, name: "orders-service-account" }));
        expect(stepsOf(await stack.preview(workload(args)))).toEqual(expected);
        expect(stepsOf(await stack.up(workload(args)))).toEqual(expected);
        expect((await stack.preview(workload(args))).changes).toEqual({});
        const after = await read(ORDERS);
        expect(after.metadata.uid).toBe(metadata.uid);
        expect(after.metadata).not.toHaveProperty("deletionTimestamp");
        if (annotations === undefined) expect(after.metadata).not.toHaveProperty("annotations");
        else expect(after.metadata.annotations).toMatchObject(annotations);
      };
      await keeps({ serviceAccount: "patch", annotations: { team: "a" } }, [], PATCH, { team: "a" });
      await keeps({ serviceAccount: "create", annotations: { team: "b" } }, ["update"], ACCOUNT, { team: "b" });
      await keeps({ serviceAccount: "patch", annotations: { team: "c" } }, ["update"], PATCH, { team: "c" });
      await keeps({ serviceAccount: "external" }, ["delete"], PATCH);
      await stack.destroy();
      expect((await read(ORDERS)).metadata.uid).toBe(metadata.uid);
    }),
  );

  test(
    "leaves what the next owner of the ServiceAccount has written before it lets go",
    onStack(async (stack) => {
      await stack.up(workload({ annotations: { team: "a", ours: "a" } }));
      await stack.up(workload({ serviceAccount: "patch", annotations: { team: "a", ours: "a" } }));
      const theirs = { ...ORDERS, metadata: { ...ORDERS.metadata, annotations: { team: "a" } } };
      const { metadata } = await cluster.server.client.apply(theirs, "somebody");
      await stack.up(workload({ serviceAccount: "external" }));
      const left = await read(ORDERS);
      expect(left.metadata.uid).toBe(metadata.uid);
      expect(left.metadata.annotations).toEqual({ team: "a" });
      await stack.destroy();
    }),
  );

  test(
    "writes nothing over a field that somebody else wrote, says whose it is, and goes on by the ways that the guide names",
    onStack(async (stack) => {
      const { client } = cluster.server;
      const patch = (annotations: Record<string, string>) => workload({ serviceAccount: "patch", annotations });
      const annotated = (team: string) => ({ ...ORDERS, metadata: { ...ORDERS.metadata, annotations: { team } } });
      const annotations = async () => (await read(ORDERS)).metadata.annotations;
      const conflict = async () =>
        (await stack.failingUp(patch({ team: "a" }))).diagnostics.map(({ message }) => message).join("\n");

      await client.apply(annotated("b"), "chart");
      expect(await conflict()).toContain('conflict with "chart": .metadata.annotations.team');
      expect(await annotations()).toEqual({ team: "b" });
      await client.apply(ORDERS, "chart");
      await stack.up(patch({ team: "a" }));
      expect(await annotations()).toEqual({ team: "a" });

      const path = `${pathOf(ORDERS)}?fieldManager=kubectl-annotate`;
      await client.call("PATCH", path, annotated("c"), "application/merge-patch+json");
      await stack.refresh();
      expect(await conflict()).toContain('conflict with "kubectl-annotate"');
      expect(await annotations()).toEqual({ team: "c" });
      await stack.up(patch({ team: "a", "pulumi.com/patchForce": "true" }));
      expect(await annotations()).toMatchObject({ team: "a" });
      await expect(client.apply(annotated("b"), "chart")).rejects.toThrow("409");
      await stack.destroy();
      expect(await annotations()).toBeUndefined();
    }),
  );

  test(
    "says that it takes over a ServiceAccount before it does, and that a patch met none",
    onStack(async (stack) => {
      const warningOf = ({ diagnostics }: Report) =>
        diagnostics.filter(({ message }) => message.startsWith('ServiceAccount "shop/orders"'));
      const warning = (text: string) => [
        expect.objectContaining({ severity: "warning", message: expect.stringContaining(text), name: "orders" }),
      ];
      // An API server says who wrote a field, so there has to be one.
      const [owned, patch] = [{}, { serviceAccount: "patch" } as const].map((args) =>
        workload({ ...args, annotations: { team: "a" } }),
      ) as [PulumiFn, PulumiFn];
      expect(warningOf(await stack.up(patch))).toEqual(warning("did not exist"));
      expect(warningOf(await stack.up(patch))).toEqual([]);
      await stack.destroy();
      const { metadata } = await read(ORDERS);

      expect(warningOf(await stack.preview(owned))).toEqual(warning("existed before"));
      expect(warningOf(await stack.up(owned))).toEqual(warning("existed before"));
      expect((await read(ORDERS)).metadata.uid).toBe(metadata.uid);
      expect(warningOf(await stack.preview(owned))).toEqual([]);
      await stack.destroy();
      await expect(read(ORDERS)).rejects.toThrow("not found");
    }),
  );
});

describe("a program that creates its namespace", () => {
  afterEach(() => emptyCluster(cluster));
  const NAMED = "kubernetes:core/v1:Namespace";
  const SETTINGS: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "shop" },
  };

  test(
    "needs none before, and leaves it with what others put into it: destroyed, or no longer asked for",
    onStack(async (stack) => {
      const inNamespace = workload({ createNamespace: true });
      const { steps } = await stack.up(inNamespace);
      expect(steps).toContainEqual({ op: "create", type: NAMED, name: "orders-namespace" });
      expect(await read(ORDERS)).toMatchObject({ metadata: { namespace: "shop" } });
      const { metadata } = await create(SETTINGS);
      expect((await stack.preview(inNamespace)).changes).toEqual({});

      await stack.destroy();
      expect((await read(SETTINGS)).metadata.uid).toBe(metadata.uid);
      await stack.up(inNamespace);
      expect((await stack.up(workload())).steps.map(({ op, type }) => ({ op, type }))).toEqual([
        { op: "delete", type: NAMED },
      ]);
      expect((await read(SETTINGS)).metadata.uid).toBe(metadata.uid);
      expect(await everything()).toEqual(["orders", "settings"]);
      await stack.destroy();
    }),
  );

  test(
    "deletes it where that is asked for",
    onStack(async (stack) => {
      await stack.up(workload({ createNamespace: true, deleteNamespace: true }));
      await stack.destroy();
      await expect(read(NAMESPACE)).rejects.toThrow('namespaces "shop" not found');
    }),
  );
});
