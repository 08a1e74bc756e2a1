import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createSecureContext } from "node:tls";
import type { CertificateAuthority } from "./authority";

/** One loopback port that answers HTTP, HTTPS and, as a proxy, both for the hosts that it stands for. */
export interface Listener {
  /** For example `http://127.0.0.1:4321`. */
  readonly origin: string;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

export interface ListenerOptions {
  authority: CertificateAuthority;
  /** Whether this listener stands for a host besides itself. */
  standsFor(host: string): boolean;
  /** `own` where the client called this listener by its own address, not in the name of another host. */
  handle(request: Request, own: boolean): Promise<Response>;
}

/** Largest body of a request in bytes: tokens and their envelopes are some kilobytes. */
const MAX_BODY = 1024 * 1024;

/** First byte of a TLS handshake (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 0x16;

/** Ports that a vendor's address may name. */
const VENDOR_PORTS = ["", "80", "443"];

/** Listens on 127.0.0.1 only. Whoever calls it by another name than its own or one it stands for is refused: so no web page can. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { authority, standsFor } = options;
  const sockets = new Set<Socket>();
  const own = new Set<string>();
  const allows = (host: string) => own.has(host) || standsForAddress(standsFor, host);

  const http = createHttpServer();
  const https = createHttpsServer({
    SNICallback: (name, done) =>
      name === "localhost" || standsFor(name)
        ? done(null, createSecureContext(authority.credentialsFor(name)))
        : done(new Error(`this sandbox does not stand for ${name}`)),
  });
  https.setSecureContext(authority.credentialsFor("127.0.0.1"));
  const route = (socket: Socket) => {
    socket.once("data", (start) => {
      socket.pause();
      socket.unshift(start);
      (start[0] === TLS_HANDSHAKE ? https : http).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  };
  for (const [server, scheme] of [
    [http, "http"],
    [https, "https"],
  ] as const) {
    server.on("request", (request, response) => {
      const url = requestUrl(request, scheme);
      const answered =
        url !== undefined && allows(url.host)
          ? answer(request, url, response, (made) => options.handle(made, own.has(url.host)))
          : refuse(response, 421, `This sandbox does not answer for ${url?.host ?? "this request"}.`);
      answered.catch(() => response.destroy());
    });
    server.on("connect", (request, socket: Socket, head: Buffer) => {
      socket.on("error", () => socket.destroy());
      if (!allows(request.url ?? "")) {
        socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      if (head.length > 0) socket.unshift(head);
      route(socket);
    });
  }

  // An answer's body must not wait until its headers are acknowledged, which takes the client some 40 ms.
  const front = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    route(socket);
  });
  await new Promise<void>((resolve, reject) => {
    front.once("error", reject);
    front.listen(0, "127.0.0.1", resolve);
  });
  const { port } = front.address() as AddressInfo;
  for (const name of ["127.0.0.1", "localhost"]) own.add(`${name}:${port}`);
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function standsForAddress(standsFor: (host: string) => boolean, address: string): boolean {
  const [host = "", port = "", ...more] = address.split(":");
  return more.length === 0 && VENDOR_PORTS.includes(port) && standsFor(host);
}

/** The address that the client meant: the whole of it stands in a proxy's request, else the host is in the header. */
function requestUrl(request: IncomingMessage, scheme: string): URL | undefined {
  const { url = "", headers } = request;
  const { host = "" } = headers;
  // Anything else in the header would become another part of the address.
  if (url.startsWith("/") && !/^[\w.-]+(:\d+)?$/.test(host)) return undefined;
  const text = url.startsWith("/") ? `${scheme}://${host}${url}` : url;
  return URL.canParse(text) ? new URL(text) : undefined;
}

async function answer(
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY) return refuse(response, 413, "The body of this request is too large.");
    chunks.push(chunk as Buffer);
  }
  const method = request.method ?? "GET";
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const body = ["GET", "HEAD"].includes(method) ? {} : { body: Buffer.concat(chunks) };
  const answered = await handle(new Request(url, { method, headers, ...body }));
  response.writeHead(answered.status, [...answered.headers].flat());
  if (answered.body === null) {
    response.end();
    return;
  }
  response.flushHeaders();
  await pipeline(Readable.fromWeb(answered.body as Parameters<typeof Readable.fromWeb>[0]), response);
}

async function refuse(response: ServerResponse, status: number, text: string): Promise<void> {
  response.writeHead(status, { "content-type": "text/plain", connection: "close" });
  response.end(`${text}\n`);
}
