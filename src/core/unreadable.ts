import { WorkloadIdentityError } from "./errors";
import { issue } from "./issue";
import type { Path } from "./path";
import { at, pathText } from "./path";
import { show } from "./show";
import { DEPTH_MAX } from "./size";

/**
 * What `ask` answers about these values from outside. Where one of them throws while it is read, by a getter or as a proxy, that is a fault
 * of the value (`value-unreadable`), at its place.
 */
export function readingFrom<T>(values: Readonly<Record<string, unknown>>, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof WorkloadIdentityError) throw error;
    // Only now is it worth looking for the place; what reads well was none of the values' doing.
    for (const [name, value] of Object.entries(values)) {
      const found = unreadableIn(value, "", 0, new Set());
      if (found === undefined) continue;
      const message = `Cannot read a value that throws ${show(found.thrown)} when it is read: hand over plain data`;
      throw new WorkloadIdentityError("value-unreadable", `Cannot read the ${name}:`, [
        issue("value-unreadable", pathText(found.path), message),
      ]);
    }
    throw error;
  }
}

interface Unreadable {
  readonly path: Path;
  readonly thrown: string;
}

function unreadableIn(value: unknown, path: Path, depth: number, seen: Set<object>): Unreadable | undefined {
  if (typeof value !== "object" || value === null || depth > DEPTH_MAX || seen.has(value)) return undefined;
  seen.add(value);
  let isList = false;
  const members = attempt(path, () => {
    isList = Array.isArray(value);
    return Object.keys(value);
  });
  if ("thrown" in members) return members;
  for (const name of members.answer) {
    const place = at(path, isList ? Number(name) : name);
    const member = attempt(place, () => (value as Record<string, unknown>)[name]);
    const found = "thrown" in member ? member : unreadableIn(member.answer, place, depth + 1, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function attempt<T>(path: Path, read: () => T): { answer: T } | Unreadable {
  try {
    return { answer: read() };
  } catch (error) {
    return { path, thrown: error instanceof Error ? error.message : typeof error };
  }
}
