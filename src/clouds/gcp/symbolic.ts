import type { Language } from "../../core/language/language";
import { ALL, NONE, unknown } from "../../core/language/language";
import type { CelExpr } from "./cel";
import { celChildren, parseTemplate, runCel } from "./cel";
import type { SubjectText } from "./subject-text";
import {
  both,
  constantText,
  either,
  except,
  isNone,
  joined,
  occursInNames,
  sameText,
  subjectsMatching,
  subjectsWhere,
  subjectsWithin,
} from "./subject-text";

/**
 * What a CEL expression comes to, for every `sub` at once. Where neither case of a value holds, the expression fails at run time,
 * which refuses the token.
 */
export type Symbolic =
  | { kind: "bool"; yes: Language; no: Language }
  | { kind: "text"; cases: readonly TextCase[] }
  | { kind: "size"; of: readonly TextCase[] }
  | { kind: "list"; items: readonly Symbolic[] }
  | { kind: "number"; value: number }
  /** A field that is not listed is missing; one that is undefined may be missing, and its value is not known. */
  | { kind: "record"; name: string; fields: ReadonlyMap<string, Symbolic | undefined> }
  | { kind: "error" }
  | { kind: "unknown"; construct: string };

export interface TextCase {
  when: Language;
  text: SubjectText;
}

export type SymbolicScope = ReadonlyMap<string, Symbolic>;

const ERROR: Symbolic = { kind: "error" };
const MAX_CASES = 64;

export function textOf(text: SubjectText): Symbolic {
  return { kind: "text", cases: [{ when: ALL, text }] };
}

function unknownOf(construct: string): Symbolic {
  return { kind: "unknown", construct };
}

/** For which `sub` an expression is true; what fails or is no boolean is never true. */
export function whereTrue(value: Symbolic): Language {
  return asBool(value).yes;
}

/** For which `sub` a value is this text. */
export function whereEquals(value: Symbolic, text: string): Language {
  return asBool(equal(value, textOf([text]))).yes;
}

export function evaluateSymbolic(expr: CelExpr, scope: SymbolicScope): Symbolic {
  const { exprKind } = expr;
  const evaluate = (part: CelExpr | undefined): Symbolic =>
    part === undefined ? unknownOf("an empty CEL expression") : evaluateSymbolic(part, scope);
  if (exprKind.case === "constExpr") return constant(exprKind.value.constantKind);
  if (exprKind.case === "identExpr") {
    return scope.get(exprKind.value.name) ?? unknownOf(`the CEL variable ${exprKind.value.name}`);
  }
  if (exprKind.case === "selectExpr") {
    const { operand, field, testOnly } = exprKind.value;
    return testOnly ? hasField(evaluate(operand), field) : fieldOf(evaluate(operand), field);
  }
  if (exprKind.case === "listExpr") return listOf(exprKind.value.elements.map(evaluate));
  if (exprKind.case !== "callExpr") return folded(expr, scope) ?? unknownOf("a CEL macro over claims");
  const { function: name, target, args } = exprKind.value;
  const operands = (target === undefined ? args : [target, ...args]).map(evaluate);
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (operands.some(({ kind }) => kind === "error") && !LAZY.has(name)) return ERROR;
  const result = apply?.(...operands);
  if (result !== undefined && result.kind !== "unknown") return result;
  const open = operands.find(({ kind }) => kind === "unknown");
  return folded(expr, scope) ?? result ?? open ?? unknownOf(`the CEL function ${name} of these values`);
}

/** Functions that can have a result although an operand fails. */
const LAZY = new Set(["_&&_", "_||_", "_?_:_"]);

type Apply = (...operands: Symbolic[]) => Symbolic | undefined;

/** By CEL's name of the function. `undefined` is what is not modelled. */
const FUNCTIONS: Record<string, Apply> = {
  "!_": (a) => {
    const { yes, no } = asBool(a);
    return { kind: "bool", yes: no, no: yes };
  },
  // One decisive side absorbs an error of the other.
  "_&&_": (...of) => {
    const bools = of.map(asBool);
    return { kind: "bool", yes: both(...bools.map(({ yes }) => yes)), no: either(...bools.map(({ no }) => no)) };
  },
  "_||_": (...of) => {
    const bools = of.map(asBool);
    return { kind: "bool", yes: either(...bools.map(({ yes }) => yes)), no: both(...bools.map(({ no }) => no)) };
  },
  "_?_:_": (condition, then, otherwise) => choose(asBool(condition), then!, otherwise!),
  "_==_": (a, b) => equal(a!, b!),
  "_!=_": (a, b) => FUNCTIONS["!_"]!(equal(a!, b!)),
  "@in": (item, container) => contained(item!, container!),
  "_[_]": (container, key) => {
    const name = constantOf(key!);
    if (container?.kind === "record" && name !== undefined) return fieldOf(container, name);
    return container?.kind === "list" && key?.kind === "number" ? (container.items[key.value] ?? ERROR) : undefined;
  },
  "_+_": (a, b) => {
    if (a?.kind === "list" && b?.kind === "list") return { kind: "list", items: [...a.items, ...b.items] };
    return a?.kind === "text" && b?.kind === "text" ? mapTexts([a.cases, b.cases], joined) : undefined;
  },
  startsWith: (text, of) => search(text!, of!, (value) => [value, "any-run"]),
  endsWith: (text, of) => search(text!, of!, (value) => ["any-run", value]),
  contains: (text, of) => search(text!, of!, (value) => ["any-run", value, "any-run"]),
  matches: (text, of) => matches(text!, of!),
  extract: (text, template) => extract(text!, template!),
  split: (text, separator) => split(text!, separator!),
  lowerAscii: (text) =>
    text?.kind === "text"
      ? mapTexts([text.cases], (value) => value.map((piece) => (typeof piece === "string" ? lower(piece) : piece)))
      : undefined,
  string: (text) => (text?.kind === "text" ? text : undefined),
  size: (of) => {
    if (of?.kind === "list") return { kind: "number", value: of.items.length };
    return of?.kind === "text" ? { kind: "size", of: of.cases } : undefined;
  },
  "_<=_": (a, b) => compareSize(a!, b!, 0) ?? negated(compareSize(b!, a!, -1)),
  "_<_": (a, b) => compareSize(a!, b!, -1) ?? negated(compareSize(b!, a!, 0)),
  "_>=_": (a, b) => FUNCTIONS["_<=_"]!(b!, a!),
  "_>_": (a, b) => FUNCTIONS["_<_"]!(b!, a!),
};

function constant(kind: { case: string | undefined; value?: unknown }): Symbolic {
  return fromPlain(kind.value) ?? unknownOf(`a CEL constant (${kind.case})`);
}

function fromPlain(value: unknown): Symbolic | undefined {
  if (typeof value === "string") return textOf([value]);
  if (typeof value === "boolean") return { kind: "bool", yes: value ? ALL : NONE, no: value ? NONE : ALL };
  if (typeof value === "number" || typeof value === "bigint") return { kind: "number", value: Number(value) };
  if (!Array.isArray(value)) return undefined;
  const items = value.map(fromPlain);
  return items.includes(undefined) ? undefined : { kind: "list", items: items as Symbolic[] };
}

function asBool(value: Symbolic | undefined): { yes: Language; no: Language } {
  if (value?.kind === "bool") return value;
  if (value?.kind === "unknown") return { yes: unknown(value.construct), no: unknown(value.construct) };
  return { yes: NONE, no: NONE };
}

function negated(value: Symbolic | undefined): Symbolic | undefined {
  return value === undefined ? undefined : FUNCTIONS["!_"]!(value);
}

function hasField(record: Symbolic, name: string): Symbolic {
  if (record.kind === "unknown") return record;
  if (record.kind !== "record") return ERROR;
  if (record.fields.has(name) && record.fields.get(name) === undefined) {
    return unknownOf(`whether a token has ${record.name}.${name}`);
  }
  return fromPlain(record.fields.has(name))!;
}

function fieldOf(record: Symbolic, name: string): Symbolic {
  if (record.kind === "unknown") return record;
  if (record.kind !== "record" || !record.fields.has(name)) return ERROR;
  return record.fields.get(name) ?? unknownOf(`the claim ${record.name}.${name}`);
}

function choose(condition: { yes: Language; no: Language }, then: Symbolic, otherwise: Symbolic): Symbolic | undefined {
  if (condition.yes === ALL) return then;
  if (condition.no === ALL) return otherwise;
  const kinds = [then.kind, otherwise.kind].filter((kind) => kind !== "error");
  if (kinds.every((kind) => kind === "text")) {
    return limited([
      ...casesOf(then).map(({ when, text }) => ({ when: both(condition.yes, when), text })),
      ...casesOf(otherwise).map(({ when, text }) => ({ when: both(condition.no, when), text })),
    ]);
  }
  if (!kinds.every((kind) => kind === "bool")) return undefined;
  const [left, right] = [asBool(then), asBool(otherwise)];
  return {
    kind: "bool",
    yes: either(both(condition.yes, left.yes), both(condition.no, right.yes)),
    no: either(both(condition.yes, left.no), both(condition.no, right.no)),
  };
}

function casesOf(value: Symbolic): readonly TextCase[] {
  return value.kind === "text" ? value.cases : [];
}

function equal(a: Symbolic, b: Symbolic): Symbolic {
  if (a.kind === "error" || b.kind === "error") return ERROR;
  if (a.kind === "unknown") return a;
  if (b.kind === "unknown") return b;
  if (a.kind === "text" && b.kind === "text") return equalTexts(a.cases, b.cases);
  if (a.kind === "bool" && b.kind === "bool") {
    return {
      kind: "bool",
      yes: either(both(a.yes, b.yes), both(a.no, b.no)),
      no: either(both(a.yes, b.no), both(a.no, b.yes)),
    };
  }
  if (a.kind === "number" && b.kind === "number") return fromPlain(a.value === b.value)!;
  if (a.kind === b.kind || a.kind === "size" || b.kind === "size")
    return unknownOf(`a comparison of two values (${a.kind})`);
  // CEL says false; a type checker in front of it says error. Both refuse where equality is asked for.
  return { kind: "bool", yes: NONE, no: unknown(`a comparison of a ${a.kind} with a ${b.kind}`) };
}

function equalTexts(as: readonly TextCase[], bs: readonly TextCase[]): Symbolic {
  const yes: Language[] = [];
  const no: Language[] = [];
  for (const a of as) {
    for (const b of bs) {
      const same = equalText(a.text, b.text);
      yes.push(both(a.when, b.when, same));
      no.push(both(a.when, b.when, except(same)));
    }
  }
  return { kind: "bool", yes: either(...yes), no: either(...no) };
}

function equalText(a: SubjectText, b: SubjectText): Language {
  const [left, right] = [constantText(a), constantText(b)];
  if (right !== undefined) return subjectsWhere(a, [right]);
  if (left !== undefined) return subjectsWhere(b, [left]);
  return sameText(a, b) ? ALL : unknown("a comparison of two claims");
}

function contained(item: Symbolic, container: Symbolic): Symbolic | undefined {
  if (container.kind === "record") {
    const name = constantOf(item);
    return name === undefined ? undefined : hasField(container, name);
  }
  if (container.kind !== "list") return container.kind === "unknown" ? container : ERROR;
  const { yes, no } = asBool(
    FUNCTIONS["_||_"]!(...container.items.map((each) => equal(item, each)), fromPlain(false)!),
  );
  return { kind: "bool", yes, no: both(no, whereDefined(item)) };
}

/** A list whose items all exist for every token; one that fails takes the whole list with it. */
function listOf(items: readonly Symbolic[]): Symbolic {
  if (items.some(({ kind }) => kind === "error")) return ERROR;
  const isCertain = items.every((item) => whereDefined(item) === ALL);
  return isCertain ? { kind: "list", items } : unknownOf("a list of values that some tokens lack");
}

/** For which `sub` a value exists at all. */
function whereDefined(value: Symbolic): Language {
  if (value.kind === "text") return either(...value.cases.map(({ when }) => when));
  if (value.kind === "size") return either(...value.of.map(({ when }) => when));
  if (value.kind === "bool") return either(value.yes, value.no);
  if (value.kind === "unknown") return unknown(value.construct);
  return value.kind === "error" ? NONE : ALL;
}

function search(
  value: Symbolic,
  of: Symbolic,
  pattern: (text: string) => Parameters<typeof subjectsWhere>[1],
): Symbolic | undefined {
  const text = constantOf(of);
  if (value.kind !== "text" || text === undefined) return value.kind === "text" ? undefined : typeFault(value);
  return test(value.cases, (each) => subjectsWhere(each, pattern(text)));
}

function matches(value: Symbolic, of: Symbolic): Symbolic | undefined {
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

function extract(value: Symbolic, of: Symbolic): Symbolic | undefined {
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
    const after = prefix === "" ? text : cut(text, prefix)?.[1];
    const result = after === undefined || suffix === "" ? after : cut(after, suffix)?.[0];
    if (result === undefined) return undefined;
    cases.push({ when, text: result });
  }
  return { kind: "text", cases };
}

function split(value: Symbolic, of: Symbolic): Symbolic | undefined {
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

function limited(cases: readonly TextCase[]): Symbolic | undefined {
  const possible = cases.filter(({ when }) => !isNone(when));
  return possible.length > MAX_CASES ? undefined : { kind: "text", cases: possible };
}

function constantOf(value: Symbolic): string | undefined {
  if (value.kind !== "text" || value.cases.length !== 1) return undefined;
  const { when, text } = value.cases[0]!;
  return when === ALL ? constantText(text) : undefined;
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (char) => char.toLowerCase());
}

/** The value of an expression that is about nothing but constants, the issuer and the audience: the interpreter's own answer. */
function folded(expr: CelExpr, scope: SymbolicScope): Symbolic | undefined {
  const assertion = scope.get("assertion");
  if (assertion?.kind !== "record" || !isConcrete(expr, new Set())) return undefined;
  const outcome = runCel(expr, {
    assertion: { iss: plain(assertion.fields.get("iss")), aud: plain(assertion.fields.get("aud")) },
  });
  return "error" in outcome ? ERROR : fromPlain(outcome.value);
}

function plain(value: Symbolic | undefined): unknown {
  return value?.kind === "list" ? value.items.map(constantOf) : value === undefined ? null : constantOf(value);
}

function isConcrete(expr: CelExpr, bound: ReadonlySet<string>): boolean {
  const { exprKind } = expr;
  if (exprKind.case === "identExpr") return bound.has(exprKind.value.name);
  if (exprKind.case === "selectExpr" && isIdent(exprKind.value.operand, "assertion")) {
    return !exprKind.value.testOnly && ["iss", "aud"].includes(exprKind.value.field);
  }
  if (exprKind.case !== "comprehensionExpr") return celChildren(expr).every((child) => isConcrete(child, bound));
  const { iterVar, iterVar2, accuVar } = exprKind.value;
  const inner = new Set([...bound, iterVar, iterVar2, accuVar]);
  return celChildren(expr).every((child) => isConcrete(child, inner));
}

function isIdent(expr: CelExpr | undefined, name: string): boolean {
  return expr?.exprKind.case === "identExpr" && expr.exprKind.value.name === name;
}
