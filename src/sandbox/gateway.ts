import { randomBytes } from "node:crypto";
import type { DeployedResource } from "../clouds/cloud";
import type { ExchangeContext, ExchangePod, TokenExchange } from "../clouds/simulated/exchange";
import type { Page } from "../issuer/check-published";
import type { SandboxIssuers } from "./issuers";
import type { SandboxLog } from "./log";
import type { PublicWeb } from "./public-web";
import type { SandboxSessions, SandboxState } from "./state";

/** A cloud's token service under the cloud's name. */
export interface SandboxService {
  readonly cloud: string;
  readonly exchange: TokenExchange;
}

export interface GatewayOptions {
  services: readonly SandboxService[];
  issuers: SandboxIssuers;
  web: PublicWeb;
  state: SandboxState;
  sessions: SandboxSessions;
  log: SandboxLog;
  now(): number;
}

/** The pod that calls, with the objects of its cluster that no program deployed onto the sandbox. */
interface Caller {
  readonly pod: ExchangePod;
  readonly objects: readonly DeployedResource[];
}

/** Leads requests to the token service or issuer that they are meant for. */
export interface Gateway {
  /** Whether a host is a vendor's, that of deployed storage, or that of an issuer which a deployed trust names. */
  standsFor(host: string): boolean;
  /** `own` where the sandbox was called by its own address. `caller` is who calls, where that is known. */
  handle(request: Request, own: boolean, caller?: Caller): Promise<Response>;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { services, issuers, state, web } = options;

  const context = (cloud: string, origin: string, caller?: Caller): ExchangeContext => ({
    verify: (jwt, algorithms, storedKeys) =>
      issuers.verify(jwt, { service: cloud, algorithms, ...(storedKeys === undefined ? {} : { storedKeys }) }),
    trusts: state.trusts(cloud),
    resources: [...state.resources, ...(caller?.objects ?? [])],
    origin,
    ...(caller === undefined ? {} : { pod: caller.pod }),
    now: options.now,
    fake: (kind) => `FAKE-${kind}-of-sandbox-${randomBytes(12).toString("hex")}`,
    remember: options.sessions.remember,
    recall: options.sessions.recall,
    explain: (decision) => options.log.exchange(cloud, decision),
  });

  const ask = async (candidates: readonly SandboxService[], request: Request, base: string, caller?: Caller) => {
    const { pathname, search } = new URL(request.url);
    const origin = new URL(request.url).origin + base;
    const url = new URL(request.url).origin + (pathname.slice(base.length) || "/") + search;
    for (const { cloud, exchange } of candidates) {
      const answered = await exchange.handle(new Request(url, request.clone()), context(cloud, origin, caller));
      if (answered !== undefined) return answered;
    }
    return notFound();
  };

  const named = (host: string) => services.filter(({ exchange }) => exchange.hosts.some((known) => known.test(host)));

  return {
    standsFor: (host) =>
      named(host).length > 0 || web.standsFor(host) || state.issuers.some((url) => hostOf(url) === host),
    async handle(request, own, caller) {
      const { hostname, pathname } = new URL(request.url);
      if (!isDecodable(pathname)) return new Response("The path is not encoded as a URL has to be.\n", { status: 400 });
      try {
        if (!own) {
          const page = web.get(request.url);
          if (page !== undefined) return stored(page);
          const url = state.issuers.find((issuer) => isDocumentOf(issuer, request.url));
          if (url !== undefined) return publish(await issuers.documents(url), request.url);
          return await ask(named(hostname), request, "", caller);
        }
        const [, first = ""] = pathname.split("/");
        const service = services.find(({ cloud }) => cloud === first);
        return await ask(service === undefined ? services : [service], request, service ? `/${first}` : "", caller);
      } catch (error) {
        options.log.warn(`${request.method} ${request.url} failed: ${(error as Error).stack}`);
        return new Response("The sandbox failed to answer; its log tells why.\n", { status: 500 });
      }
    },
  };
}

export function notFound(): Response {
  return new Response("There is no such endpoint on this sandbox.\n", { status: 404 });
}

function stored({ body, headers, status }: Page): Response {
  return new Response(body, { status, headers: { ...headers, "content-length": `${Buffer.byteLength(body)}` } });
}

function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

const DISCOVERY = "/.well-known/openid-configuration";

function isDocumentOf(issuer: string, url: string): boolean {
  const base = issuer.replace(/\/$/, "").replace(/^https?:/, "");
  return [`${base}${DISCOVERY}`, `${base}/openid/v1/jwks`].includes(url.replace(/^https?:/, ""));
}

function publish(issuer: { discovery: object; jwks: object }, url: string): Response {
  return Response.json(url.endsWith(DISCOVERY) ? issuer.discovery : issuer.jwks);
}
