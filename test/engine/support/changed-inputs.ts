import type { CloudObject } from "./simulated-cloud";

/** Which inputs of objects that were there before are others now, by type, each once. */
export function changedInputs(
  before: ReadonlyMap<string, Record<string, unknown>>,
  objects: readonly CloudObject[],
): string[] {
  const changed = objects.flatMap(({ type, id, inputs }) => {
    const old = before.get(`${type} ${id}`);
    if (old === undefined) return [];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(inputs)])];
    return keys
      .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(inputs[key]))
      .map((key) => `${type} ${key}`);
  });
  return [...new Set(changed)].sort();
}
