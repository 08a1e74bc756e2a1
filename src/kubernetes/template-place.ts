import { isLater } from "../core/known";
import { isRecord } from "../core/record";
import type { Conflict, Fields } from "./merge";

/** Deeper than this no kind of workload keeps its pod template: a CronJob's stands at `spec.jobTemplate.spec.template`. */
const MAX_DEPTH = 5;

/**
 * Whether this is no pod template but something that holds one, such as a CronJob or the spec of a Deployment, or the spec of a pod alone;
 * reports where the template is. Wired as it stands, it would get a ServiceAccount that nothing reads.
 */
export function isMisplaced(fields: unknown, path: string, conflict: Conflict): boolean {
  const found = misplaced(fields, path);
  if (found === undefined) return false;
  const { at, why, fix = "pass { spec: ... }" } = found;
  conflict(at, why, { code: "pod-template-expected", fix });
  return true;
}

function misplaced(fields: unknown, path: string): { at: string; why: string; fix?: string } | undefined {
  if (!isRecord(fields)) return { at: path, why: `this is ${nameOfKind(fields)}, not a pod template` };
  const inner = innerTemplate(fields, path, 0);
  const { kind, containers, spec } = fields;
  if (inner !== undefined) {
    const of = typeof kind === "string" ? `${kind}: ` : "";
    return { at: inner, why: `this is no pod template but holds one (${of}${inner})`, fix: `pass ${inner} alone` };
  }
  if (path !== "") return undefined;
  if (containers !== undefined) return { at: "containers", why: "this is the spec of a pod, not a pod template" };
  if (typeof kind === "string" && kind !== "Pod") {
    const fix = "pass the pod template alone, { spec: ... }";
    return { at: "kind", why: `this is a ${kind}, which has no pod template`, fix };
  }
  return spec === undefined || spec === null ? { at: "spec", why: "there is none" } : undefined;
}

function nameOfKind(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

/** The path of the pod template inside of an object, which is no pod template itself then. */
function innerTemplate(fields: Fields, path: string, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const isPod = (fields.spec as Fields | undefined)?.containers !== undefined;
  for (const [key, value] of Object.entries(fields)) {
    if (key === "metadata" || (key === "spec" && isPod) || !isRecord(value) || isLater(value)) continue;
    const at = path === "" ? key : `${path}.${key}`;
    const found = innerTemplate(value as Fields, at, depth + 1);
    if (found !== undefined) return found;
    if (key === "template" || key === "jobTemplate") return at;
  }
  return undefined;
}
