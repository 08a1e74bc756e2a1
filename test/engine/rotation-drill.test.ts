/** New keys for a real API server, started with the flags that the program emits, while pods of five clouds go on. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { OutputMap, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import type { ServiceAccountKey } from "pulumi-workload-identity/issuer";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { newKeyPair } from "../../src/issuer/key-pair";
import { timeText } from "../../src/issuer/rotation";
import type { Sandbox } from "../../src/sandbox";
import { startSandbox } from "../../src/sandbox";
import { nodeClient } from "../conformance/support/clients";
import type { ApiServer } from "./support/kube-apiserver";
import { apiServerDirectory, BUILD_TIMEOUT, startApiServer } from "./support/kube-apiserver";
import { requestToken } from "./support/kube-pods";

const HOUR = 3_600_000;
const pairs = { old: newKeyPair("RS256"), new: newKeyPair("RS256") };
type Holder = keyof typeof pairs;

/** A program's step: who signs, who will, and who did. */
const key = (holder: Holder, phase: KeyPhase, since: string): ServiceAccountKey => ({
  publicKey: pairs[holder].publicKey,
  phase,
  since,
});

type Clients = Record<string, [string, ReturnType<typeof nodeClient>][]>;

/** A way for keys to reach the clouds, and what it asks of a rotation. */
interface Order {
  readonly deploy: (keys: ServiceAccountKey[]) => { prod: ServiceAccountIssuer; workloads: FederatedWorkload[] };
  /** By ServiceAccount, the clients that its pods run. */
  readonly clients: Clients;
  /** After how many hours a key that was published may sign. */
  readonly publishedAfter: number;
}

// Tokens of a real API server cannot be made in the past, and Alibaba Cloud takes none that are older than twelve hours.
const tokenLifetimeSeconds = 3600;
const names = { namespace: "shop" };
const google = { project: "shop-prod", roles: ["roles/storage.objectViewer"] };

/** `orders` is known on five clouds, Google with stored keys; `reports` on Google that fetches them. */
const fetched: Order = {
  publishedAfter: 2.1,
  deploy: (keys) => {
    const azureBlob = { resourceGroupName: "shop", path: "/" };
    const prod = new ServiceAccountIssuer("prod", { keys, azureBlob, waits: { tokenLifetimeSeconds } });
    const cluster = new ClusterFederation("prod", {
      issuer: prod.issuer,
      aws: {},
      gcp: { project: "shop-prod" },
      alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] },
      huawei: {},
    });
    const fetching = new ClusterFederation("fetching", {
      issuer: { url: prod.issuer.url },
      gcp: { project: "shop-reports" },
    });
    const orders = new FederatedWorkload("orders", {
      ...names,
      issuer: cluster.issuer,
      serviceAccount: "orders",
      aws: { region: "eu-west-1" },
      azure: { resourceGroupName: "shop" },
      gcp: google,
      alicloud: {},
      huawei: {},
    });
    const reports = new FederatedWorkload("reports", {
      ...names,
      issuer: fetching.issuer,
      serviceAccount: "reports",
      gcp: { ...google, project: "shop-reports" },
    });
    return { prod, workloads: [orders, reports] };
  },
  clients: {
    orders: [
      ["AWS", nodeClient("aws", "token-file")],
      ["Azure", nodeClient("azure", "workload-identity")],
      ["Google Cloud with stored keys", nodeClient("gcp", "token")],
      ["Alibaba Cloud", nodeClient("alicloud", "default")],
      ["Huawei Cloud", nodeClient("huawei", "id-token-file")],
    ],
    reports: [["Google Cloud with fetched keys", nodeClient("gcp", "token")]],
  },
};

/** Nobody fetches the documents, so a key may sign as soon as the update is through. */
const stored: Order = {
  publishedAfter: 1.1,
  deploy: (keys) => {
    const prod = new ServiceAccountIssuer("prod", {
      keys,
      external: { url: "https://issuer.example.com/prod" },
      waits: { tokenLifetimeSeconds, publicationSeconds: 0 },
      cacheSeconds: 0,
    });
    const cluster = new ClusterFederation("prod", {
      issuer: prod.issuer,
      gcp: { project: "shop-prod" },
      huawei: {},
    });
    const orders = new FederatedWorkload("orders", {
      ...names,
      issuer: cluster.issuer,
      serviceAccount: "orders",
      gcp: google,
      huawei: {},
    });
    return { prod, workloads: [orders] };
  },
  clients: {
    orders: [
      ["Google Cloud", nodeClient("gcp", "token")],
      ["Huawei Cloud", nodeClient("huawei", "id-token-file")],
    ],
  },
};

const program =
  (order: Order, keys: ServiceAccountKey[]): PulumiFn =>
  async () => {
    const { prod, workloads } = order.deploy(keys);
    workloads.forEach((workload, index) => {
      const name = Object.keys(order.clients)[index]!;
      const containers = [{ name: "app", image: "registry.example.com/app:1" }];
      const template = workload.podTemplate({ metadata: { labels: { app: name } }, spec: { containers } });
      const spec = { selector: { matchLabels: { app: name } }, template };
      new Deployment(name, { metadata: { name, namespace: "shop" }, spec });
    });
    const { discovery, keySet, publicKeys } = prod;
    return {
      url: prod.issuer.url,
      flags: prod.clusterSettings.kubeApiServer,
      publicKeys,
      documents: [discovery.content, keySet.content],
    };
  };

let order: Order;
let sandbox: Sandbox;
let workDir: string;
let stack: Stack;
const servers: ApiServer[] = [];
const realNow = Date.now;
let moved = 0;

beforeAll(() => apiServerDirectory(), BUILD_TIMEOUT);
beforeEach(async () => {
  moved = 0;
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + moved);
  sandbox = await startSandbox({ signingKeys: [pairs.old.privateKey] });
  workDir = mkdtempSync(join(tmpdir(), "rotation-drill-"));
  const envVars = await sandbox.environment();
  const options = { stackName: "dev", projectName: "drill", program: async () => ({}) };
  stack = await LocalWorkspace.createOrSelectStack(options, { workDir, envVars });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.end();
  await sandbox?.close();
  rmSync(workDir, { recursive: true, force: true });
  vi.restoreAllMocks();
});

const now = () => timeText(Date.now() - 1000);

/** The control plane with the flags and keys of a deployed program; what it says of itself has to be what is published. */
async function controlPlane(outputs: OutputMap, signer: Holder): Promise<ApiServer> {
  const { url, flags, publicKeys, documents } = outputs;
  const keys = { "sa.pub": publicKeys?.value, "sa.key": pairs[signer].privateKey };
  const server = await startApiServer(url?.value, { flags: flags?.value, keys });
  servers.push(server);
  const said = await Promise.all(
    ["/.well-known/openid-configuration", "/openid/v1/jwks"].map((path) => server.client.send("GET", path)),
  );
  expect(said.map(({ text }) => text)).toEqual(documents?.value);
  await server.client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  for (const name of Object.keys(order.clients)) {
    await server.client.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: "shop" } });
  }
  return server;
}

type Tokens = (serviceAccount: string, audience: string) => Promise<string>;

/** Tokens of a control plane: the same ones each time, as pods keep theirs. */
function tokensOf(server: ApiServer): Tokens {
  const made = new Map<string, Promise<string>>();
  return (serviceAccount, audience) => {
    const place = `${serviceAccount} ${audience}`;
    const names = { namespace: "shop", serviceAccount };
    const token = made.get(place) ?? requestToken(server, names, { audience, expirationSeconds: 12 * 3600 });
    made.set(place, token);
    return token;
  };
}

/** What each cloud says to pods that hold these tokens. */
async function answers(tokens: Tokens): Promise<Record<string, boolean>> {
  const all = Object.entries(order.clients).map(async ([serviceAccount, clients]) => {
    const pod = await sandbox.pod({ namespace: "shop", serviceAccount });
    try {
      await replaceTokens(dirname(pod.environment.HOME!), (audience) => tokens(serviceAccount, audience));
      return await Promise.all(
        clients.map(async ([name, client]) => [name, (await client(pod.environment)).ok] as const),
      );
    } finally {
      await pod.close();
    }
  });
  return Object.fromEntries((await Promise.all(all)).flat());
}

/** The sandbox plays the API server in its pods; here a real one signs. */
async function replaceTokens(folder: string, token: (audience: string) => Promise<string>): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(readFileSync(join(parentPath, name), "utf8")) ?? [];
    if (payload === undefined) continue;
    const { aud } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { aud: string[] };
    writeFileSync(join(parentPath, name), await token(aud[0]!));
  }
}

const each = (answer: boolean) =>
  Object.fromEntries(Object.values(order.clients).flatMap((clients) => clients.map(([name]) => [name, answer])));

/** Deploys while pods with these tokens go on, and none of them may be refused. */
async function deploy(keys: ServiceAccountKey[], tokens?: Tokens): Promise<OutputMap> {
  stack.workspace.program = program(order, keys);
  let isDone = false;
  const deployed = stack.up().finally(() => {
    isDone = true;
  });
  while (tokens !== undefined && !isDone) expect(await answers(tokens)).toEqual(each(true));
  return (await deployed).outputs;
}

async function refused(code: string, keys: ServiceAccountKey[]): Promise<void> {
  stack.workspace.program = program(order, keys);
  await expect(stack.preview()).rejects.toThrow(code);
}

describe.each([
  ["five clouds, of which some fetch them", fetched],
  ["the clouds that store them", stored],
])("keys of %s", (_, tried) => {
  it("are rotated without one refused token, and the old key is refused at the end", async () => {
    order = tried;
    const { Active, Pending, Retiring } = KeyPhase;
    const old = key("old", Active, now());
    const first = tokensOf(await controlPlane(await deploy([old]), "old"));
    expect(await answers(first)).toEqual(each(true));
    await refused("issuer-rotation-unpublished", [key("old", Retiring, now()), key("new", Active, now())]);

    const pending = [old, key("new", Pending, now())];
    const second = tokensOf(await controlPlane(await deploy(pending, first), "old"));
    expect(await answers(second)).toEqual(each(true));
    await refused("issuer-rotation-too-early", [key("old", Retiring, now()), key("new", Active, now())]);

    moved += order.publishedAfter * HOUR;
    const switched = [key("old", Retiring, now()), key("new", Active, now())];
    const third = tokensOf(await controlPlane(await deploy(switched, second), "new"));
    expect(await answers(third)).toEqual(each(true));
    expect(await answers(second)).toEqual(each(true));
    await refused("issuer-rotation-still-used", switched.slice(1));

    moved += 2.1 * HOUR;
    const last = tokensOf(await controlPlane(await deploy(switched.slice(1), third), "new"));
    moved += 0.1 * HOUR;
    expect(await answers(last)).toEqual(each(true));
    expect(await answers(second)).toEqual(each(false));
    const state = JSON.stringify(await stack.exportStack());
    const seen = [state, JSON.stringify(sandbox.log), JSON.stringify(sandbox.state.snapshot())].join();
    for (const { privateKey } of Object.values(pairs)) expect(seen).not.toContain(privateKey.split("\n")[2]);
  }, 1_200_000);
});
