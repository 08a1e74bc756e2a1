import type { Language } from "../../../core/language/language";
import { ALL, NONE, unknown } from "../../../core/language/language";
import { both, either, except } from "./subject-sets";
import type { SubjectText } from "./subject-text";
import { constantText, sameText } from "./subject-text";
import { subjectsWhere } from "./subjects-where";
import type { Symbolic, TextCase } from "./symbolic";
import {
  asBool,
  cannotBe,
  constantOf,
  ERROR,
  fromPlain,
  hasField,
  oneOf,
  textOf,
  typeOf,
  unknownOf,
  whereDefined,
} from "./symbolic";
import { isSameTime } from "./times";

/** For which `sub` an expression is true; what fails or is no boolean is never true. */
export function whereTrue(value: Symbolic): Language {
  return asBool(value).yes;
}

/** For which `sub` a value is this text. */
export function whereEquals(value: Symbolic, text: string): Language {
  return asBool(onEach([value, textOf([text])], equal)).yes;
}

/** A function of values of which some may be several, as the token decides. */
export function onEach(operands: readonly Symbolic[], apply: Apply): Symbolic | undefined {
  const at = operands.findIndex(({ kind }) => kind === "choice");
  const choice = operands[at];
  if (choice?.kind !== "choice") return apply(...operands);
  const results = choice.cases.map(({ when, value }) => ({ when, value: onEach(operands.with(at, value), apply) }));
  return oneOf(results, choice.always);
}

/** A function of CEL over symbolic values; `undefined` is what is not modelled. */
export type Apply = (...operands: Symbolic[]) => Symbolic | undefined;

export function negated(value: Symbolic): Symbolic {
  const { yes, no, always } = asBool(value);
  return { kind: "bool", yes: no, no: yes, always };
}

/** `&&`: one decisive side absorbs an error of the other. */
export function celAnd(...values: Symbolic[]): Symbolic {
  const bools = values.map(asBool);
  return {
    kind: "bool",
    yes: both(...bools.map(({ yes }) => yes)),
    no: either(...bools.map(({ no }) => no)),
    always: bools.every(({ always }) => always),
  };
}

/** `||`: one decisive side absorbs an error of the other. */
export function celOr(...values: Symbolic[]): Symbolic {
  const bools = values.map(asBool);
  return {
    kind: "bool",
    yes: either(...bools.map(({ yes }) => yes)),
    no: both(...bools.map(({ no }) => no)),
    always: bools.every(({ always }) => always),
  };
}

export function choose(value: Symbolic, then: Symbolic, otherwise: Symbolic): Symbolic | undefined {
  const { yes, no, always } = asBool(value);
  if (yes === ALL) return then;
  if (no === ALL) return otherwise;
  const cases = [
    { when: yes, value: then },
    { when: no, value: otherwise },
  ];
  return oneOf(cases, always);
}

export function equal(a: Symbolic, b: Symbolic): Symbolic {
  if (a.kind === "error" || b.kind === "error") return ERROR;
  const mixesListAndText =
    [a, b].some((value) => value.kind === "unknown" && value.is === "list") && [a, b].some(isText);
  if (mixesListAndText) return { kind: "bool", yes: NONE, no: unknown("a comparison of a list with a text") };
  if (cannotBe(a, constantOf(b)) || cannotBe(b, constantOf(a))) {
    return { kind: "bool", yes: NONE, no: unknown("a comparison of a claim that may be no text") };
  }
  const asTimes = isSameTime(a, b);
  if (asTimes !== undefined) return asTimes;
  for (const value of [a, b]) {
    if (value.kind === "unknown") return unknownOf(value.construct, bothExist(a, b) ? "bool" : undefined);
  }
  if (a.kind === "text" && b.kind === "text") return { ...equalTexts(a.cases, b.cases), always: bothExist(a, b) };
  if (a.kind === "bool" && b.kind === "bool") {
    return {
      kind: "bool",
      yes: either(both(a.yes, b.yes), both(a.no, b.no)),
      no: either(both(a.yes, b.no), both(a.no, b.yes)),
      always: bothExist(a, b),
    };
  }
  if (a.kind === "number" && b.kind === "number") return fromPlain(a.value === b.value)!;
  if (a.kind === "type" && b.kind === "type") return fromPlain(a.name === b.name)!;
  if (a.kind === "list" && b.kind === "list") {
    if (a.items.length !== b.items.length) return fromPlain(false)!;
    return celAnd(fromPlain(true)!, ...a.items.map((item, i) => equal(item, b.items[i]!)));
  }
  if (a.kind === b.kind || a.kind === "size" || b.kind === "size")
    return unknownOf(`a comparison of two values (${a.kind})`);
  // CEL says false; a type checker in front of it says error. Both refuse where equality is asked for.
  return { kind: "bool", yes: NONE, no: unknown(`a comparison of a ${a.kind} with a ${b.kind}`) };
}

function bothExist(a: Symbolic, b: Symbolic): boolean {
  return typeOf(a) !== undefined && typeOf(b) !== undefined;
}

function isText({ kind }: Symbolic): boolean {
  return kind === "text";
}

function equalTexts(as: readonly TextCase[], bs: readonly TextCase[]) {
  const yes: Language[] = [];
  const no: Language[] = [];
  for (const a of as) {
    for (const b of bs) {
      const same = equalText(a.text, b.text);
      yes.push(both(a.when, b.when, same));
      no.push(both(a.when, b.when, except(same)));
    }
  }
  return { kind: "bool" as const, yes: either(...yes), no: either(...no) };
}

function equalText(a: SubjectText, b: SubjectText): Language {
  const [left, right] = [constantText(a), constantText(b)];
  if (right !== undefined) return subjectsWhere(a, [right]);
  if (left !== undefined) return subjectsWhere(b, [left]);
  return sameText(a, b) ? ALL : unknown("a comparison of two claims");
}

export function contained(item: Symbolic, container: Symbolic): Symbolic | undefined {
  if (container.kind === "record") {
    const name = constantOf(item);
    if (name !== undefined) return hasField(container, name);
    return container.isWhole ? contained(item, { kind: "list", items: keysOf(container) }) : undefined;
  }
  if (container.kind !== "list") return container.kind === "unknown" ? container : ERROR;
  const { yes, no } = asBool(celOr(...container.items.map((each) => equal(item, each)), fromPlain(false)!));
  return { kind: "bool", yes, no: both(no, whereDefined(item)), always: typeOf(item) !== undefined };
}

type Fields = Extract<Symbolic, { kind: "record" }>;

function keysOf({ fields }: Fields): Symbolic[] {
  return [...fields.keys()].map((name) => textOf([name]));
}

/** The value of a map that is written out, by a key that the token decides; without one it fails. */
export function fieldBy(map: Fields, key: Symbolic): Symbolic | undefined {
  return oneOf(
    [...map.fields].map(([name, value]) => ({ when: whereEquals(key, name), value })),
    false,
  );
}

/** What a macro goes through in a map: its keys. Of a token's claims, which may be more, `exists` and `all` can still say something. */
export function keysIn(map: Fields, isQuantifier: boolean): Symbolic[] | undefined {
  if (map.isWhole) return keysOf(map);
  if (!isQuantifier) return undefined;
  const certain = [...map.fields].filter(
    ([, value]) => value !== undefined && !(value.kind === "record" && value.ofPods),
  );
  return [...certain.map(([name]) => textOf([name])), unknownOf(`which claims ${map.name} has`, "text")];
}
