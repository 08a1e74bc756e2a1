import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request as requestPlain } from "node:http";
import type { RequestOptions } from "node:https";
import { request as requestTls } from "node:https";
import { text } from "node:stream/consumers";
import { WorkloadIdentityError } from "../../core/errors";
import { jsonObject } from "../../core/json";
import type { UncheckedFields } from "../fields";
import { record } from "../fields";
import { contentText, createCredentialSource } from "./credentials";
import type { ClusterConnection } from "./kubeconfig";

/** The REST API of one cluster. Requests reject with `WorkloadIdentityError` (`cluster-unreachable`, `cluster-refused`). */
export interface ApiClient {
  get(path: string): Promise<UncheckedFields>;
  /** The same, or `undefined` where there is no such object or kind. */
  find(path: string): Promise<UncheckedFields | undefined>;
  post(path: string, body: object): Promise<UncheckedFields>;
}

/** Milliseconds after which an API server counts as gone. */
const TIMEOUT = 30_000;

export function createApiClient(connection: ClusterConnection): ApiClient {
  const { server, serverName, insecure, authority } = connection;
  const source = createCredentialSource(connection);

  const send = async (method: string, path: string, body?: object, refused = false) => {
    const { token, certificate, key } = await source.get(refused);
    const content = body === undefined ? "" : JSON.stringify(body);
    const options: RequestOptions = {
      method,
      agent: false,
      headers: {
        // Key sets have a media type of their own.
        accept: "application/json, */*",
        "content-type": "application/json",
        "content-length": Buffer.byteLength(content),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      rejectUnauthorized: !insecure,
      timeout: TIMEOUT,
      ...(authority === undefined ? {} : { ca: contentText(authority) }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    };
    try {
      const asked = (server.startsWith("https:") ? requestTls : requestPlain)(server + path, options);
      asked.once("timeout", () => asked.destroy(new Error(`no answer in ${TIMEOUT / 1000} seconds`)));
      asked.end(content);
      const [response] = (await once(asked, "response")) as [IncomingMessage];
      return { status: response.statusCode ?? 0, answer: await text(response) };
    } catch (error) {
      const why = (error as Error).message || (error as { code?: string }).code;
      throw new WorkloadIdentityError("cluster-unreachable", `The cluster at ${server} does not answer: ${why}`);
    }
  };
  /** Once more with new credentials where the old ones have run out. */
  const sendAsUser = async (method: string, path: string, body?: object) => {
    const first = await send(method, path, body);
    return first.status === 401 && connection.exec !== undefined ? send(method, path, body, true) : first;
  };
  const find = async (method: string, path: string, body?: object) => {
    const { status, answer } = await sendAsUser(method, path, body);
    const content = record(jsonObject(answer));
    if (status < 300) return content;
    const message = typeof content.message === "string" ? content.message : `status ${status}`;
    if (status === 404) return { missing: message };
    throw refusal(method, path, message);
  };
  const need = async (method: string, path: string, body?: object) => {
    const found = await find(method, path, body);
    if (isMissing(found)) throw refusal(method, path, found.missing);
    return found;
  };
  return {
    get: (path) => need("GET", path),
    async find(path) {
      const found = await find("GET", path);
      return isMissing(found) ? undefined : found;
    },
    post: (path, body) => need("POST", path, body),
  };
}

function isMissing(answer: UncheckedFields | { missing: string }): answer is { missing: string } {
  return typeof answer.missing === "string";
}

function refusal(method: string, path: string, why: string): WorkloadIdentityError {
  return new WorkloadIdentityError("cluster-refused", `The cluster refuses ${method} ${path}: ${why}`);
}
