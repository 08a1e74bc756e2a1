import { isLater } from "../core/known";
import { isRecord } from "../core/record";
import type { Conflict, Fields } from "./merge";

/** Deeper than this no kind of workload keeps its pod template: a CronJob's stands at `spec.jobTemplate.spec.template`. */
const MAX_DEPTH = 5;

/**
 * Whether this is no pod template but something that holds one, such as a CronJob or the spec of a Deployment, or the spec of a pod alone;
 * reports where the template is. Wired as it stands, it would get a ServiceAccount that nothing reads.
 */
export function isMisplaced(fields: Fields, path: string, conflict: Conflict): boolean {
  if (!isRecord(fields)) {
    conflict(path, `this is ${nameOfKind(fields)}, not a pod template`, {
      code: "pod-template-expected",
      fix: "pass { spec: ... }",
    });
    return true;
  }
  const inner = innerTemplate(fields, path, 0);
  const kind = typeof fields.kind === "string" ? `${fields.kind}: ` : "";
  if (inner !== undefined) {
    conflict(inner, `this is no pod template but holds one (${kind}${inner})`, {
      code: "pod-template-expected",
      fix: `pass ${inner} alone`,
    });
  } else if (path === "" && fields.containers !== undefined) {
    conflict("containers", "this is the spec of a pod, not a pod template", {
      code: "pod-template-expected",
      fix: "pass { spec: ... }",
    });
  } else if (path === "" && typeof fields.kind === "string" && fields.kind !== "Pod") {
    conflict("kind", `this is a ${fields.kind}, which has no pod template`, {
      code: "pod-template-expected",
      fix: "pass the pod template alone, { spec: ... }",
    });
  } else if (path === "" && (fields.spec === undefined || fields.spec === null)) {
    conflict("spec", "there is none", { code: "pod-template-expected", fix: "pass { spec: ... }" });
  } else return false;
  return true;
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
