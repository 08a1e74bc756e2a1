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
  const value: unknown = JSON.parse(text);
  if (membersWritten(text) !== membersKept(value)) throw new SyntaxError("a member is named twice");
  return value;
}

/** The colons of a JSON text that stand in no string. */
function membersWritten(text: string): number {
  let written = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === BACKSLASH) i++;
    else if (char === QUOTE) isInString = !isInString;
    else if (char === COLON && !isInString) written++;
  }
  return written;
}

const [BACKSLASH, QUOTE, COLON] = [92, 34, 58];

/** The members of all objects in a value. Nesting costs no stack, since JSON's own reader allows more of it. */
function membersKept(value: unknown): number {
  let kept = 0;
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const members: unknown[] = Object.values(next);
    if (!Array.isArray(next)) kept += members.length;
    for (const member of members) if (typeof member === "object") open.push(member);
  }
  return kept;
}
