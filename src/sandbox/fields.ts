/** Fields of an object whose form nobody has checked. */
export type UncheckedFields = Record<string, unknown>;

/** The fields of a value that may be anything; none where it is no object. */
export function record(value: unknown): UncheckedFields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as UncheckedFields) : {};
}

/** The members of a list that may be anything. */
export function records(value: unknown): UncheckedFields[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** The members of an object that are texts. */
export function textsOf(value: unknown): Record<string, string> {
  const texts = Object.entries(record(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(texts);
}
