import type { CelExpr } from "./expr";
import { FUNCTIONS, resultType } from "./functions";
import { celAnd, celOr, keysIn, onEach } from "./logic";
import { spend } from "./meter";
import { celChildren, runCel } from "./run";
import type { Symbolic, SymbolicScope } from "./symbolic";
import { ERROR, fieldOf, fromPlain, hasField, listOf, mapOf, toPlain, unknownOf } from "./symbolic";
import { typeByName } from "./value-types";

/**
 * Parts of expressions that may be looked at for one provider, those of a macro once for each item: some for any, and more for each character
 * that its expressions have.
 */
const MAX_STEPS = 4000;
const STEPS_OF_ANY = 1000;
const STEPS_OF_CHARACTER = 2;

/** Steps of the decision that looking at one part takes. */
const PART_COST = 16;

/** Functions that look for something in every subject at once, and the steps that each stands for. */
const SEARCHES = new Set(["contains", "matches", "extract", "endsWith"]);
const SEARCH_STEPS = 60;

/** What is left of the steps, for expressions of so many characters. */
export class CelSteps {
  left: number;

  constructor(length = MAX_STEPS) {
    this.left = Math.min(MAX_STEPS, STEPS_OF_ANY + STEPS_OF_CHARACTER * length);
  }
}

/** Steps that each part of a value stands for. */
const PART_STEPS = 10;

/** In how many parts a value is described, each of which the next function looks at again. */
function partsIn(value: Symbolic | undefined): number {
  if (value?.kind === "text") return value.cases.length;
  if (value?.kind !== "bool") return 1;
  return [value.yes, value.no].reduce(
    (sum, { kind, ...rest }) => sum + ("of" in rest && Array.isArray(rest.of) ? rest.of.length : 1),
    0,
  );
}

/** The value of an expression for every `sub` at once. */
export function evaluateSymbolic(expr: CelExpr, scope: SymbolicScope, steps = new CelSteps()): Symbolic {
  if (--steps.left < 0) return unknownOf("expressions that take too many steps");
  spend(PART_COST);
  const { exprKind } = expr;
  const evaluate = (part: CelExpr | undefined): Symbolic =>
    part === undefined ? unknownOf("an empty CEL expression") : evaluateSymbolic(part, scope, steps);
  if (exprKind.case === "constExpr") {
    const { constantKind } = exprKind.value;
    return fromPlain(constantKind.value) ?? unknownOf(`a CEL constant (${constantKind.case})`);
  }
  if (exprKind.case === "identExpr") {
    const { name } = exprKind.value;
    return scope.get(name) ?? typeByName(name) ?? unknownOf(`the CEL variable ${name}`);
  }
  if (exprKind.case === "selectExpr") {
    const { operand, field, testOnly } = exprKind.value;
    return testOnly ? hasField(evaluate(operand), field) : fieldOf(evaluate(operand), field);
  }
  if (exprKind.case === "listExpr") return listOf(exprKind.value.elements.map(evaluate));
  if (exprKind.case === "comprehensionExpr") return macro(expr, exprKind.value, scope, steps);
  if (exprKind.case === "structExpr") {
    const { entries } = exprKind.value;
    return mapOf(
      entries.map(({ keyKind, value }) => [
        evaluate(keyKind.case === "mapKey" ? keyKind.value : undefined),
        evaluate(value),
      ]),
    );
  }
  if (exprKind.case !== "callExpr") return unknownOf("an empty CEL expression");
  const { function: name, target, args } = exprKind.value;
  if (SEARCHES.has(name)) steps.left -= SEARCH_STEPS;
  const operands = (target === undefined ? args : [target, ...args]).map(evaluate);
  if (operands.some(({ kind }) => kind === "error") && !LAZY.has(name)) return ERROR;
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  // Of a choice one side is taken as it is; what it is chosen by is a boolean.
  const result = apply === undefined || name === "_?_:_" ? apply?.(...operands) : onEach(operands, apply);
  steps.left -= PART_STEPS * partsIn(result);
  if (result !== undefined && result.kind !== "unknown") return result;
  const constant = folded(expr, scope);
  if (constant !== undefined) return constant;
  const open = [...operands, result].find((value) => value?.kind === "unknown" || value?.kind === "time");
  const construct = open !== undefined && "construct" in open ? open.construct : `${calledAs(name)} of these values`;
  const is = result?.kind === "unknown" && result.is !== undefined ? result.is : resultType(name, operands);
  const { prefix, suffix }: { prefix?: string; suffix?: string } = result?.kind === "unknown" ? result : {};
  const unknown = unknownOf(construct, is);
  return prefix === undefined && suffix === undefined ? unknown : ({ ...unknown, prefix, suffix } as Symbolic);
}

/** A function as it is written: the syntax tree calls `a < b` `_<_`. */
function calledAs(name: string): string {
  const sign = /^_(\W.*)$/.exec(name)?.[1]?.replaceAll("_", "");
  return sign === undefined ? `the CEL function ${name}` : `the CEL operator ${sign}`;
}

/** Functions that can have a result although an operand fails. */
const LAZY = new Set(["_&&_", "_||_", "_?_:_"]);

type Comprehension = Extract<CelExpr["exprKind"], { case: "comprehensionExpr" }>["value"];

/** `exists`, `all`, `exists_one`, `map` and `filter` over a list whose length is known. */
function macro(expr: CelExpr, comprehension: Comprehension, scope: SymbolicScope, steps: CelSteps): Symbolic {
  const { iterVar, accuVar, iterRange, accuInit, loopStep, result } = comprehension;
  if (iterRange === undefined || accuInit === undefined || loopStep === undefined || result === undefined) {
    return unknownOf("an empty CEL macro");
  }
  const over = (range: Symbolic): Symbolic | undefined => {
    if (range.kind === "error" || range.kind === "text" || range.kind === "number") return ERROR;
    const quantifier = quantifierOf(loopStep, accuVar);
    const items = range.kind === "record" ? keysIn(range, quantifier !== undefined) : listed(range);
    if (items === undefined) return undefined;
    const within = (item: Symbolic, value: Symbolic) => new Map(scope).set(iterVar, item).set(accuVar, value);
    const start = evaluateSymbolic(accuInit, scope, steps);
    if (quantifier !== undefined) {
      const each = items.map((item) => evaluateSymbolic(quantifier.test, within(item, ERROR), steps));
      return quantifier.combine(start, ...each);
    }
    const total = items.reduce((value, item) => evaluateSymbolic(loopStep, within(item, value), steps), start);
    return evaluateSymbolic(result, new Map(scope).set(accuVar, total), steps);
  };
  const range = evaluateSymbolic(iterRange, scope, steps);
  const outcome = onEach([range], over as (range?: Symbolic) => Symbolic | undefined);
  if (outcome !== undefined) return outcome;
  return folded(expr, scope) ?? unknownOf(range.kind === "unknown" ? range.construct : "a CEL macro over claims");
}

function listed(range: Symbolic): readonly Symbolic[] | undefined {
  return range.kind === "list" ? range.items : undefined;
}

/** What `exists` and `all` ask of each item: all at once, which keeps long lists cheap. */
function quantifierOf({ exprKind }: CelExpr, accuVar: string) {
  if (exprKind.case !== "callExpr") return undefined;
  const combine = { "_||_": celOr, "_&&_": celAnd }[exprKind.value.function];
  const [accu, test] = exprKind.value.args;
  const isAccu = accu?.exprKind.case === "identExpr" && accu.exprKind.value.name === accuVar;
  return combine === undefined || test === undefined || !isAccu ? undefined : { combine, test };
}

/** Steps of the decision that running an expression takes. */
const RUN_COST = 200;

/** The value of an expression that is the same for every token: the interpreter's own answer. */
function folded(expr: CelExpr, scope: SymbolicScope): Symbolic | undefined {
  const variables: Record<string, unknown> = {};
  if (!isConcrete(expr, scope, new Set(), variables)) return undefined;
  spend(RUN_COST);
  const outcome = runCel(expr, variables);
  return "error" in outcome ? ERROR : fromPlain(outcome.value);
}

/** Whether an expression is about nothing but constants, and what of the scope is the same for every token, which it notes. */
function isConcrete(
  expr: CelExpr,
  scope: SymbolicScope,
  bound: ReadonlySet<string>,
  variables: Record<string, unknown>,
): boolean {
  const { exprKind } = expr;
  if (exprKind.case === "identExpr") {
    const { name } = exprKind.value;
    if (bound.has(name)) return true;
    const known = toPlain(scope.get(name));
    if (known !== undefined) variables[name] = known.plain;
    return known !== undefined;
  }
  if (exprKind.case === "selectExpr" && exprKind.value.operand?.exprKind.case === "identExpr") {
    const { name } = exprKind.value.operand.exprKind.value;
    const record = bound.has(name) ? undefined : scope.get(name);
    if (record?.kind === "record") {
      const known = exprKind.value.testOnly ? undefined : toPlain(record.fields.get(exprKind.value.field));
      if (known === undefined) return false;
      variables[name] = { ...(variables[name] as object | undefined), [exprKind.value.field]: known.plain };
      return true;
    }
  }
  if (exprKind.case !== "comprehensionExpr") {
    return celChildren(expr).every((child) => isConcrete(child, scope, bound, variables));
  }
  const { iterVar, iterVar2, accuVar, iterRange, accuInit } = exprKind.value;
  // What a macro goes through is read before its variables exist: one of them may have the name of a variable around it.
  const inner = new Set([...bound, iterVar, iterVar2, accuVar]);
  return celChildren(expr).every((child) =>
    isConcrete(child, scope, child === iterRange || child === accuInit ? bound : inner, variables),
  );
}
