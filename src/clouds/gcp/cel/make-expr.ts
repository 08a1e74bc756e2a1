import type { CelExpr } from "./expr";
import type { CelConstant } from "./tokens";
import { CelSyntaxError } from "./tokens";

type Value<Kind extends CelExpr["exprKind"]["case"]> = Extract<CelExpr["exprKind"], { case: Kind }>["value"];

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;

/** Makes the parts of one expression, which are numbered. */
export class MakeExpr {
  private lastId = 0;

  call(name: string, args: CelExpr[], target?: CelExpr): CelExpr {
    const value = { $typeName: "cel.expr.Expr.Call", function: name, args } as const;
    return this.expr({ case: "callExpr", value: target === undefined ? value : { ...value, target } });
  }

  select(operand: CelExpr, field: string, testOnly: boolean): CelExpr {
    return this.expr({ case: "selectExpr", value: { $typeName: "cel.expr.Expr.Select", operand, field, testOnly } });
  }

  ident(name: string): CelExpr {
    return this.expr({ case: "identExpr", value: { $typeName: "cel.expr.Expr.Ident", name } });
  }

  constant(constantKind: CelConstant): CelExpr {
    const { case: kind, value } = constantKind;
    const isTooLarge =
      (kind === "int64Value" && (value < LOWEST || value > HIGHEST)) || (kind === "uint64Value" && value >= 2n ** 64n);
    if (isTooLarge) throw new CelSyntaxError(`the number ${value}, which has more than 64 bits`);
    return this.expr({ case: "constExpr", value: { $typeName: "cel.expr.Constant", constantKind } });
  }

  list(elements: CelExpr[]): CelExpr {
    return this.expr({
      case: "listExpr",
      value: { $typeName: "cel.expr.Expr.CreateList", elements, optionalIndices: [] },
    });
  }

  map(pairs: readonly (readonly [key: CelExpr, value: CelExpr])[]): CelExpr {
    const entries = pairs.map(([key, value]) => ({
      $typeName: "cel.expr.Expr.CreateStruct.Entry" as const,
      id: this.nextId(),
      keyKind: { case: "mapKey" as const, value: key },
      value,
      optionalEntry: false,
    }));
    return this.expr({
      case: "structExpr",
      value: { $typeName: "cel.expr.Expr.CreateStruct", messageName: "", entries },
    });
  }

  comprehension(value: Omit<Value<"comprehensionExpr">, "$typeName" | "iterVar2">): CelExpr {
    return this.expr({
      case: "comprehensionExpr",
      value: { $typeName: "cel.expr.Expr.Comprehension", iterVar2: "", ...value },
    });
  }

  private expr(exprKind: CelExpr["exprKind"]): CelExpr {
    return { $typeName: "cel.expr.Expr", id: this.nextId(), exprKind };
  }

  private nextId(): bigint {
    return BigInt(++this.lastId);
  }
}
