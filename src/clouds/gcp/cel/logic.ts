import type { Language } from "../../../core/language/language";
import { ALL, NONE, unknown } from "../../../core/language/language";
import { both, either, except } from "./subject-sets";
import type { SubjectText } from "./subject-text";
import { constantText, sameText } from "./subject-text";
import { subjectsWhere } from "./subjects-where";
import type { Symbolic, TextCase } from "./symbolic";
import { asBool, constantOf, ERROR, fromPlain, hasField, limited, textOf, unknownOf, whereDefined } from "./symbolic";

/** For which `sub` an expression is true; what fails or is no boolean is never true. */
export function whereTrue(value: Symbolic): Language {
  return asBool(value).yes;
}

/** For which `sub` a value is this text. */
export function whereEquals(value: Symbolic, text: string): Language {
  return asBool(equal(value, textOf([text]))).yes;
}

export function negated(value: Symbolic): Symbolic {
  const { yes, no } = asBool(value);
  return { kind: "bool", yes: no, no: yes };
}

/** `&&`: one decisive side absorbs an error of the other. */
export function celAnd(...values: Symbolic[]): Symbolic {
  const bools = values.map(asBool);
  return { kind: "bool", yes: both(...bools.map(({ yes }) => yes)), no: either(...bools.map(({ no }) => no)) };
}

/** `||`: one decisive side absorbs an error of the other. */
export function celOr(...values: Symbolic[]): Symbolic {
  const bools = values.map(asBool);
  return { kind: "bool", yes: either(...bools.map(({ yes }) => yes)), no: both(...bools.map(({ no }) => no)) };
}

export function choose(value: Symbolic, then: Symbolic, otherwise: Symbolic): Symbolic | undefined {
  const condition = asBool(value);
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

export function equal(a: Symbolic, b: Symbolic): Symbolic {
  if (a.kind === "error" || b.kind === "error") return ERROR;
  const mixesListAndText = [a, b].some((value) => value.kind === "unknown" && value.isList) && [a, b].some(isText);
  if (mixesListAndText) return { kind: "bool", yes: NONE, no: unknown("a comparison of a list with a text") };
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

function isText({ kind }: Symbolic): boolean {
  return kind === "text";
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

export function contained(item: Symbolic, container: Symbolic): Symbolic | undefined {
  if (container.kind === "record") {
    const name = constantOf(item);
    return name === undefined ? undefined : hasField(container, name);
  }
  if (container.kind !== "list") return container.kind === "unknown" ? container : ERROR;
  const { yes, no } = asBool(celOr(...container.items.map((each) => equal(item, each)), fromPlain(false)!));
  return { kind: "bool", yes, no: both(no, whereDefined(item)) };
}
