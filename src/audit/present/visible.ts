/** Characters that are not seen, that steer a terminal, or that turn the order of others: with them a name looks like another one. */
const HIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text with a mark in the place of each character that is hidden; line breaks stay. */
export function visible(text: string): string {
  return text.replace(HIDDEN, "\uFFFD");
}

/** Data whose texts are visible. */
export function visibleData<T>(value: T): T {
  if (typeof value === "string") return visible(value) as T;
  if (Array.isArray(value)) return value.map(visibleData) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visibleData(each)])) as T;
}
