import type { Issue } from "../core/issue";
import { isRecord, own } from "../core/record";
import { sourceDocuments } from "./source-documents";

/** An object of a cluster, by what it is called. */
export interface ClusterObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The objects in what `oc get -o json` or `-o yaml` printed, also of lists. */
export function clusterObjects(texts: readonly string[], issues: Issue[]): ClusterObject[] {
  return sourceDocuments(texts, issues).map(({ value }) => ({
    kind: text(value.kind),
    namespace: text(dig(value, "metadata", "namespace")),
    name: text(dig(value, "metadata", "name")),
    value,
  }));
}

/** A member at any depth; `undefined` where something on the way is none. */
export function dig(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? own(at, key) : undefined), value);
}

/** The texts of a Secret as a cloud wrote them: still encoded in base64 where it wrote them so. */
export function textsOf(secret: unknown, field: "data" | undefined): Record<string, string> {
  const [data, plain] = [membersOf(secret, "data"), membersOf(secret, "stringData")];
  if (field === "data") return { ...data, ...mapped(plain, (value) => Buffer.from(value).toString("base64")) };
  return { ...mapped(data, (value) => Buffer.from(value, "base64").toString("utf8")), ...plain };
}

function membersOf(secret: unknown, field: string): Record<string, string> {
  const members = dig(secret, field);
  return isRecord(members) ? mapped(members, text) : {};
}

function mapped<T>(members: Readonly<Record<string, T>>, change: (value: T) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, change(value)]));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
