import type { Language } from "../../../core/language/language";
import { ALL, unknown } from "../../../core/language/language";
import { negated } from "./logic";
import { parseTemplate } from "./run";
import type { Unit } from "./subject-pattern";
import { both, either, except } from "./subject-sets";
import type { SubjectText } from "./subject-text";
import { constantText, holdsAnySub, joined, occursInNames } from "./subject-text";
import { subjectsMatching } from "./subjects-matching";
import { subjectsWhere, subjectsWithin } from "./subjects-where";
import type { Symbolic, TextCase } from "./symbolic";
import { constantOf, ERROR, fromPlain, limited, MAX_CASES, textOf } from "./symbolic";

export function search(
  value: Symbolic,
  of: Symbolic,
  pattern: (text: string) => readonly Unit[],
): Symbolic | undefined {
  const text = constantOf(of);
  if (value.kind !== "text" || text === undefined) return value.kind === "text" ? undefined : typeFault(value);
  return test(value.cases, (each) => subjectsWhere(each, pattern(text)));
}

export function matches(value: Symbolic, of: Symbolic): Symbolic | undefined {
  const expression = constantOf(of);
  if (value.kind !== "text" || expression === undefined) return value.kind === "text" ? undefined : typeFault(value);
  return test(value.cases, (each) => subjectsMatching(each, expression) ?? unknown("matches() on a composed text"));
}

function test(cases: readonly TextCase[], where: (text: SubjectText) => Language): Symbolic {
  const results = cases.map(({ when, text }) => ({ when, holds: where(text) }));
  return {
    kind: "bool",
    yes: either(...results.map(({ when, holds }) => both(when, holds))),
    no: either(...results.map(({ when, holds }) => both(when, except(holds)))),
  };
}

/** A function of texts that is asked about something else fails. */
function typeFault(value: Symbolic): Symbolic {
  return value.kind === "unknown" ? value : ERROR;
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
  const cases: TextCase[] = [];
  for (const { when, text } of value.cases) {
    const start = prefix === "" ? [[], text] : cut(text, prefix);
    if (start === undefined) return undefined;
    const [, after] = start;
    const end = after === undefined || suffix === "" ? [after] : cut(after, suffix);
    if (end === undefined) return undefined;
    cases.push({ when, text: end[0] ?? [] });
  }
  return { kind: "text", cases };
}

export function split(value: Symbolic, of: Symbolic): Symbolic | undefined {
  const separator = constantOf(of);
  if (value.kind !== "text" || value.cases.length !== 1 || separator === undefined || separator === "")
    return undefined;
  const { when, text } = value.cases[0]!;
  if (when !== ALL) return undefined;
  const items: SubjectText[] = [];
  let rest: SubjectText = text;
  for (;;) {
    const halves = cut(rest, separator);
    if (halves === undefined) return undefined;
    if (halves[1] === undefined) return { kind: "list", items: [...items, rest].map(textOf) };
    items.push(halves[0]!);
    rest = halves[1];
  }
}

/**
 * The text before and after the first occurrence of a mark; `[]` where it occurs for no token, `undefined` where that depends on
 * the token.
 */
function cut(text: SubjectText, mark: string): [SubjectText, SubjectText] | [] | undefined {
  if (holdsAnySub(text)) return undefined;
  const [first] = text;
  const startsInFirst = typeof first === "string" ? first.indexOf(mark) : -1;
  if (startsInFirst < 0 && occursInNames(mark[0]!)) return constantText(text) === undefined ? undefined : [];
  for (const [i, piece] of text.entries()) {
    if (typeof piece !== "string") continue;
    const at = piece.indexOf(mark);
    if (at >= 0) {
      return [
        joined(text.slice(0, i), [piece.slice(0, at)]),
        joined([piece.slice(at + mark.length)], text.slice(i + 1)),
      ];
    }
    const mayRunOver = i < text.length - 1 && mark.split("").some((_, n) => n > 0 && piece.endsWith(mark.slice(0, n)));
    if (mayRunOver) return undefined;
  }
  return [];
}

export function lowered(value: Symbolic): Symbolic | undefined {
  if (value.kind !== "text" || value.cases.some(({ text }) => holdsAnySub(text))) return undefined;
  return mapTexts([value.cases], (text) => text.map((piece) => (typeof piece === "string" ? lower(piece) : piece)));
}

export function concatenated(a: Symbolic, b: Symbolic): Symbolic | undefined {
  return a.kind === "text" && b.kind === "text" ? mapTexts([a.cases, b.cases], joined) : undefined;
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (char) => char.toLowerCase());
}

function mapTexts(
  operands: readonly (readonly TextCase[])[],
  combine: (...texts: SubjectText[]) => SubjectText,
): Symbolic | undefined {
  let cases: { when: Language; texts: SubjectText[] }[] = [{ when: ALL, texts: [] }];
  for (const operand of operands) {
    if (cases.length * operand.length > MAX_CASES) return undefined;
    cases = cases.flatMap(({ when, texts }) =>
      operand.map((each) => ({ when: both(when, each.when), texts: [...texts, each.text] })),
    );
  }
  return limited(cases.map(({ when, texts }) => ({ when, text: joined(combine(...texts)) })));
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
  const isAscii = size.of.every(({ text }) =>
    text.every((piece) => typeof piece !== "string" || /^[\0-\x7f]*$/.test(piece)),
  );
  return isAscii ? test(size.of, (text) => subjectsWithin(text, bound.value + shift)) : undefined;
}
