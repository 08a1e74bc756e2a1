import { isRecord } from "../core/record";

/** Fields of a value that are not among the known ones, each once; what is in a list has the path of the list. */
export function unreadFields(value: unknown, known: readonly string[]): string[] {
  return [...new Set(fieldsBeside(value, known, ""))];
}

function fieldsBeside(value: unknown, known: readonly string[], prefix: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsBeside(item, known, prefix));
  // What has no known fields of its own is open to any.
  if (!isRecord(value) || !known.some((field) => field.startsWith(prefix))) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const field = `${prefix}${key}`;
    return known.includes(field) ? fieldsBeside(member, known, `${field}.`) : [field];
  });
}
