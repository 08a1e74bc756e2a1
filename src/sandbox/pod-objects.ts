import { isUtf8 } from "node:buffer";
import type { DeployedResource } from "../clouds/cloud";
import { record, records, textsOf } from "./fields";

/** The entries of a ConfigMap or Secret as a pod sees them, by key: texts, and bytes that are none. */
export type ObjectData = Readonly<Record<string, string | Uint8Array>>;

/** A reference of a pod to such an object: by the kind, to all of it or to some keys. */
export interface ObjectReference {
  kind: "ConfigMap" | "Secret";
  name: string;
  namespace: string;
  /** A pod starts without an object that is optional, and does not start without any other. */
  optional: boolean;
}

/** What an object holds, or why a pod that refers to it would not start. */
export function dataOf(resources: readonly DeployedResource[], reference: ObjectReference): ObjectData | string {
  const { kind, name, namespace, optional } = reference;
  const found = resources.find(({ type, state }) => {
    const metadata = record(state.metadata);
    const { namespace: own = "default" } = metadata;
    return new RegExp(`^kubernetes:core/v1:${kind}(Patch)?$`).test(type) && metadata.name === name && own === namespace;
  });
  if (found === undefined) {
    return optional
      ? {}
      : `${kind} "${name}" is not deployed in namespace "${namespace}": a real pod would wait for it`;
  }
  const data = record(found.state.data);
  if (kind === "ConfigMap") return { ...decoded(found.state.binaryData), ...textsOf(data) };
  // What is given as text wins, and is never read back from an API server.
  return { ...decoded(data), ...textsOf(found.state.stringData) };
}

function decoded(data: unknown): ObjectData {
  return Object.fromEntries(
    Object.entries(textsOf(data)).map(([key, base64]) => {
      const bytes = Buffer.from(base64, "base64");
      return [key, isUtf8(bytes) ? bytes.toString() : bytes];
    }),
  );
}

/** An entry as a variable. */
export function textOf(entry: string | Uint8Array): string {
  return typeof entry === "string" ? entry : Buffer.from(entry).toString();
}

/** The keys that a volume shows, with their paths below it. */
export function itemsOf(data: ObjectData, items: unknown): { key: string; path: string; mode?: unknown }[] {
  if (items === undefined) return Object.keys(data).map((key) => ({ key, path: key }));
  return records(items).map(({ key, path, mode }) => ({ key: String(key), path: String(path), mode }));
}
