import { shortHash } from "../../core/short-hash";

/**
 * An id for what no autonaming names: readable, the same in every run, and different wherever name or `apart` differ.
 * `suffix` is shown in it. It starts with a letter and never with `gcp-`, which Google keeps for itself.
 */
export function gcpDerivedId(name: string, maxLength: number, apart: readonly string[], suffix?: string): string {
  const tail = [...(suffix === undefined ? [] : [suffix]), shortHash([name, ...apart, suffix ?? ""].join("\n"))].join(
    "-",
  );
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .replace(/^(gcp-)+/, "")
    .slice(0, maxLength - tail.length - 1)
    .replace(/-+$/, "");
  return `${/^[a-z]/.test(words) ? words : "workload".slice(0, maxLength - tail.length - 1)}-${tail}`;
}
