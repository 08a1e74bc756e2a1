import { isRecord } from "../core/record";
import type { WrittenResource } from "./audit";
import type { DeployedResource } from "./deployed";

/** Reads a resource whose values Pulumi's provider has under the same names, but for those that `more` adds. */
export function writtenAs(
  type: string,
  more: (state: Record<string, unknown>) => Record<string, unknown> = () => ({}),
): WrittenResource {
  return (state, name) => [resourceOf(type, name, { ...state, ...more(state) })];
}

/** A resource of this type; its id is the vendor's, or its ARN or name where only those are known. */
export function resourceOf(type: string, name: string, state: Record<string, unknown>): DeployedResource {
  return { type, name, id: String(state.id ?? state.arn ?? name), state };
}

/** The one block of a list that has at most one; Pulumi's providers have it without the list. */
export function onlyBlock(value: unknown): Record<string, unknown> | undefined {
  const block: unknown = Array.isArray(value) ? value[0] : value;
  return isRecord(block) ? block : undefined;
}

/** The objects that a command printed: a list, the list in one of these members, or one alone under such a member's name. */
export function printedIn(document: unknown, ...members: readonly string[]): Record<string, unknown>[] {
  if (Array.isArray(document)) return document.filter(isRecord);
  if (!isRecord(document)) return [];
  const inside = members.map((member) => document[member]).find((value) => value !== undefined);
  if (Array.isArray(inside)) return inside.filter(isRecord);
  return isRecord(inside) ? [inside] : [];
}

/** Whether a document is a policy alone, of one of these versions of its language: it does not say whose it is. */
export function isPolicyAlone(document: Record<string, unknown>, ...versions: readonly string[]): boolean {
  return "Statement" in document && versions.includes(String(document.Version));
}
