import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BUILD_TIMEOUT } from "./support/kube-apiserver";
import type { KubeObject, StoredObject } from "./support/kube-client";
import { tokenSources } from "./support/kube-pods";
import { readmeProgramWith, runReadme } from "./support/readme";
import type { Cluster } from "./support/real-cluster";
import { onCluster, startCluster } from "./support/real-cluster";
import type { EngineStack } from "./support/stack";

const NAMESPACE: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
const ORDERS: KubeObject = {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "orders", namespace: "shop" },
};
const ACCOUNT = "kubernetes:core/v1:ServiceAccount";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster("https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE");
}, BUILD_TIMEOUT);
afterAll(() => cluster?.end());

const onStack = (use: (stack: EngineStack) => Promise<void>) => onCluster(() => cluster, use);
const program = (argument?: string) => () =>
  runReadme(argument === undefined ? undefined : readmeProgramWith(`kubernetes: ${argument}`));
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

/** Waits until the namespace controller has emptied the namespace and let it go. */
async function withoutNamespace(): Promise<void> {
  const { client } = cluster.server;
  await client.send("DELETE", "/api/v1/namespaces/shop");
  while ((await client.send("GET", "/api/v1/namespaces/shop")).status !== 404) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe("the README's program on a real cluster", () => {
  beforeEach(() => create(NAMESPACE).then(() => {}));
  afterEach(withoutNamespace);

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

test(
  "a program that creates its namespace needs none before, and leaves none",
  onStack(async (stack) => {
    const inNamespace = program("{ createNamespace: true }");
    const { steps } = await stack.up(inNamespace);
    expect(steps).toContainEqual({ op: "create", type: "kubernetes:core/v1:Namespace", name: "orders-namespace" });
    expect(await read(ORDERS)).toMatchObject({ metadata: { namespace: "shop" } });
    expect((await stack.preview(inNamespace)).changes).toEqual({});
    await stack.destroy();
    await expect(read(NAMESPACE)).rejects.toThrow('namespaces "shop" not found');
  }),
);
