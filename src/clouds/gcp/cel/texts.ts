import type { Language } from "../../../core/language/language";
import { ALL, NONE, unknown } from "../../../core/language/language";
import { parseRegex } from "../../../core/language/regex";
import { cut } from "./cut";
import { negated } from "./logic";
import { parseTemplate } from "./run";
import type { Unit } from "./subject-pattern";
import { both, either, except } from "./subject-sets";
import type { SubjectText } from "./subject-text";
import { holdsAnySub, joined, rewritten, writtenCharacters } from "./subject-text";
import { subjectsMatching } from "./subjects-matching";
import { subjectsWhere, subjectsWithinCharacters } from "./subjects-where";
import type { Symbolic, TextCase } from "./symbolic";
import { constantOf, ERROR, fromPlain, limited, MAX_CASES, oneOf, textOf, unknownOf } from "./symbolic";

type Text = Extract<Symbolic, { kind: "text" }>;

export function search(
  value: Symbolic,
  of: Symbolic,
  pattern: (text: string) => readonly Unit[],
): Symbolic | undefined {
  const text = constantOf(of);
  if (value.kind !== "text" || text === undefined) return value.kind === "text" ? undefined : typeFault(value);
  return test(value, (each) => subjectsWhere(each, pattern(text)));
}

/** `startsWith`: a text of which the beginning is known may differ in that already. */
export function beginsWith(value: Symbolic, of: Symbolic): Symbolic | undefined {
  const [prefix, text] = [endOf(value, "prefix"), constantOf(of)];
  const differs =
    value.kind === "unknown" && text !== undefined && !prefix.startsWith(text) && !text.startsWith(prefix);
  if (differs) return { kind: "bool", yes: NONE, no: unknown(value.construct) };
  return search(value, of, (wanted) => [wanted, "any-run"]);
}

export function matches(value: Symbolic, of: Symbolic): Symbolic | undefined {
  const expression = constantOf(of);
  if (value.kind !== "text" || expression === undefined) return value.kind === "text" ? undefined : typeFault(value);
  const node = parseRegex(expression);
  // It may be one that RE2 refuses, and then there is no answer for any token.
  if ("unsupported" in node) return unknownOf(`the regular expression ${expression} with ${node.unsupported}`);
  return test(value, (each) => subjectsMatching(each, expression, node) ?? unknown("matches() on a composed text"));
}

function test({ cases, always = false }: Omit<Text, "kind">, where: (text: SubjectText) => Language): Symbolic {
  const results = cases.map(({ when, text }) => ({ when, holds: where(text) }));
  return {
    kind: "bool",
    yes: either(...results.map(({ when, holds }) => both(when, holds))),
    no: either(...results.map(({ when, holds }) => both(when, except(holds)))),
    always,
  };
}

/** A function of texts that is asked about something else fails. */
function typeFault(value: Symbolic): Symbolic | undefined {
  if (value.kind === "unknown")
    return value.is === "text" ? undefined : { kind: "unknown", construct: value.construct };
  return value.kind === "choice" ? undefined : ERROR;
}

export function extract(value: Symbolic, of: Symbolic): Symbolic | undefined {
  const template = constantOf(of);
  if (value.kind !== "text" || template === undefined) return undefined;
  let parts: ReturnType<typeof parseTemplate>;
  try {
    parts = parseTemplate(template);
  } catch {
    return ERROR;
  }
  const { prefix, suffix } = parts;
  return rewriteEach(value, (text) => {
    const start = prefix === "" ? [[], text] : cut(text, prefix);
    if (start === undefined) return undefined;
    const [, after] = start;
    const end = after === undefined || suffix === "" ? [after] : cut(after, suffix);
    return end === undefined ? undefined : (end[0] ?? []);
  });
}

export function split(value: Symbolic, of: Symbolic): Symbolic | undefined {
  const separator = constantOf(of);
  if (value.kind !== "text" || separator === undefined) return undefined;
  return oneOf(
    value.cases.map(({ when, text }) => {
      const pieces = piecesOf(text, separator);
      return { when, value: pieces && { kind: "list", items: pieces.map(textOf) } };
    }),
    value.always === true,
  );
}

/** What stands between the occurrences of a mark. */
function piecesOf(text: SubjectText, mark: string): SubjectText[] | undefined {
  const pieces: SubjectText[] = [];
  let rest: SubjectText = text;
  for (;;) {
    const halves = cut(rest, mark);
    if (halves === undefined) return undefined;
    if (halves[1] === undefined) return [...pieces, rest];
    pieces.push(halves[0]!);
    rest = halves[1];
  }
}

export function replaced(value: Symbolic, from: Symbolic, to: Symbolic): Symbolic | undefined {
  const [mark, text] = [constantOf(from), constantOf(to)];
  if (value.kind !== "text" || mark === undefined || text === undefined) return undefined;
  return rewriteEach(value, (each) => {
    if (mark.length === 1 && text.length === 1) return writtenWith(each, (char) => (char === mark ? text : char));
    const pieces = piecesOf(each, mark);
    return pieces && joined(...pieces.flatMap((piece, i) => (i === 0 ? [piece] : [[text], piece])));
  });
}

export function lowered(value: Symbolic): Symbolic | undefined {
  return value.kind === "text" ? rewriteEach(value, (text) => writtenWith(text, lower)) : undefined;
}

export function raised(value: Symbolic): Symbolic | undefined {
  return value.kind === "text" ? rewriteEach(value, (text) => writtenWith(text, raise)) : undefined;
}

function lower(char: string): string {
  return /[A-Z]/.test(char) ? char.toLowerCase() : char;
}

function raise(char: string): string {
  return /[a-z]/.test(char) ? char.toUpperCase() : char;
}

/** The text with each of its characters written otherwise. */
function writtenWith(text: SubjectText, write: (char: string) => string): SubjectText | undefined {
  if (holdsAnySub(text)) return undefined;
  const pieces = text.map((piece) => {
    if (typeof piece === "string") return [...piece].map(write).join("");
    return "part" in piece ? rewritten(piece, write) : undefined;
  });
  return pieces.includes(undefined) ? undefined : (pieces as SubjectText);
}

export function trimmed(value: Symbolic): Symbolic | undefined {
  if (value.kind !== "text") return undefined;
  return rewriteEach(value, (text) => {
    // No name begins or ends with a space, unless one was written for a character of it.
    const isPlain = (piece: SubjectText[number]) => (typeof piece === "string" ? isAscii(piece) : isWritten(piece));
    if (!text.every(isPlain)) return undefined;
    const head = text.map((piece, i) => (i === 0 && typeof piece === "string" ? piece.trimStart() : piece));
    const last = text.length - 1;
    return head.map((piece, i) => (i === last && typeof piece === "string" ? piece.trimEnd() : piece));
  });
}

function isWritten(piece: Exclude<SubjectText[number], string>): boolean {
  return "part" in piece && /^\S+$/.test(writtenCharacters(piece));
}

/** `text.substring(start)` and `text.substring(start, end)`. */
export function substring(value: Symbolic, from: Symbolic, to?: Symbolic): Symbolic | undefined {
  const [start, end] = [indexOf(from), to === undefined ? undefined : indexOf(to)];
  if (value.kind !== "text" || start === undefined || (to !== undefined && end === undefined)) return undefined;
  return oneOf(
    value.cases.map(({ when, text }) => {
      const rest = dropped(text, start);
      if (rest === undefined) return { when, value: undefined };
      if (end === undefined || rest === "past the end")
        return { when, value: rest === "past the end" ? ERROR : textOf(rest) };
      const head = end < start ? "past the end" : taken(rest, end - start);
      return { when, value: head === "past the end" ? ERROR : head && textOf(head) };
    }),
    value.always === true,
  );
}

export function charAt(value: Symbolic, at: Symbolic): Symbolic | undefined {
  const index = indexOf(at);
  const [text] = value.kind === "text" && value.cases.length === 1 ? value.cases : [];
  if (text === undefined || text.when !== ALL || index === undefined) return undefined;
  const rest = dropped(text.text, index);
  const head = rest === undefined || rest === "past the end" ? undefined : taken(rest, 1);
  return head === undefined || head === "past the end" ? undefined : textOf(head);
}

function indexOf(value: Symbolic): number | undefined {
  return value.kind === "number" && !value.isDouble && value.value >= 0 ? value.value : undefined;
}

type Cut = SubjectText | "past the end" | undefined;

/** The text without so many characters at its start; `undefined` where these reach into what the token decides. */
function dropped(text: SubjectText, count: number): Cut {
  const [first, ...more] = text;
  if (count === 0) return text;
  if (first === undefined) return "past the end";
  if (typeof first !== "string" || !isAscii(first)) return undefined;
  return first.length > count ? [first.slice(count), ...more] : dropped(more, count - first.length);
}

function taken(text: SubjectText, count: number): Cut {
  const [first, ...more] = text;
  if (count === 0) return [];
  if (first === undefined) return "past the end";
  if (typeof first !== "string" || !isAscii(first)) return undefined;
  if (first.length >= count) return [first.slice(0, count)];
  const rest = taken(more, count - first.length);
  return rest === undefined || rest === "past the end" ? rest : joined([first], rest);
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

export function concatenated(a: Symbolic, b: Symbolic): Symbolic | undefined {
  if (a.kind === "text" && b.kind === "text") return mapTexts([a, b], joined);
  // Whatever else such a text is, it begins and ends with what is known.
  const open = [a, b].find(({ kind }) => kind === "unknown");
  const [prefix, suffix] = [endOf(a, "prefix"), endOf(b, "suffix")];
  return open?.kind === "unknown" ? { kind: "unknown", construct: open.construct, prefix, suffix } : undefined;
}

/** What a text begins or ends with for certain. */
function endOf(value: Symbolic, end: "prefix" | "suffix"): string {
  return (value.kind === "unknown" ? value[end] : constantOf(value)) ?? "";
}

export function joinedBy(list: Symbolic, separator: Symbolic = textOf([])): Symbolic | undefined {
  const text = constantOf(separator);
  if (list.kind !== "list" || text === undefined || !list.items.every((item) => item.kind === "text")) return undefined;
  return mapTexts(list.items as Text[], (...texts) =>
    texts.flatMap((each, i) => (i === 0 ? [...each] : [text, ...each])),
  );
}

function rewriteEach(value: Text, rewrite: (text: SubjectText) => SubjectText | undefined): Symbolic | undefined {
  const cases: TextCase[] = [];
  for (const { when, text } of value.cases) {
    const result = rewrite(text);
    if (result === undefined) return undefined;
    cases.push({ when, text: joined(result) });
  }
  return limited(cases, value.always);
}

function mapTexts(operands: readonly Text[], combine: (...texts: SubjectText[]) => SubjectText): Symbolic | undefined {
  let cases: { when: Language; texts: SubjectText[] }[] = [{ when: ALL, texts: [] }];
  for (const { cases: each } of operands) {
    if (cases.length * each.length > MAX_CASES) return undefined;
    cases = cases.flatMap(({ when, texts }) =>
      each.map((one) => ({ when: both(when, one.when), texts: [...texts, one.text] })),
    );
  }
  return limited(
    cases.map(({ when, texts }) => ({ when, text: joined(combine(...texts)) })),
    operands.every(({ always }) => always === true),
  );
}

export function atMost(a: Symbolic, b: Symbolic): Symbolic | undefined {
  const more = compareSize(b, a, -1);
  return compareSize(a, b, 0) ?? (more === undefined ? undefined : negated(more));
}

export function lessThan(a: Symbolic, b: Symbolic): Symbolic | undefined {
  const atLeast = compareSize(b, a, 0);
  return compareSize(a, b, -1) ?? (atLeast === undefined ? undefined : negated(atLeast));
}

/** `size(text) <= number + shift`, as far as it is about a text and a number. */
function compareSize(size: Symbolic, bound: Symbolic, shift: number): Symbolic | undefined {
  if (bound.kind !== "number" || !Number.isInteger(bound.value)) return undefined;
  if (size.kind === "number")
    return Number.isInteger(size.value) ? fromPlain(size.value <= bound.value + shift) : undefined;
  if (size.kind !== "size") return undefined;
  const isPlain = size.of.every(({ text }) => text.every((piece) => typeof piece !== "string" || isAscii(piece)));
  if (!isPlain) return undefined;
  return test({ cases: size.of, always: size.always === true }, (text) =>
    subjectsWithinCharacters(text, bound.value + shift),
  );
}
