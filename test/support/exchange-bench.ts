import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Cloud, DeployedResource } from "../../src/clouds/cloud";
import type { ExchangeContext, ExchangeLog, TokenExchange } from "../../src/clouds/simulated/exchange";
import { simulations } from "../../src/clouds/simulations";
import type { SandboxIssuers } from "../../src/sandbox/issuers";
import { createSessions } from "../../src/sandbox/state";
import { unpublishedIssuers } from "./issuer-keys";

/** What a token service is tried on: resources, issuers and a clock that tests can turn. */
export interface ExchangeBench {
  resources: DeployedResource[];
  readonly issuers: SandboxIssuers;
  readonly log: ExchangeLog[];
  /** Seconds that the clock is ahead. */
  ahead: number;
  now(): number;
  context(): ExchangeContext;
  /** Another test begins, with these resources; keys are kept, because they take long to make. */
  begin(resources: DeployedResource[]): void;
}

/** `issuers` are those whose keys the service can find. */
export function exchangeBench(cloud: Cloud, issuers: readonly string[]): ExchangeBench {
  const sessions = createSessions();
  let fakes = 0;
  const bench: ExchangeBench = {
    resources: [],
    issuers: unpublishedIssuers(
      () => bench.now(),
      (url) => issuers.includes(url),
      "cluster",
    ),
    log: [],
    ahead: 0,
    now: () => Date.now() / 1000 + bench.ahead,
    context: () => ({
      verify: (jwt, algorithms, storedKeys) =>
        bench.issuers.verify(jwt, {
          service: cloud.name,
          algorithms,
          ...(storedKeys === undefined ? {} : { storedKeys }),
        }),
      trusts: cloud.deployed(bench.resources),
      resources: bench.resources,
      origin: "http://127.0.0.1",
      now: bench.now,
      fake: (kind) => `FAKE-${kind}-${fakes++}`,
      ...sessions,
      explain: (decision) => bench.log.push(decision),
    }),
    begin(resources) {
      Object.assign(bench, { resources, ahead: 0 });
      bench.log.length = 0;
    },
  };
  return bench;
}

/** A resource with the outputs that the vendor's simulation gives it. */
export function simulated(cloud: Cloud, type: string, inputs: Record<string, unknown>): DeployedResource {
  const name = "it";
  const fill = simulations.find(({ name }) => name === cloud.name)?.resources[type];
  if (fill === undefined) throw new Error(`no simulation of ${type}`);
  const { id, state } = fill({ name, inputs }, { suffix: () => "0000000" });
  return { type, name, id, state: { ...inputs, ...state } };
}

/** Serves a token service on loopback for the time of `use`, which gets its origin. */
export async function served<T>(
  exchange: TokenExchange,
  bench: ExchangeBench,
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/" } = incoming;
    const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as [string, string]);
    const request = new Request(`http://${incoming.headers.host}${url}`, {
      method,
      headers,
      ...(method === "GET" ? {} : { body: Buffer.concat(chunks) }),
    });
    const response = (await exchange.handle(request, bench.context())) ?? new Response("", { status: 404 });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
