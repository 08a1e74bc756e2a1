import type { Language } from "../../../core/language/language";
import { ALL, NONE, unknown } from "../../../core/language/language";
import { either, isNone } from "./subject-sets";
import type { SubjectText } from "./subject-text";
import { constantText } from "./subject-text";

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
  /** A field that is not listed is missing, or may be anything in an open record; one that is undefined may be missing, and its value is not known. */
  | { kind: "record"; name: string; fields: ReadonlyMap<string, Symbolic | undefined>; open?: boolean }
  | { kind: "error" }
  /** Of a list, only that it is one may be known. */
  | { kind: "unknown"; construct: string; isList?: boolean };

export interface TextCase {
  when: Language;
  text: SubjectText;
}

export type SymbolicScope = ReadonlyMap<string, Symbolic>;

export const ERROR: Symbolic = { kind: "error" };

/** A text with more cases than this is not followed any further. */
export const MAX_CASES = 64;

export function textOf(text: SubjectText): Symbolic {
  return { kind: "text", cases: [{ when: ALL, text }] };
}

export function unknownOf(construct: string): Symbolic {
  return { kind: "unknown", construct };
}

export function fromPlain(value: unknown): Symbolic | undefined {
  if (typeof value === "string") return textOf([value]);
  if (typeof value === "boolean") return { kind: "bool", yes: value ? ALL : NONE, no: value ? NONE : ALL };
  if (typeof value === "number") return { kind: "number", value };
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return { kind: "number", value: Number(value) };
  if (!Array.isArray(value)) return undefined;
  const items = value.map(fromPlain);
  return items.includes(undefined) ? undefined : { kind: "list", items: items as Symbolic[] };
}

export function asBool(value: Symbolic | undefined): { yes: Language; no: Language } {
  if (value?.kind === "bool") return value;
  if (value?.kind === "unknown") return { yes: unknown(value.construct), no: unknown(value.construct) };
  return { yes: NONE, no: NONE };
}

export function constantOf(value: Symbolic): string | undefined {
  if (value.kind !== "text" || value.cases.length !== 1) return undefined;
  const { when, text } = value.cases[0]!;
  return when === ALL ? constantText(text) : undefined;
}

/** For which `sub` a value exists at all. */
export function whereDefined(value: Symbolic): Language {
  if (value.kind === "text") return either(...value.cases.map(({ when }) => when));
  if (value.kind === "size") return either(...value.of.map(({ when }) => when));
  if (value.kind === "bool") return either(value.yes, value.no);
  if (value.kind === "unknown") return unknown(value.construct);
  return value.kind === "error" ? NONE : ALL;
}

/** A list whose items all exist for every token; one that fails takes the whole list with it. */
export function listOf(items: readonly Symbolic[]): Symbolic {
  if (items.some(({ kind }) => kind === "error")) return ERROR;
  const isCertain = items.every((item) => whereDefined(item) === ALL);
  return isCertain ? { kind: "list", items } : unknownOf("a list of values that some tokens lack");
}

export function limited(cases: readonly TextCase[]): Symbolic | undefined {
  const possible = cases.filter(({ when }) => !isNone(when));
  return possible.length > MAX_CASES ? undefined : { kind: "text", cases: possible };
}

export function hasField(record: Symbolic, name: string): Symbolic {
  if (record.kind === "unknown") return record;
  if (record.kind !== "record") return ERROR;
  if (record.fields.get(name) === undefined && (record.open || record.fields.has(name))) {
    return unknownOf(`whether a token has ${record.name}.${name}`);
  }
  return fromPlain(record.fields.has(name))!;
}

export function fieldOf(record: Symbolic, name: string): Symbolic {
  if (record.kind === "unknown") return record;
  if (record.kind !== "record" || !(record.open || record.fields.has(name))) return ERROR;
  return record.fields.get(name) ?? unknownOf(`the claim ${record.name}.${name}`);
}
