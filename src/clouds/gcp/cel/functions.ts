import { parseRegex } from "../../../core/language/regex";
import type { Apply } from "./logic";
import { celAnd, celOr, choose, contained, equal, fieldBy, negated } from "./logic";
import { parseTemplate } from "./run";
import type { Symbolic, ValueType } from "./symbolic";
import { constantOf, ERROR, fieldOf, oneOf, textOf, typeOf } from "./symbolic";
import {
  atMost,
  beginsWith,
  charAt,
  concatenated,
  extract,
  joinedBy,
  lessThan,
  lowered,
  matches,
  raised,
  replaced,
  search,
  split,
  substring,
  trimmed,
} from "./texts";
import { isEarlier, subtracted } from "./times";
import { typeOfValue } from "./value-types";

/** By CEL's name of the function. `undefined` is what is not modelled. */
export const FUNCTIONS: Readonly<Record<string, Apply>> = {
  "!_": (a) => negated(a!),
  "_&&_": celAnd,
  "_||_": celOr,
  "_?_:_": (condition, then, otherwise) => choose(condition!, then!, otherwise!),
  "_==_": (a, b) => equal(a!, b!),
  "_!=_": (a, b) => negated(equal(a!, b!)),
  "@in": (item, container) => contained(item!, container!),
  "_[_]": (container, key) => {
    const name = constantOf(key!);
    if (container?.kind === "record" && name !== undefined) return fieldOf(container, name);
    if (container?.kind === "record" && container.isWhole) return fieldBy(container, key!);
    return container?.kind === "list" && key?.kind === "number" ? (container.items[key.value] ?? ERROR) : undefined;
  },
  "_+_": (a, b) => {
    if (a?.kind === "list" && b?.kind === "list") return { kind: "list", items: [...a.items, ...b.items] };
    if (isCount(a) && isCount(b)) return { kind: "number", value: a.value + b.value };
    return concatenated(a!, b!);
  },
  startsWith: (text, of) => beginsWith(text!, of!),
  endsWith: (text, of) => search(text!, of!, (value) => ["any-run", value]),
  contains: (text, of) => search(text!, of!, (value) => ["any-run", value, "any-run"]),
  matches: (text, of) => matches(text!, of!),
  extract: (text, template) => extract(text!, template!),
  split: (text, separator, limit) => (limit === undefined ? split(text!, separator!) : undefined),
  replace: (text, from, to, limit) => (limit === undefined ? replaced(text!, from!, to!) : undefined),
  join: (list, separator) => joinedBy(list!, separator),
  substring: (text, start, end) => substring(text!, start!, end),
  charAt: (text, index) => charAt(text!, index!),
  lowerAscii: (text) => lowered(text!),
  upperAscii: (text) => raised(text!),
  trim: (text) => trimmed(text!),
  string: (value) => (value?.kind === "bool" ? writtenOut(value) : value?.kind === "text" ? value : undefined),
  size: (of) => {
    if (of?.kind === "list") return { kind: "number", value: of.items.length };
    return of?.kind === "text" ? { kind: "size", of: of.cases, always: of.always === true } : undefined;
  },
  type: (value) => typeOfValue(value!),
  "_-_": (a, b) => subtracted(a!, b!),
  "_<=_": (a, b) => isAtMost(a!, b!),
  "_<_": (a, b) => isLess(a!, b!),
  "_>=_": (a, b) => isAtMost(b!, a!),
  "_>_": (a, b) => isLess(b!, a!),
};

function isAtMost(a: Symbolic, b: Symbolic): Symbolic | undefined {
  return isEarlier(a, b, true) ?? atMost(a, b);
}

function isLess(a: Symbolic, b: Symbolic): Symbolic | undefined {
  return isEarlier(a, b, false) ?? lessThan(a, b);
}

function writtenOut(value: Extract<Symbolic, { kind: "bool" }>): Symbolic | undefined {
  const cases = [
    { when: value.yes, value: textOf(["true"]) },
    { when: value.no, value: textOf(["false"]) },
  ];
  return oneOf(cases, value.always === true);
}

function isCount(value: Symbolic | undefined): value is Extract<Symbolic, { kind: "number" }> {
  return value?.kind === "number" && !value.isDouble;
}

/** The type of what a function that cannot fail makes of values that are not all known. */
export function resultType(name: string, operands: readonly Symbolic[]): ValueType | undefined {
  const types = operands.map(typeOf);
  if (types.includes(undefined)) return undefined;
  const signature = `${name}(${types.join()})`;
  if (name === "_==_" || name === "_!=_" || (name === "@in" && types[1] === "list")) return "bool";
  if (name === "matches" && !isExpression(operands[1]!)) return undefined;
  if (name === "extract" && !isTemplate(operands[1]!)) return undefined;
  if (name === "_?_:_") return types[0] === "bool" && types[1] === types[2] ? types[1] : undefined;
  return Object.hasOwn(TOTAL, signature) ? TOTAL[signature] : undefined;
}

/** Functions with a result for all values of these types. */
const TOTAL: Readonly<Record<string, ValueType>> = {
  "!_(bool)": "bool",
  "_&&_(bool,bool)": "bool",
  "_||_(bool,bool)": "bool",
  "_+_(text,text)": "text",
  "_+_(list,list)": "list",
  "startsWith(text,text)": "bool",
  "endsWith(text,text)": "bool",
  "contains(text,text)": "bool",
  "matches(text,text)": "bool",
  "extract(text,text)": "text",
  "split(text,text)": "list",
  "replace(text,text,text)": "text",
  "lowerAscii(text)": "text",
  "upperAscii(text)": "text",
  "trim(text)": "text",
  "string(text)": "text",
  "string(number)": "text",
  "string(bool)": "text",
  "size(text)": "number",
  "size(list)": "number",
  "_<_(number,number)": "bool",
  "_<=_(number,number)": "bool",
  "_>_(number,number)": "bool",
  "_>=_(number,number)": "bool",
  "_<_(text,text)": "bool",
  "_<=_(text,text)": "bool",
  "_>_(text,text)": "bool",
  "_>=_(text,text)": "bool",
};

function isExpression(value: Symbolic): boolean {
  const expression = constantOf(value);
  return expression !== undefined && !("unsupported" in parseRegex(expression));
}

function isTemplate(value: Symbolic): boolean {
  const template = constantOf(value);
  try {
    return template !== undefined && parseTemplate(template).prefix !== undefined;
  } catch {
    return false;
  }
}
