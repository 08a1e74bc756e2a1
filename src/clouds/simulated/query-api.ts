/** Elements of an XML document by name: their text, or the elements inside. */
export interface XmlElements {
  [name: string]: string | XmlElements;
}

/** The parameters of a query API: those of the URL, and those of a form in the body. */
export async function queryParameters(request: Request): Promise<URLSearchParams> {
  const parameters = new URL(request.url).searchParams;
  const contentType = request.headers.get("content-type") ?? "";
  if (request.method !== "POST" || !contentType.startsWith("application/x-www-form-urlencoded")) return parameters;
  return new URLSearchParams([...parameters, ...new URLSearchParams(await request.text())]);
}

/** Elements as XML; characters that XML cannot say become U+FFFD. */
export function xmlOf(elements: XmlElements): string {
  return Object.entries(elements)
    .map(([name, content]) => `<${name}>${typeof content === "string" ? escaped(content) : xmlOf(content)}</${name}>`)
    .join("");
}

function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** A time as vendors write it in answers, to the second: `2026-01-01T00:00:00Z`. `seconds` are those since the epoch. */
export function timestamp(seconds: number): string {
  return `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}
