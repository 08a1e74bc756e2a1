import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCluster } from "../../../src/sandbox/cluster/cluster";
import { referencesIn, runningPod } from "../../../src/sandbox/cluster/cluster-objects";

const ISSUER = "https://kubernetes.example";
const SECRET = "s3cr3t";
const ACCOUNT = { namespace: "shop", serviceAccount: "orders" };

let folder: string;
let close: () => void;
let asked: { call: string; authorization?: string; body: string }[];
let answers: Record<string, { status?: number; body: object }>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cluster-test-"));
  asked = [];
  answers = { "/.well-known/openid-configuration": { body: { issuer: ISSUER } } };
});
afterEach(() => {
  close?.();
  rmSync(folder, { recursive: true });
});

/** A server that answers as an API server does, to nobody but the holder of a token. */
async function serve(isToken: (token: string) => boolean, user: object): Promise<string> {
  const server = createServer(async (request: IncomingMessage, response) => {
    const { headers, url = "", method } = request;
    const { authorization = "" } = headers;
    asked.push({ call: `${method} ${url}`, authorization, body: await text(request) });
    const isAccepted = !url.endsWith("/jwks") || headers.accept?.includes("*/*");
    const known = (isAccepted ? answers[url] : { status: 406, body: {} }) ?? {
      status: 404,
      body: { kind: "Status", message: `${url} not found` },
    };
    const { status = 200, body } = isToken(authorization.slice("Bearer ".length))
      ? known
      : { status: 401, body: { kind: "Status", message: "Unauthorized" } };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  const file = join(folder, "config");
  const named = { cluster: "a", user: "a" };
  const config = {
    "current-context": "a",
    contexts: [{ name: "a", context: named }],
    clusters: [{ name: "a", cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }],
    users: [{ name: "a", user }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** A plugin that hands out `token-1`, `token-2`, ...; it says so on standard error. */
function plugin(status: string): object {
  const file = join(folder, "plugin.cjs");
  writeFileSync(
    file,
    `const fs = require("node:fs");
const count = fs.existsSync("${folder}/count") ? Number(fs.readFileSync("${folder}/count", "utf8")) + 1 : 1;
fs.writeFileSync("${folder}/count", String(count));
fs.writeFileSync("${folder}/info", process.env.KUBERNETES_EXEC_INFO);
console.log(JSON.stringify({ kind: "ExecCredential", status: ${status} }));`,
  );
  return { exec: { apiVersion: "client.authentication.k8s.io/v1", command: process.execPath, args: [file] } };
}

describe("a cluster that exists", () => {
  test("is asked for a token as the kubelet asks, for audience, lifetime and pod", async () => {
    answers["/api/v1/namespaces/shop/serviceaccounts/orders/token"] = { body: { status: { token: "a.b.c" } } };
    const cluster = await openCluster({ kubeconfig: await serve((token) => token === SECRET, { token: SECRET }) });
    expect(cluster.issuer).toBe(ISSUER);
    const pod = { name: "orders-1", uid: "1" };
    expect(await cluster.token({ ...ACCOUNT, audience: "sts", expirationSeconds: 900, pod })).toBe("a.b.c");
    expect(JSON.parse(asked.at(-1)!.body)).toEqual({
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { audiences: ["sts"], expirationSeconds: 900, boundObjectRef: { apiVersion: "v1", kind: "Pod", ...pod } },
    });
    await cluster.token(ACCOUNT);
    expect(JSON.parse(asked.at(-1)!.body).spec).toEqual({ audiences: [] });
    const dated = cluster.mint?.({ ...ACCOUNT, issuer: ISSUER, audience: "a", issuedAt: 1 });
    await expect(dated).rejects.toMatchObject({ code: "cluster-refused" });
  });

  test("is read no further than the pods of one ServiceAccount need", async () => {
    const workload = (name: string, serviceAccountName: string, secret: string) => ({
      metadata: { name, namespace: "shop" },
      spec: {
        template: {
          spec: {
            serviceAccountName,
            containers: [{ name: "app", envFrom: [{ secretRef: { name: secret } }] }],
          },
        },
      },
    });
    const items = [workload("orders", "orders", "orders-db"), workload("admin", "admin", "admin-db")];
    answers["/apis/apps/v1/namespaces/shop/deployments"] = { body: { items } };
    answers["/api/v1/namespaces/shop/secrets/orders-db"] = { body: { metadata: { name: "orders-db" }, data: {} } };
    const cluster = await openCluster({ kubeconfig: await serve(() => true, { token: SECRET }) });
    const objects = await cluster.podObjects(ACCOUNT);
    expect(objects.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:apps/v1:Deployment orders",
      "kubernetes:apps/v1:Deployment admin",
      "kubernetes:core/v1:Secret orders-db",
    ]);
    expect(asked.map(({ call }) => call).filter((call) => call.includes("secrets"))).toEqual([
      "GET /api/v1/namespaces/shop/secrets/orders-db",
    ]);
  });

  test("that refuses a request is quoted, without what it was asked with", async () => {
    const path = "/apis/apps/v1/namespaces/shop/deployments";
    answers[path] = { status: 403, body: { message: 'deployments.apps is forbidden: User "me"' } };
    const cluster = await openCluster({ kubeconfig: await serve(() => true, { token: SECRET }) });
    const refused = await cluster.podObjects(ACCOUNT).catch((error) => error);
    expect(refused).toMatchObject({ code: "cluster-refused", message: expect.stringContaining(`GET ${path}: deploy`) });
    const missing = await cluster.token(ACCOUNT).catch((error) => error);
    expect(missing.message).toContain("/serviceaccounts/orders/token not found");
    for (const { message } of [refused, missing]) expect(message).not.toContain(SECRET);
  });

  test("that does not answer, or not to this user, is told by its address", async () => {
    const kubeconfig = await serve(() => false, { token: SECRET });
    await expect(openCluster({ kubeconfig })).rejects.toMatchObject({ code: "cluster-refused" });
    close();
    const gone = await openCluster({ kubeconfig }).catch((error) => error);
    expect(gone).toMatchObject({ code: "cluster-unreachable", message: expect.stringContaining("http://127.0.0.1:") });
    expect(gone.message).not.toContain(SECRET);
  });

  test("gets new credentials of a plugin once the old ones are refused, and asks no sooner", async () => {
    let valid = "token-1";
    const kubeconfig = await serve((token) => token === valid, plugin("{ token: 'token-' + count }"));
    const cluster = await openCluster({ kubeconfig });
    await cluster.podObjects(ACCOUNT);
    expect(readFileSync(join(folder, "count"), "utf8")).toBe("1");
    expect(JSON.parse(readFileSync(join(folder, "info"), "utf8"))).toMatchObject({ spec: { interactive: false } });
    valid = "token-2";
    answers["/openid/v1/jwks"] = { body: { keys: [] } };
    expect((await cluster.documents()).jwks).toEqual({ keys: [] });
  });

  test("gets new credentials of a plugin once they have expired", async () => {
    const past = "expirationTimestamp: '2020-01-01T00:00:00Z'";
    const kubeconfig = await serve(() => true, plugin(`{ token: 'token-' + count, ${past} }`));
    const cluster = await openCluster({ kubeconfig });
    answers["/openid/v1/jwks"] = { body: { keys: [] } };
    await cluster.documents();
    expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  test("is not reached by a plugin that fails or prints no credentials", async () => {
    const kubeconfig = await serve(() => true, plugin("{}"));
    const failed = { code: "kubeconfig-exec-failed" };
    await expect(openCluster({ kubeconfig })).rejects.toMatchObject(failed);
    writeFileSync(join(folder, "plugin.cjs"), "process.exit(3)");
    await expect(openCluster({ kubeconfig })).rejects.toMatchObject({
      ...failed,
      message: expect.stringContaining("status 3"),
    });
  });
});

test("ConfigMaps and Secrets that a pod refers to are found in variables and volumes of all its containers", () => {
  const spec = {
    containers: [
      { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "a", key: "k" } } }] },
      { envFrom: [{ configMapRef: { name: "b" } }] },
    ],
    initContainers: [
      {
        env: [
          { name: "C", valueFrom: { configMapKeyRef: { name: "c" } } },
          { name: "D", value: "d" },
        ],
      },
    ],
    volumes: [
      { name: "v", secret: { secretName: "e" } },
      { name: "w", configMap: { name: "f" } },
      { name: "x", projected: { sources: [{ secret: { name: "g" } }, { serviceAccountToken: { path: "t" } }] } },
      { name: "y", emptyDir: {} },
    ],
  };
  expect(referencesIn(spec).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "Secret a",
    "ConfigMap b",
    "ConfigMap c",
    "Secret e",
    "ConfigMap f",
    "Secret g",
  ]);
});

test("a running pod is one of the workload's, by its labels", () => {
  const spec = { serviceAccountName: "orders", containers: [{ name: "app" }] };
  const deployment = (name: string) => ({
    type: "kubernetes:apps/v1:Deployment",
    name,
    id: name,
    state: { metadata: { name, namespace: "shop" }, spec: { template: { metadata: { labels: { app: name } }, spec } } },
  });
  const pod = (app: string, phase: string) => ({
    type: "kubernetes:core/v1:Pod",
    name: app,
    id: app,
    state: {
      metadata: { name: `${app}-${phase}`, uid: phase, namespace: "shop", labels: { app, hash: "1" } },
      spec,
      status: { phase },
    },
  });
  const objects = [deployment("api"), deployment("jobs"), pod("api", "Running"), pod("jobs", "Pending")];
  expect(runningPod(objects, ACCOUNT, "api")).toEqual({ name: "api-Running", uid: "Running" });
  expect(runningPod(objects, ACCOUNT, "jobs")).toBeUndefined();
  expect(runningPod(objects, { ...ACCOUNT, serviceAccount: "other" }, "api")).toBeUndefined();
});
