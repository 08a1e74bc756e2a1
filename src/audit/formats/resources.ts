import type { WrittenResource } from "../../clouds/audit";
import { audits } from "../../clouds/audits";
import type { DeployedResource } from "../../clouds/deployed";
import type { KubernetesObject, ReadResource, Unread } from "../estate";
import { HIDDEN, whyHidden } from "../hidden";

/** What the readers of all formats add to. */
export interface Collected {
  readonly resources: ReadResource[];
  readonly objects: { readonly cluster: string | undefined; readonly object: KubernetesObject }[];
  readonly unread: Unread[];
  readonly passedOver: Map<string, number>;
}

/** Adds a resource as another tool wrote it: read by the cloud that has it, counted where none has. */
export function addResource(
  { type, name, id, state }: DeployedResource,
  source: string,
  { resources, passedOver, unread }: Collected,
): void {
  const written = writtenAs(type);
  if (!isRead(type)) {
    passedOver.set(type, (passedOver.get(type) ?? 0) + 1);
    return;
  }
  const hidden = Object.keys(state).filter((key) => state[key] === HIDDEN);
  if (hidden.length > 0) {
    unread.push({ source, what: `${type} ${name}`, why: whyHidden(hidden) });
  }
  const seen = hidden.length === 0 ? state : withoutHidden(state);
  const read = written === undefined ? [{ type, name, id, state: seen }] : written(seen, name);
  // A resource that may stand for any type, such as azapi's, is often of another one.
  if (read.length === 0) passedOver.set(type, (passedOver.get(type) ?? 0) + 1);
  for (const resource of read) resources.push({ ...resource, source });
}

/** Whether resources of a type, as another tool names it, are read. */
export function isRead(type: string): boolean {
  return writtenAs(type) !== undefined || audits.some((audit) => audit.reads(type));
}

function writtenAs(type: string): WrittenResource | undefined {
  const listed = audits.find((audit) => Object.hasOwn(audit.written, type))?.written[type];
  return listed ?? audits.map((audit) => audit.writtenLike?.(type)).find((like) => like !== undefined);
}

function withoutHidden(state: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== HIDDEN));
}
