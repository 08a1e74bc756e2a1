import type { DeployedResource } from "../clouds/cloud";
import { record, records, textsOf } from "./fields";

/** The entries of a ConfigMap or Secret as a pod sees them, by key. */
export type ObjectData = Readonly<Record<string, string>>;

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
  if (kind === "ConfigMap") return textsOf(data);
  const decoded = Object.entries(textsOf(data)).map(([key, base64]) => [key, Buffer.from(base64, "base64").toString()]);
  // What is given as text wins, and is never read back from an API server.
  return { ...Object.fromEntries(decoded), ...textsOf(found.state.stringData) };
}

/** The keys that a volume shows, with their paths below it. */
export function itemsOf(data: ObjectData, items: unknown): { key: string; path: string }[] {
  if (items === undefined) return Object.keys(data).map((key) => ({ key, path: key }));
  return records(items).map(({ key, path }) => ({ key: String(key), path: String(path) }));
}
