import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";

export interface Answer {
  status: number;
  text: string;
}

/** A plain request with any Host header and any request target, as only a hostile or a proxied client sends it. */
export async function send(
  origin: string,
  { path = "/", host, method = "GET", body = "" }: { path?: string; host?: string; method?: string; body?: string },
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const headers = host === undefined ? {} : { host };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, resolve);
    sent.on("error", reject);
    sent.end(body);
  });
  return { status: response.statusCode ?? 0, text: await text(response) };
}

/** Asks a proxy for a tunnel; the socket is there where it was granted. */
export async function tunnel(origin: string, target: string): Promise<{ status: number; socket: Socket }> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: target, method: "CONNECT", agent: false });
    sent.on("connect", (response, socket) => resolve({ status: response.statusCode ?? 0, socket }));
    sent.on("error", reject);
    sent.end();
  });
}

/** One request over TLS, through a proxy's tunnel or straight; rejects where the certificate is not trusted. */
export async function sendTls(
  { socket, port, servername, ca }: { socket?: Socket; port?: number; servername: string; ca: string },
  path: string,
  host = servername,
): Promise<Answer> {
  const target = socket === undefined ? { host: "127.0.0.1", port } : { socket };
  const name = /^[\d.]+$/.test(servername) ? {} : { servername };
  const secure = connectTls({ ...target, ...name, ca });
  await new Promise((resolve, reject) => secure.once("secureConnect", resolve).once("error", reject));
  secure.end(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const [head = "", body = ""] = (await text(secure)).split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), text: body };
}
