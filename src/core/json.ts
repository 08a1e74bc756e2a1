/** The object in a JSON text, or an empty one where there is none: a document of nothing, which no reader takes for a good one. */
export function jsonObject(text: unknown): object {
  try {
    const value: unknown = typeof text === "string" ? JSON.parse(text) : text;
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
