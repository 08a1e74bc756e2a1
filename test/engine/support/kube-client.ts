import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";

/** A Kubernetes object, as far as its address goes. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** An object that the API server holds. */
export interface StoredObject extends KubeObject {
  metadata: { name: string; uid: string; resourceVersion: string; namespace?: string; [field: string]: unknown };
}

/** The REST API of one API server, as one user. */
export class KubeClient {
  private readonly agent: Agent;

  constructor(
    private readonly url: string,
    readonly certificate: string,
    readonly token: string,
  ) {
    this.agent = new Agent({ ca: certificate, keepAlive: true });
  }

  /** Server-side apply that refuses fields the API does not know, as `manager`, without taking fields from others. */
  apply(object: KubeObject, manager: string): Promise<StoredObject> {
    const path = `${pathOf(object)}?fieldManager=${encodeURIComponent(manager)}&fieldValidation=Strict`;
    return this.call("PATCH", path, object, "application/apply-patch+yaml");
  }

  create(object: KubeObject): Promise<StoredObject> {
    return this.call("POST", `${collectionOf(object)}?fieldValidation=Strict`, object);
  }

  read(object: KubeObject): Promise<StoredObject> {
    return this.call("GET", pathOf(object));
  }

  /** Deletes at once; a namespace too, though no controller runs that would empty it. */
  async delete(object: KubeObject): Promise<void> {
    const path = pathOf(object);
    const deleted = await this.call("DELETE", path);
    if (object.kind === "Namespace")
      await this.call("PUT", `${path}/finalize`, { ...deleted, spec: { finalizers: [] } });
  }

  /** Answers what the API server answers; throws its message where that is a refusal. */
  async call<T = StoredObject>(method: string, path: string, body?: object, type?: string): Promise<T> {
    const { status, text } = await this.send(method, path, body, type);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${messageOf(text)}`);
    return JSON.parse(text);
  }

  async send(
    method: string,
    path: string,
    body?: object,
    type = "application/json",
  ): Promise<{ status: number; text: string }> {
    const content = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${this.token}`,
      "content-type": type,
      // Node sends none with a DELETE of its own.
      "content-length": Buffer.byteLength(content),
    };
    const ask = () =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const asked = request(this.url + path, { method, headers, agent: this.agent }, resolve);
        // The server may just have closed a connection that was kept: it has not seen the request then.
        asked.once("error", (error) => (asked.reusedSocket ? resolve(ask()) : reject(error))).end(content);
      });
    const response = await ask();
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    return { status: response.statusCode ?? 0, text };
  }
}

export function pathOf(object: KubeObject): string {
  return `${collectionOf(object)}/${object.metadata.name}`;
}

function collectionOf({ apiVersion, kind, metadata }: KubeObject): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  const plural = `${kind.toLowerCase().replace(/y$/, "ie").replace(/s$/, "se")}s`;
  return `${group}${namespace}/${plural}`;
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}
