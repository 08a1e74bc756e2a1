type Path = (string | number)[];

/** An object that holds itself: whoever walks it blindly never returns. */
function cyclic(fields: object = {}): object {
  const object: Record<string, unknown> = { ...fields };
  object.self = object;
  return object;
}

/** Documents that are no trust at all, with a word for what they are. */
export function hostileDocuments(trust: { cloud: string }): [string, unknown][] {
  const { cloud } = trust;
  const inherited = Object.create(trust) as object;
  return [
    ["nothing", undefined],
    ["null", null],
    ["a text", JSON.stringify(trust)],
    ["a number", 1],
    ["a list", [trust]],
    ["a function", () => trust],
    ["only the cloud", { cloud }],
    ["a cycle", cyclic({ cloud })],
    ["inherited fields", Object.assign(inherited, { cloud })],
    ["fields in __proto__", JSON.parse(`{"cloud":"${cloud}","__proto__":${JSON.stringify(trust)}}`)],
    ["another cloud", { ...trust, cloud: "constructor" }],
    ...Object.keys(trust)
      .filter((key) => key !== "cloud")
      .flatMap((key): [string, unknown][] => [
        [`${key} as a number`, { ...trust, [key]: 1 }],
        [`${key} as null`, { ...trust, [key]: null }],
        [`${key} as a cycle`, { ...trust, [key]: cyclic() }],
      ]),
  ];
}

/** Every text of a document, with things to put in its place that no vendor stores there. */
export function hostileLeaves(document: object): { path: Path; value: unknown }[] {
  return leafPaths(document).flatMap((path) => [cyclic(), 42, true].map((value) => ({ path, value })));
}

function leafPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...path, key]));
}

/** A copy of the document with another value at one place. */
export function withLeaf(document: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(document)
    ? [...document]
    : { ...(document as object) };
  const fields = copy as Record<string, unknown>;
  fields[String(key)] = withLeaf(fields[String(key)], rest, value);
  return copy;
}

/** Copies of the document, each with one of its lists grown by altered copies of the list's first item. */
export function withManyItems(document: unknown, count: number, path: Path = []): unknown[] {
  const value = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[String(key)], document);
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.keys(value).flatMap((key) => withManyItems(document, count, [...path, key]));
  if (!Array.isArray(value)) return inside;
  const more = Array.from({ length: count }, (_, index) => altered(value[0] ?? "", index));
  return [withLeaf(document, path, [...value, ...more]), ...inside];
}

function altered(value: unknown, index: number): unknown {
  if (typeof value === "string") return `${value}-${index}`;
  if (Array.isArray(value)) return value.map((item) => altered(item, index));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, altered(item, index)]));
}
