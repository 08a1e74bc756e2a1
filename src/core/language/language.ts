/**
 * A set of strings, as the condition of a cloud describes it. Plain data: clouds build it, `walk.ts` decides about it.
 * `unknown` stands for a construct that is not modelled; it is carried through every operation and never counts as either answer.
 */
export type Language =
  | { readonly kind: "literals"; readonly values: ReadonlySet<string> }
  | { readonly kind: "glob"; readonly parts: readonly GlobPart[]; readonly ignoreCase: boolean }
  | { readonly kind: "regex"; readonly source: string }
  | { readonly kind: "short"; readonly bytes: number }
  | { readonly kind: "not"; readonly of: Language }
  | { readonly kind: "and" | "or"; readonly of: readonly Language[] }
  | { readonly kind: "unknown"; readonly construct: string };

/** A piece of a glob: literal text, any run of characters (also none), or exactly one character. */
export type GlobPart = { readonly text: string } | "any-run" | "any-one";

/** No string at all. */
export const NONE: Language = { kind: "literals", values: new Set() };

/** Every string. */
export const ALL: Language = { kind: "not", of: NONE };

export function literals(values: Iterable<string>): Language {
  return { kind: "literals", values: values instanceof Set ? values : new Set(values) };
}

export function glob(parts: readonly GlobPart[], ignoreCase = false): Language {
  return { kind: "glob", parts, ignoreCase };
}

/** A pattern where `*` is any run and `?` is one character, anywhere, with no escape. */
export function globOf(pattern: string): Language {
  const parts = pattern.split(/([*?])/).filter((part) => part !== "");
  return glob(parts.map((part) => (part === "*" ? "any-run" : part === "?" ? "any-one" : { text: part })));
}

/** Texts without anything that an expression reads as more than a character. */
const PLAIN = String.raw`(?:[\w:/@ -]|\\[.:/-])*`;
const PLAIN_TEXT = new RegExp(String.raw`^\^(${PLAIN})\$$`);
const PLAIN_TEXTS = new RegExp(String.raw`^\^\((?:\?:)?(${PLAIN}(?:\|${PLAIN})*)\)\$$`);

/**
 * The strings in which an RE2 expression finds a match; anchor with `^` and `$` for a whole match. Plain texts between anchors are a list,
 * which is far cheaper to decide about than an automaton.
 */
export function regex(source: string): Language {
  const [, text] = PLAIN_TEXT.exec(source) ?? [];
  if (text !== undefined) return literals([unescaped(text)]);
  const [, texts] = PLAIN_TEXTS.exec(source) ?? [];
  return texts === undefined ? { kind: "regex", source } : literals(texts.split("|").map(unescaped));
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}

export function not(of: Language): Language {
  if (of.kind === "not") return of.of;
  return of.kind === "unknown" ? of : { kind: "not", of };
}

export function and(...of: Language[]): Language {
  const [first] = of;
  return of.length === 1 && first !== undefined ? first : { kind: "and", of };
}

export function or(...of: Language[]): Language {
  const [first] = of;
  return of.length === 1 && first !== undefined ? first : { kind: "or", of };
}

/** The strings of at most this many bytes in UTF-8. */
export function short(bytes: number): Language {
  return bytes < 0 ? NONE : { kind: "short", bytes };
}

export function unknown(construct: string): Language {
  return { kind: "unknown", construct };
}
