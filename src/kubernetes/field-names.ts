import { joinPath } from "../core/issue";
import type { Conflict, Fields } from "./merge";

/**
 * Reports fields by Python's names. Pulumi's SDK for Python reads `volume_mounts` as `volumeMounts` too: of a template with both it keeps one,
 * and so would lose what is wired in, or put back what nobody looked at here.
 */
export function reportPythonNames(fields: Fields, path: string, conflict: Conflict): void {
  for (const name of Object.keys(fields)) {
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(name)) continue;
    const fix = `write ${name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
    conflict(joinPath(path, name), "Kubernetes has no such field", { code: "pod-template-field-unknown", fix });
  }
}
