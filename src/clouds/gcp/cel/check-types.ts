import type { CelExpr } from "./expr";
import { gradualOverloadsOf, overloadsOf } from "./overloads";
import type { CelType, FoundTypes } from "./types";
import { assignable, BOOL, DYN, isSame, moreGeneral, openType, resolved, STRING, typeNamed, typeText } from "./types";
import { TYPE_NAMES } from "./value-types";

/** The variables of an expression, by name. */
export type Declared = ReadonlyMap<string, CelType>;

/** The type of what an expression comes to, or why a type checker refuses it. */
export type Checked = { type: CelType } | { fault: string };

/**
 * Checks an expression before it is run, as Google does before it stores one (cel-spec, langdef.md, "Gradual type checking"); what a claim is, is known
 * only at run time.
 */
export function checkTypes(expr: CelExpr, declared: Declared, overloads = overloadsOf): Checked {
  const checker = new Checker(overloads);
  try {
    return { type: resolved(checker.typeOf(expr, declared), checker.found, true) };
  } catch (error) {
    if (error instanceof TypeFault) return { fault: error.message };
    throw error;
  }
}

class TypeFault extends Error {}

const CONSTANTS: Readonly<Record<string, string>> = {
  boolValue: "bool",
  bytesValue: "bytes",
  doubleValue: "double",
  int64Value: "int",
  nullValue: "null",
  stringValue: "string",
  uint64Value: "uint",
};

class Checker {
  found: FoundTypes = new Map();

  constructor(private readonly overloads: typeof overloadsOf) {}

  typeOf(expr: CelExpr | undefined, scope: Declared): CelType {
    if (expr === undefined) throw new TypeFault("an empty expression");
    const { exprKind } = expr;
    switch (exprKind.case) {
      case "constExpr":
        return typeNamed(CONSTANTS[exprKind.value.constantKind.case ?? ""] ?? "dyn");
      case "identExpr": {
        const { name } = exprKind.value;
        const type = scope.get(name) ?? (TYPE_NAMES.includes(name) ? typeNamed("type") : undefined);
        if (type === undefined) throw new TypeFault(`there is no variable ${name}`);
        return type;
      }
      case "selectExpr": {
        const field = this.fieldOf(this.typeOf(exprKind.value.operand, scope), exprKind.value.field);
        return exprKind.value.testOnly ? BOOL : field;
      }
      case "listExpr":
        return typeNamed("list", this.join(exprKind.value.elements.map((item) => this.typeOf(item, scope))));
      case "structExpr": {
        const { entries, messageName } = exprKind.value;
        if (messageName !== "") throw new TypeFault(`there is no type ${messageName}`);
        const keys = entries.map(({ keyKind }) =>
          this.typeOf(keyKind.case === "mapKey" ? keyKind.value : undefined, scope),
        );
        const values = entries.map(({ value }) => this.typeOf(value, scope));
        return typeNamed("map", this.join(keys), this.join(values));
      }
      case "comprehensionExpr":
        return this.macro(exprKind.value, scope);
      case "callExpr": {
        const { function: name, target, args } = exprKind.value;
        // The target after its arguments, as cel-go does: what is found out on the way may settle an open type.
        const operands = args.map((part) => this.typeOf(part, scope));
        if (target !== undefined) operands.unshift(this.typeOf(target, scope));
        return this.call(name, target !== undefined, operands);
      }
      default:
        throw new TypeFault("an empty expression");
    }
  }

  private fieldOf(operand: CelType, field: string): CelType {
    const type = resolved(operand, this.found);
    if (type.name === "map") return type.of[1]!;
    if (type.name === "dyn") return DYN;
    if (type.name !== "?") throw new TypeFault(`a ${typeText(type)} has no field ${field}`);
    this.unify(DYN, type);
    return DYN;
  }

  private call(name: string, isMember: boolean, operands: readonly CelType[]): CelType {
    let result: CelType | undefined;
    for (const overload of this.overloads(name)) {
      if (overload.isMember !== isMember) continue;
      const { args, result: ownResult } = overload.fresh();
      const found = assignable(operands, args, this.found);
      if (found === undefined) continue;
      this.found = found;
      const type = resolved(ownResult, found);
      if (result === undefined) result = type;
      else if (!isSame(result, type)) result = DYN;
    }
    if (result !== undefined) return result;
    const types = operands.map((operand) => typeText(resolved(operand, this.found, true))).join(", ");
    throw new TypeFault(`there is no ${name} of (${types})`);
  }

  private macro(macro: Extract<CelExpr["exprKind"], { case: "comprehensionExpr" }>["value"], scope: Declared): CelType {
    const range = resolved(this.typeOf(macro.iterRange, scope), this.found);
    const accu = this.typeOf(macro.accuInit, scope);
    const withAccu = new Map(scope).set(macro.accuVar, accu);
    if (!["list", "map", "dyn", "?"].includes(range.name)) throw new TypeFault(`a macro over a ${typeText(range)}`);
    if (range.name === "?") this.unify(DYN, range);
    const item = range.of[0] ?? DYN;
    const inner = new Map(withAccu).set(macro.iterVar, item);
    this.expect(BOOL, this.typeOf(macro.loopCondition, inner));
    this.expect(accu, this.typeOf(macro.loopStep, inner));
    return resolved(this.typeOf(macro.result, withAccu), this.found);
  }

  /** The type of a list's items: `dyn` where they are of several. */
  private join(types: readonly CelType[]): CelType {
    const [first = openType(), ...more] = types;
    return more.reduce((joined, type) => (this.unify(joined, type) ? moreGeneral(joined, type) : DYN), first);
  }

  private expect(wanted: CelType, seen: CelType): void {
    if (this.unify(wanted, seen)) return;
    const [one, other] = [wanted, seen].map((type) => typeText(resolved(type, this.found, true)));
    throw new TypeFault(`expected ${one}, got ${other}`);
  }

  private unify(one: CelType, other: CelType): boolean {
    const found = assignable([one], [other], this.found);
    if (found !== undefined) this.found = found;
    return found !== undefined;
  }
}

const CLAIMS = typeNamed("map", STRING, DYN);
const OF_MAPPINGS: Declared = new Map([["assertion", CLAIMS]]);
const OF_CONDITIONS: Declared = new Map([...OF_MAPPINGS, ["google", CLAIMS], ["attribute", CLAIMS]]);
const STRINGS = typeNamed("list", STRING);

/** What an expression is for: which variables it has, and what it has to come to. */
export const CEL_USES = {
  condition: { declared: OF_CONDITIONS, result: BOOL },
  mapping: { declared: OF_MAPPINGS, result: STRING },
  groups: { declared: OF_MAPPINGS, result: STRINGS },
} as const;

/** Why Google would not store an expression for this; `undefined` where it would. */
export function celFault(expr: CelExpr, use: keyof typeof CEL_USES): string | undefined {
  const { declared, result } = CEL_USES[use];
  const checked = checkTypes(expr, declared, gradualOverloadsOf);
  if ("fault" in checked) return checked.fault;
  const fits = assignable([result], [checked.type], new Map()) !== undefined;
  return fits ? undefined : `it comes to a ${typeText(checked.type)}, expected a ${typeText(result)}`;
}
