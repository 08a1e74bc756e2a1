import type { PolicyResource } from "@pulumi/policy";
import type { AuditFinding, NamedCluster } from "../audit";
import { audit } from "../audit";
import { isRead } from "../audit/formats/resources";
import { ABOUT_ABSENCE } from "../core/estate-catalogue";
import { UNKNOWN_VALUE } from "../core/known";

/** Findings of a stack by their rows. Every rule of a pack asks for those of the same stack, so the last answer is kept. */
export function stackAuditor(clusters: readonly NamedCluster[]) {
  let last: { print: string; findings: readonly AuditFinding[] } | undefined;
  return (resources: readonly PolicyResource[]): readonly AuditFinding[] => {
    const audited = resources.filter(isAudited);
    const print = JSON.stringify(audited.map(({ urn, props }) => [urn, unwatched(props)]));
    if (last?.print !== print) last = { print, findings: findingsOf(audited, clusters) };
    return last.findings;
  };
}

function findingsOf(resources: readonly PolicyResource[], clusters: readonly NamedCluster[]): readonly AuditFinding[] {
  const { findings, unread } = audit([{ source: "the stack", text: exported(resources) }], clusters);
  // What a preview does not know may be what is missed.
  return unread.length === 0 ? findings : findings.filter(({ row }) => !ABOUT_ABSENCE.includes(row));
}

/** Most resources of a stack say nothing of identities. */
function isAudited({ type }: PolicyResource): boolean {
  return type.startsWith("kubernetes:") || isRead(type);
}

/** The values of an object past Pulumi's watch for unknown ones, by which every access costs as much as a hundred. */
function unwatched(value: object): unknown[] {
  return Object.keys(value).map((name) => [name, Object.getOwnPropertyDescriptor(value, name)?.value]);
}

/** The resources as `pulumi stack export` prints them. */
function exported(resources: readonly PolicyResource[]): string {
  const states = resources.map(({ urn, type, props }) => {
    const outputs = known(props) as Record<string, unknown>;
    return { urn, type, custom: true, id: outputs.id, outputs };
  });
  return JSON.stringify({ deployment: { resources: states } });
}

/** A value whose parts that a preview does not know are marked: Pulumi throws on access to them. */
function known(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const part = (key: string | number) => {
    try {
      return known((value as Record<string | number, unknown>)[key]);
    } catch {
      return UNKNOWN_VALUE;
    }
  };
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => part(index));
  return Object.fromEntries(Object.keys(value).map((key) => [key, part(key)]));
}
