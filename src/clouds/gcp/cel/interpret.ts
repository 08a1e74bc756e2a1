import { celAnd, celOr, choose, contained, equal, negated } from "./logic";
import type { CelExpr } from "./run";
import { celChildren, runCel } from "./run";
import type { Symbolic, SymbolicScope } from "./symbolic";
import { constantOf, ERROR, fieldOf, fromPlain, hasField, listOf, unknownOf } from "./symbolic";
import { atMost, concatenated, extract, lessThan, lowered, matches, search, split } from "./texts";

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
    return container?.kind === "list" && key?.kind === "number" ? (container.items[key.value] ?? ERROR) : undefined;
  },
  "_+_": (a, b) => {
    if (a?.kind === "list" && b?.kind === "list") return { kind: "list", items: [...a.items, ...b.items] };
    return concatenated(a!, b!);
  },
  startsWith: (text, of) => search(text!, of!, (value) => [value, "any-run"]),
  endsWith: (text, of) => search(text!, of!, (value) => ["any-run", value]),
  contains: (text, of) => search(text!, of!, (value) => ["any-run", value, "any-run"]),
  matches: (text, of) => matches(text!, of!),
  extract: (text, template) => extract(text!, template!),
  split: (text, separator) => split(text!, separator!),
  lowerAscii: (text) => lowered(text!),
  string: (text) => (text?.kind === "text" ? text : undefined),
  size: (of) => {
    if (of?.kind === "list") return { kind: "number", value: of.items.length };
    return of?.kind === "text" ? { kind: "size", of: of.cases } : undefined;
  },
  "_<=_": (a, b) => atMost(a!, b!),
  "_<_": (a, b) => lessThan(a!, b!),
  "_>=_": (a, b) => atMost(b!, a!),
  "_>_": (a, b) => lessThan(b!, a!),
};

function constant(kind: { case: string | undefined; value?: unknown }): Symbolic {
  return fromPlain(kind.value) ?? unknownOf(`a CEL constant (${kind.case})`);
}

/** The value of an expression that is about nothing but constants, the issuer and the audience: the interpreter's own answer. */
function folded(expr: CelExpr, scope: SymbolicScope): Symbolic | undefined {
  const assertion = scope.get("assertion");
  if (assertion?.kind !== "record") return undefined;
  const isKnown = (name: string) => !["unknown", undefined].includes(assertion.fields.get(name)?.kind);
  const known = KNOWN_CLAIMS.filter(isKnown);
  if (!isConcrete(expr, known, new Set())) return undefined;
  const outcome = runCel(expr, {
    assertion: Object.fromEntries(known.map((name) => [name, plain(assertion.fields.get(name)!)])),
  });
  return "error" in outcome ? ERROR : fromPlain(outcome.value);
}

/** Claims that are the same in every token that is asked about. */
const KNOWN_CLAIMS = ["iss", "aud"];

function plain(value: Symbolic): unknown {
  return value.kind === "list" ? value.items.map(constantOf) : constantOf(value);
}

/** Whether no variable is left but those that macros bind, and claims that are known. */
function isConcrete(expr: CelExpr, known: readonly string[], bound: ReadonlySet<string>): boolean {
  const { exprKind } = expr;
  if (exprKind.case === "identExpr") return bound.has(exprKind.value.name);
  if (exprKind.case === "selectExpr" && isIdent(exprKind.value.operand, "assertion") && !bound.has("assertion")) {
    return !exprKind.value.testOnly && known.includes(exprKind.value.field);
  }
  if (exprKind.case !== "comprehensionExpr") {
    return celChildren(expr).every((child) => isConcrete(child, known, bound));
  }
  const { iterVar, iterVar2, accuVar, iterRange, accuInit } = exprKind.value;
  // What a macro goes through is read before its variables exist: one of them may have the name of a variable around it.
  const inner = new Set([...bound, iterVar, iterVar2, accuVar]);
  return celChildren(expr).every((child) =>
    isConcrete(child, known, child === iterRange || child === accuInit ? bound : inner),
  );
}

function isIdent(expr: CelExpr | undefined, name: string): boolean {
  return expr?.exprKind.case === "identExpr" && expr.exprKind.value.name === name;
}
