/** The object in a JSON text, or an empty one where there is none: a document of nothing, which no reader takes for a good one. */
export function jsonObject(text: unknown): object {
  try {
    const value: unknown = typeof text === "string" ? parseOnce(text) : text;
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** The object in a JSON text, or in one that is encoded for a URL as IAM's API answers it; `undefined` where there is none. */
export function jsonDocument(text: string): object | undefined {
  try {
    const value = parseOnce(/^\s*%7B/i.test(text) ? decodeURIComponent(text) : text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads JSON that names no member twice: which of two a vendor would take, nobody says. */
function parseOnce(text: string): unknown {
  let kept = 0;
  const value: unknown = JSON.parse(text, function (this: unknown, _key, member) {
    if (!Array.isArray(this)) kept++;
    return member;
  });
  let written = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon !== undefined) written++;
  // The reviver also sees the whole document, as the member of an object around it.
  if (written !== kept - 1) throw new SyntaxError("a member is named twice");
  return value;
}
