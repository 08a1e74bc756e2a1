import { isRecord, own } from "../../core/record";
import type { AuditDocument } from "../documents";
import type { KubernetesObject, Unread } from "../estate";
import { HIDDEN, whyHidden } from "../hidden";

/** The Kubernetes objects of a document, of lists each item; `undefined` where it is no object of Kubernetes. */
export function kubernetesObjects(
  { source, value }: Pick<AuditDocument, "source" | "value">,
  unread: Unread[],
): KubernetesObject[] | undefined {
  if (!isRecord(value)) return undefined;
  const [apiVersion, kind] = [own(value, "apiVersion"), own(value, "kind")];
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const items = own(value, "items");
  if (/List$/.test(kind) && (Array.isArray(items) || items === null)) {
    // Items of a typed list do not repeat what they are.
    const ofItem = { apiVersion, kind: kind.slice(0, -"List".length) };
    return (items ?? []).flatMap((item, index) => {
      const at = `${source} items[${index}]`;
      const inside = isRecord(item) ? { source, value: kind === "List" ? item : { ...ofItem, ...item } } : undefined;
      const objects = inside === undefined ? undefined : kubernetesObjects(inside, unread);
      if (objects === undefined) unread.push({ source, what: at, why: "it is no object of Kubernetes" });
      return objects ?? [];
    });
  }
  const metadata = own(value, "metadata");
  const name = isRecord(metadata) ? own(metadata, "name") : undefined;
  const generated = isRecord(metadata) ? own(metadata, "generateName") : undefined;
  const namespace = isRecord(metadata) ? own(metadata, "namespace") : undefined;
  if (typeof name !== "string" && typeof generated !== "string") {
    unread.push({ source, what: kind, why: whyNameless(kind, own(value, "message")) });
    return [];
  }
  if (namespace === HIDDEN) {
    unread.push({ source, what: `${kind} ${name}`, why: whyHidden(["namespace"]) });
    return [];
  }
  return [
    {
      source,
      apiVersion,
      kind,
      name: typeof name === "string" ? name : `${generated}`,
      namespace: typeof namespace === "string" ? namespace : "",
      value,
    },
  ];
}

function whyNameless(kind: string, message: unknown): string {
  if (kind === "Status") return `it is what Kubernetes answered in place of objects: ${String(message)}`;
  if (kind === "Kustomization") return "it says where objects are: give what kubectl kustomize prints";
  return "it has no name";
}

/** What stands at a path of members, if anything. */
export function dig(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const name of path) at = isRecord(at) ? own(at, name) : undefined;
  return at;
}

/** The members of an object that are texts, such as labels. */
export function texts(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(entries);
}

export function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
