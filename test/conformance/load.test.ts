/** Ten thousand exchanges over one sandbox, by plain requests of this process that keep their connections. */
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox";
import { CLUSTER, deployWorkloads } from "./support/program";
import { sandboxWith } from "./support/sandbox";

const EXCHANGES = 10_000;
const WARM = 2_000;
const AT_ONCE = 8;
/** Sessions and log are bounded, and full only after the first reading: this is what they may still take. */
const MAX_GROWTH = 12 * 1024 * 1024;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await sandboxWith(deployWorkloads);
});
afterAll(() => sandbox.close());

it("answers 10,000 exchanges without an error and without growing", async () => {
  const orders = { issuer: CLUSTER, namespace: "shop", serviceAccount: "orders", audience: "sts.amazonaws.com" };
  const { state } = sandbox.state.resources.find(({ name }) => name === "orders-aws-role")!;
  const form = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: String(state.arn),
    RoleSessionName: "load",
    WebIdentityToken: await sandbox.mint(orders),
  });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const answers = new Map<string, number>();
  const heap: number[] = [];
  try {
    for (const upTo of [WARM, EXCHANGES]) {
      let started = answeredIn(answers);
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (started++ < upTo) {
            const answer = await exchange(agent, `${sandbox.url}/aws/`, form.toString());
            answers.set(answer, (answers.get(answer) ?? 0) + 1);
          }
        }),
      );
      heap.push(heapInUse());
    }
  } finally {
    agent.destroy();
  }
  expect([...answers]).toEqual([["200 AssumeRoleWithWebIdentityResponse", EXCHANGES]]);
  expect(heap[1]! - heap[0]!).toBeLessThan(MAX_GROWTH);
});

function answeredIn(answers: ReadonlyMap<string, number>): number {
  return [...answers.values()].reduce((sum, count) => sum + count, 0);
}

/** Status and root element of the answer. */
async function exchange(agent: Agent, url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      text(response).then((xml) => resolve(`${response.statusCode} ${/<(\w+)/.exec(xml)?.[1]}`), reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Bytes that are in use once everything that can go has gone. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) collect();
  return process.memoryUsage().heapUsed;
}
