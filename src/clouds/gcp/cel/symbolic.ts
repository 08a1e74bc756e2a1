import type { Language } from "../../../core/language/language";
import { ALL, NONE, unknown } from "../../../core/language/language";
import { both, either, isNone } from "./subject-sets";
import type { SubjectText } from "./subject-text";
import { constantText } from "./subject-text";

/**
 * What a CEL expression comes to, for every `sub` at once. Where neither case of a value holds, the expression fails at run time,
 * which refuses the token. A value with `always` has one for every token.
 */
export type Symbolic =
  | { kind: "bool"; yes: Language; no: Language; always?: boolean }
  | { kind: "text"; cases: readonly TextCase[]; always?: boolean }
  | { kind: "size"; of: readonly TextCase[]; always?: boolean }
  | { kind: "list"; items: readonly Symbolic[] }
  | { kind: "number"; value: number; isDouble?: boolean }
  /** A number of which the token decides, within bounds; `sinceIssued` is how long a time of the token is after its `iat`. */
  | { kind: "time"; construct: string; least: number; most: number; sinceIssued?: { least: number; most: number } }
  | { kind: "type"; name: string }
  /** Lists, numbers or values of several kinds, of which the token decides. */
  | { kind: "choice"; cases: readonly ValueCase[]; always: boolean }
  /** A field that is not listed is missing, or may be anything in an open record; one that is undefined may be missing, and its value is not known. */
  | {
      kind: "record";
      name: string;
      fields: ReadonlyMap<string, Symbolic | undefined>;
      open?: boolean;
      /** Written out in the expression, so that it has these fields and no others. */
      isWhole?: boolean;
      /** Every pod's token has it, others may not. */
      ofPods?: boolean;
    }
  | { kind: "error" }
  /** Where `is` says a type, every token has a value of it; of a text the longest one, and how it begins and ends, may be known. */
  | { kind: "unknown"; construct: string; is?: ValueType; maxBytes?: number; prefix?: string; suffix?: string };

export type ValueType = "bool" | "text" | "list" | "number";

export interface TextCase {
  when: Language;
  text: SubjectText;
}

interface ValueCase {
  when: Language;
  value: Symbolic;
}

export type SymbolicScope = ReadonlyMap<string, Symbolic>;

export const ERROR: Symbolic = { kind: "error" };

/** A value with more cases than this is not followed any further. */
export const MAX_CASES = 64;

export function textOf(text: SubjectText): Symbolic {
  return { kind: "text", cases: [{ when: ALL, text }], always: true };
}

export function unknownOf(construct: string, is?: ValueType): Symbolic {
  return { kind: "unknown", construct, ...(is === undefined ? {} : { is }) };
}

export function fromPlain(value: unknown): Symbolic | undefined {
  if (typeof value === "string") return textOf([value]);
  if (typeof value === "boolean") {
    return { kind: "bool", yes: value ? ALL : NONE, no: value ? NONE : ALL, always: true };
  }
  if (typeof value === "number") return { kind: "number", value, isDouble: true };
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return { kind: "number", value: Number(value) };
  if (!Array.isArray(value)) return undefined;
  const items = value.map(fromPlain);
  return items.includes(undefined) ? undefined : { kind: "list", items: items as Symbolic[] };
}

/** The value as the interpreter takes it, where it is the same for every token. */
export function toPlain(value: Symbolic | undefined): { plain: unknown } | undefined {
  if (value?.kind === "number") return { plain: value.isDouble ? value.value : BigInt(value.value) };
  if (value?.kind === "bool" && (value.yes === ALL || value.no === ALL)) return { plain: value.yes === ALL };
  if (value?.kind === "list") {
    const items = value.items.map(toPlain);
    return items.every((item) => item !== undefined) ? { plain: items.map(({ plain }) => plain) } : undefined;
  }
  const text = value === undefined ? undefined : constantOf(value);
  return text === undefined ? undefined : { plain: text };
}

export function asBool(value: Symbolic | undefined): { yes: Language; no: Language; always: boolean } {
  if (value?.kind === "bool") return { always: false, ...value };
  if (value?.kind === "unknown") {
    return { yes: unknown(value.construct), no: unknown(value.construct), always: value.is === "bool" };
  }
  if (value?.kind !== "choice") return { yes: NONE, no: NONE, always: false };
  const cases = value.cases.map((each) => ({ when: each.when, is: asBool(each.value) }));
  return {
    yes: either(...cases.map(({ when, is }) => both(when, is.yes))),
    no: either(...cases.map(({ when, is }) => both(when, is.no))),
    always: false,
  };
}

/** Whether a value of which no more than the ends are known cannot be this text. */
export function cannotBe(value: Symbolic, text: string | undefined): boolean {
  if (value.kind !== "unknown" || text === undefined) return false;
  const { prefix = "", suffix = "" } = value;
  return !(text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix));
}

export function constantOf(value: Symbolic): string | undefined {
  if (value.kind !== "text" || value.cases.length !== 1) return undefined;
  const { when, text } = value.cases[0]!;
  return when === ALL ? constantText(text) : undefined;
}

/** For which `sub` a value exists at all. */
export function whereDefined(value: Symbolic): Language {
  if (typeOf(value) !== undefined) return ALL;
  if (value.kind === "text") return either(...value.cases.map(({ when }) => when));
  if (value.kind === "size") return either(...value.of.map(({ when }) => when));
  if (value.kind === "bool") return either(value.yes, value.no);
  if (value.kind === "choice") return either(...value.cases.map((each) => both(each.when, whereDefined(each.value))));
  if (value.kind === "unknown") return unknown(value.construct);
  return value.kind === "error" ? NONE : ALL;
}

/** The type of a value that exists for every token. */
export function typeOf(value: Symbolic): ValueType | undefined {
  if (value.kind === "text" || value.kind === "bool") return value.always ? value.kind : undefined;
  if (value.kind === "unknown") return value.is;
  if (value.kind === "choice") {
    const types = new Set(value.cases.map((each) => typeOf(each.value)));
    return value.always && types.size === 1 ? [...types][0] : undefined;
  }
  if (value.kind === "size") return value.always ? "number" : undefined;
  if (value.kind === "time") return "number";
  return value.kind === "list" || value.kind === "number" ? value.kind : undefined;
}

/** The value that holds where its case does; `undefined` where there are too many. */
export function oneOf(
  cases: readonly { when: Language; value: Symbolic | undefined }[],
  always: boolean,
): Symbolic | undefined {
  const possible = cases.flatMap(flattened).filter(({ when }) => !isNone(when));
  const [first] = possible;
  if (first === undefined) return ERROR;
  if (possible.some(({ value }) => value === undefined)) return undefined;
  const known = possible as ValueCase[];
  const isAlways =
    always && cases.every(({ when, value }) => isNone(when) || (value !== undefined && typeOf(value) !== undefined));
  if (isAlways && known.every(({ value }) => isSameConstant(value, known[0]!.value))) return known[0]!.value;
  if (known.length === 1 && first.when === ALL) return first.value;
  const isAll = (kind: Symbolic["kind"]) => known.every(({ value }) => value.kind === kind || value.kind === "error");
  if (isAll("text")) {
    const texts = known.flatMap(({ when, value }) => (value.kind === "text" ? narrowed(when, value.cases) : []));
    return limited(texts, isAlways);
  }
  if (known.every(({ value }) => value.kind === "bool" || value.kind === "error" || typeOf(value) === "bool")) {
    const { yes, no } = asBool({ kind: "choice", cases: known, always: isAlways });
    return { kind: "bool", yes, no, always: isAlways };
  }
  const types = new Set(known.map(({ value }) => typeOf(value)));
  const open = known.find(({ value }) => value.kind === "unknown");
  const merged = mergedNumbers(known);
  if (merged.length <= MAX_CASES) return { kind: "choice", cases: merged, always: isAlways };
  return open?.value.kind === "unknown" && types.size === 1 ? open.value : undefined;
}

function flattened(one: { when: Language; value: Symbolic | undefined }) {
  if (one.value?.kind !== "choice") return [one];
  return one.value.cases.map(({ when, value }) => ({ when: both(one.when, when), value }));
}

function narrowed(when: Language, cases: readonly TextCase[]): TextCase[] {
  return cases.map((each) => ({ when: both(when, each.when), text: each.text }));
}

function isSameConstant(a: Symbolic, b: Symbolic): boolean {
  const [left, right] = [toPlain(a), toPlain(b)];
  if (left === undefined || right === undefined || typeOf(a) === "list") return false;
  return typeof left.plain === typeof right.plain && left.plain === right.plain;
}

/** Counting gives the same number in many ways. */
function mergedNumbers(cases: readonly ValueCase[]): ValueCase[] {
  const merged = new Map<unknown, ValueCase>();
  for (const { when, value } of cases) {
    const key = value.kind === "number" ? toPlain(value)!.plain : value;
    const same = merged.get(key);
    merged.set(key, { when: same === undefined ? when : either(same.when, when), value });
  }
  return [...merged.values()];
}

/** A list whose items all exist for every token; one that fails takes the whole list with it. */
export function listOf(items: readonly Symbolic[]): Symbolic {
  if (items.some(({ kind }) => kind === "error")) return ERROR;
  const isCertain = items.every((item) => whereDefined(item) === ALL);
  return isCertain ? { kind: "list", items } : unknownOf("a list of values that some tokens lack");
}

/** A map that is written out; a value that fails takes it all with it. */
export function mapOf(entries: readonly (readonly [key: Symbolic, value: Symbolic])[]): Symbolic {
  if (entries.some(([key, value]) => key.kind === "error" || value.kind === "error")) return ERROR;
  const fields = new Map(entries.map(([key, value]) => [constantOf(key) ?? "", value]));
  const isCertain = entries.every(([key, value]) => constantOf(key) !== undefined && whereDefined(value) === ALL);
  if (!isCertain || fields.size < entries.length)
    return unknownOf("a CEL map of values that some tokens lack, or of keys that are no texts");
  return { kind: "record", name: "a CEL map", fields, isWhole: true };
}

export function limited(cases: readonly TextCase[], always = false): Symbolic | undefined {
  const possible = cases.filter(({ when }) => !isNone(when));
  return possible.length > MAX_CASES ? undefined : { kind: "text", cases: possible, always };
}

export function hasField(record: Symbolic, name: string): Symbolic {
  if (record.kind === "unknown") return unknownOf(record.construct);
  if (record.kind === "error") return ERROR;
  // Implementations differ: some fail, some say that there is none.
  if (record.kind !== "record") return unknownOf(`has() of what can have no field ${name}`);
  const field = record.fields.get(name);
  const isOpen = field === undefined && (record.open || record.fields.has(name));
  if (isOpen || (field?.kind === "record" && field.ofPods)) {
    return unknownOf(`whether a token has ${record.name}.${name}`, "bool");
  }
  return fromPlain(record.fields.has(name))!;
}

export function fieldOf(record: Symbolic, name: string): Symbolic {
  if (record.kind === "unknown") return unknownOf(record.construct);
  if (record.kind !== "record" || !(record.open || record.fields.has(name))) return ERROR;
  return record.fields.get(name) ?? unknownOf(`the claim ${record.name}.${name}`);
}
