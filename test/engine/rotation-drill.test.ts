/** New keys for a cluster, while pods with the clients of five vendors go on. */
import { createPrivateKey } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import type { ServiceAccountKey } from "pulumi-workload-identity/issuer";
import { KeyPhase, ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newKeyPair } from "../../src/issuer/key-pair";
import { timeText } from "../../src/issuer/rotation";
import type { Sandbox } from "../../src/sandbox";
import { createIssuer, startSandbox } from "../../src/sandbox";
import { nodeClient } from "../conformance/support/clients";

const HOUR = 3_600_000;
const pairs = { old: newKeyPair("RS256"), new: newKeyPair("RS256") };
type Holder = keyof typeof pairs;

/** A program's step: who signs, who will, and who did. */
const key = (holder: Holder, phase: KeyPhase, since: string): ServiceAccountKey => ({
  publicKey: pairs[holder].publicKey,
  phase,
  since,
});

/** `orders` is known on five clouds, Google with stored keys; `reports` on Google that fetches them. */
const program =
  (keys: ServiceAccountKey[]): PulumiFn =>
  async () => {
    const prod = new ServiceAccountIssuer("prod", {
      keys,
      awsS3: { path: "prod" },
      // Alibaba Cloud takes no token that was issued twelve hours ago, and one of the first step is used until the last.
      waits: { tokenLifetimeSeconds: 3600 },
    });
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
    const names = { namespace: "shop" };
    const orders = new FederatedWorkload("orders", {
      ...names,
      issuer: cluster.issuer,
      serviceAccount: "orders",
      aws: { region: "eu-west-1" },
      azure: { resourceGroupName: "shop" },
      gcp: { project: "shop-prod", roles: ["roles/storage.objectViewer"] },
      alicloud: {},
      huawei: {},
    });
    const reports = new FederatedWorkload("reports", {
      ...names,
      issuer: fetching.issuer,
      serviceAccount: "reports",
      gcp: { project: "shop-reports", roles: ["roles/storage.objectViewer"] },
    });
    for (const [name, workload] of Object.entries({ orders, reports })) {
      const containers = [{ name: "app", image: "registry.example.com/app:1" }];
      const template = workload.podTemplate({ metadata: { labels: { app: name } }, spec: { containers } });
      const spec = { selector: { matchLabels: { app: name } }, template };
      new Deployment(name, { metadata: { name, namespace: "shop" }, spec });
    }
    return { url: prod.issuer.url };
  };

const CLIENTS: Record<string, [string, ReturnType<typeof nodeClient>][]> = {
  orders: [
    ["AWS", nodeClient("aws", "token-file")],
    ["Azure", nodeClient("azure", "workload-identity")],
    ["Google Cloud with stored keys", nodeClient("gcp", "token")],
    ["Alibaba Cloud", nodeClient("alicloud", "default")],
    ["Huawei Cloud", nodeClient("huawei", "id-token-file")],
  ],
  reports: [["Google Cloud with fetched keys", nodeClient("gcp", "token")]],
};

let sandbox: Sandbox;
let workDir: string;
let stack: Stack;
const realNow = Date.now;
let moved = 0;

beforeAll(async () => {
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + moved);
  sandbox = await startSandbox({ signingKeys: [pairs.old.privateKey] });
  workDir = mkdtempSync(join(tmpdir(), "rotation-drill-"));
  const envVars = await sandbox.environment();
  const options = { stackName: "dev", projectName: "drill", program: async () => ({}) };
  stack = await LocalWorkspace.createOrSelectStack(options, { workDir, envVars });
});
afterAll(async () => {
  await sandbox?.close();
  rmSync(workDir, { recursive: true, force: true });
  vi.restoreAllMocks();
});

const now = () => timeText(Date.now() - 1000);

/** The cluster's API servers once they were restarted with this key. */
async function signing(url: string, signer: Holder): Promise<Tokens> {
  const { mint } = await createIssuer(url, async () => createPrivateKey(pairs[signer].privateKey));
  const made = new Map<string, string>();
  // The same ones each time, as pods keep theirs.
  return (serviceAccount, audience) => {
    const place = `${serviceAccount} ${audience}`;
    const asked = { namespace: "shop", serviceAccount, audience, expirationSeconds: 12 * 3600 };
    const token = made.get(place) ?? mint(asked, realNow() / 1000);
    made.set(place, token);
    return token;
  };
}

type Tokens = (serviceAccount: string, audience: string) => string;

/** What each cloud says to pods that hold these tokens. */
async function answers(tokens: Tokens): Promise<Record<string, boolean>> {
  const all = Object.entries(CLIENTS).map(async ([serviceAccount, clients]) => {
    const pod = await sandbox.pod({ namespace: "shop", serviceAccount });
    try {
      replaceTokens(dirname(pod.environment.HOME!), (audience) => tokens(serviceAccount, audience));
      return await Promise.all(
        clients.map(async ([name, client]) => [name, (await client(pod.environment)).ok] as const),
      );
    } finally {
      await pod.close();
    }
  });
  return Object.fromEntries((await Promise.all(all)).flat());
}

/** The sandbox gives its pods new tokens; here they have those of the drill's cluster. */
function replaceTokens(folder: string, token: (audience: string) => string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(readFileSync(join(parentPath, name), "utf8")) ?? [];
    if (payload === undefined) continue;
    const { aud } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { aud: string[] };
    writeFileSync(join(parentPath, name), token(aud[0]!));
  }
}

const each = (answer: boolean) =>
  Object.fromEntries(Object.values(CLIENTS).flatMap((clients) => clients.map(([name]) => [name, answer])));

/** Deploys while pods with these tokens go on, and none of them may be refused. */
async function deploy(keys: ServiceAccountKey[], tokens?: Tokens): Promise<string> {
  stack.workspace.program = program(keys);
  let isDone = false;
  const deployed = stack.up().finally(() => {
    isDone = true;
  });
  while (tokens !== undefined && !isDone) expect(await answers(tokens)).toEqual(each(true));
  return (await deployed).outputs.url?.value;
}

async function refused(code: string, keys: ServiceAccountKey[]): Promise<void> {
  stack.workspace.program = program(keys);
  await expect(stack.preview()).rejects.toThrow(code);
}

test("keys are rotated on five clouds without one refused token, and the old key is refused at the end", async () => {
  const { Active, Pending, Retiring } = KeyPhase;
  const old = key("old", Active, now());
  const first = await signing(await deploy([old]), "old");
  expect(await answers(first)).toEqual(each(true));
  await refused("issuer-rotation-unpublished", [key("old", Retiring, now()), key("new", Active, now())]);

  const pending = [old, key("new", Pending, now())];
  const second = await signing(await deploy(pending, first), "old");
  expect(await answers(second)).toEqual(each(true));
  await refused("issuer-rotation-too-early", [key("old", Retiring, now()), key("new", Active, now())]);

  moved += 2.1 * HOUR;
  const switched = [key("old", Retiring, now()), key("new", Active, now())];
  const third = await signing(await deploy(switched, second), "new");
  expect(await answers(third)).toEqual(each(true));
  expect(await answers(second)).toEqual(each(true));
  await refused("issuer-rotation-still-used", switched.slice(1));

  moved += 2.1 * HOUR;
  const last = await signing(await deploy(switched.slice(1), third), "new");
  moved += 0.1 * HOUR;
  expect(await answers(last)).toEqual(each(true));
  expect(await answers(second)).toEqual(each(false));
  const state = JSON.stringify(await stack.exportStack());
  const seen = [state, JSON.stringify(sandbox.log), JSON.stringify(sandbox.state.snapshot())].join();
  for (const { privateKey } of Object.values(pairs)) expect(seen).not.toContain(privateKey.split("\n")[2]);
}, 600_000);
