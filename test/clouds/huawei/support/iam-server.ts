import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Reply, Route } from "./iam-routes";
import { iamRoutes } from "./iam-routes";
import { IamState } from "./iam-state";

/** The signer of Huawei's own SDK, so that no signature is checked by the code that made it. */
const { AKSKSigner } = createRequire(__filename)("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner") as {
  AKSKSigner: { sign(request: object, credential: object): Record<string, string> };
};

export const TEST_KEY = { accessKey: "AKTESTTESTTEST", secretKey: "SKtestTestSecret" };

/** What goes wrong: a status, no answer, or a connection that breaks before or after the request took effect. */
export type Fault = 400 | 403 | 429 | 500 | 503 | "silence" | "reset-before" | "reset-after";

interface PlannedFault {
  method: string;
  path: RegExp;
  fault: Fault;
  times: number;
}

export interface SeenRequest {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

/** Huawei Cloud's IAM, STS-less, and CCE on a loopback address, as the API references describe them. */
export class IamServer {
  readonly state = new IamState();
  readonly requests: SeenRequest[] = [];
  /** Called for each request before it takes effect: another writer, for example. */
  interfere: (request: SeenRequest) => void = () => {};
  private readonly faults: PlannedFault[] = [];
  private readonly routes: readonly Route[] = iamRoutes(this.state);
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<IamServer> {
    const server = new IamServer();
    await new Promise<void>((resolve) => server.server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lets the next requests of this kind fail. */
  fail(method: string, path: RegExp, fault: Fault, times = 1): void {
    this.faults.push({ method, path, fault, times });
  }

  /** Nothing goes wrong any more. */
  recover(): void {
    this.faults.length = 0;
  }

  /** The requests that were answered by the cloud, as `METHOD path`. */
  calls(method?: string): string[] {
    return this.requests.filter((each) => method === undefined || each.method === method).map(nameOf);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? "/", this.endpoint);
    const method = request.method ?? "GET";
    const headers = request.headers as Record<string, string>;
    const seen = { method, path: url.pathname, body: text === "" ? undefined : JSON.parse(text), headers };
    this.requests.push(seen);
    const fault = this.faults.find((each) => each.times > 0 && each.method === method && each.path.test(url.pathname));
    if (fault !== undefined) fault.times--;
    switch (fault?.fault) {
      case undefined:
        return send(response, method, this.reply(seen, url, text));
      case "silence":
        return;
      case "reset-before":
        request.socket.destroy();
        return;
      case "reset-after":
        this.reply(seen, url, text);
        request.socket.destroy();
        return;
      default:
        return send(response, method, {
          status: fault!.fault as number,
          body: { error_msg: `Request failed with ${headers.authorization}`, error_code: "APIGW.0308" },
        });
    }
  }

  private reply(seen: SeenRequest, url: URL, text: string): Reply {
    const refusal = signatureFault(seen, url, text);
    if (refusal !== undefined) return { status: 401, body: { error_msg: refusal, error_code: "APIGW.0301" } };
    this.interfere(seen);
    for (const { method, path, handle } of this.routes) {
      const match = path.exec(url.pathname);
      if (match === null || method !== seen.method) continue;
      return handle(match.slice(1).map(decodeURIComponent), (seen.body ?? {}) as never, url.searchParams, seen.headers);
    }
    return { status: 404, body: { error_msg: `The API does not exist: ${seen.method} ${url.pathname}` } };
  }
}

function signatureFault({ method, headers }: SeenRequest, url: URL, text: string): string | undefined {
  const [, accessKey, names, signature] =
    /^SDK-HMAC-SHA256 Access=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? "") ??
    [];
  if (names === undefined) return "Incorrect IAM authentication information: no signature";
  if (accessKey !== TEST_KEY.accessKey) return "Incorrect IAM authentication information: unknown access key";
  const signed = Object.fromEntries(names.split(";").map((name) => [name, headers[name] ?? ""]));
  const { "x-sdk-date": date, ...others } = signed;
  const expected = AKSKSigner.sign(
    {
      endpoint: `${url.origin}${url.pathname}`,
      method,
      headers: { ...others, "X-Sdk-Date": date },
      queryParams: Object.fromEntries(
        [...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name)]),
      ),
      ...(text === "" ? {} : { data: JSON.parse(text) }),
    },
    { getAk: () => TEST_KEY.accessKey, getSk: () => TEST_KEY.secretKey },
  );
  if (!expected.Authorization?.endsWith(`Signature=${signature}`))
    return "Incorrect IAM authentication information: verify aksk signature fail";
  const isLookUp = url.pathname === "/v3/auth/domains" || url.pathname === "/v3/projects";
  const scope =
    url.pathname.startsWith("/api/") || url.pathname.startsWith("/openid/") ? "x-project-id" : "x-domain-id";
  return isLookUp || signed[scope] !== undefined ? undefined : `Incorrect IAM authentication information: no ${scope}`;
}

function send(response: ServerResponse, method: string, { status, body, headers }: Reply): void {
  const text = body === undefined || method === "HEAD" ? "" : JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(text);
}

function nameOf({ method, path }: SeenRequest): string {
  return `${method} ${path}`;
}
