import type { CelExpr } from "./expr";
import type { CelConstant, CelToken } from "./tokens";
import { CelSyntaxError, celTokens } from "./tokens";

/** How deep brackets, choices and signs may stand inside each other. */
const MAX_DEPTH = 200;

const RESERVED = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(" "),
);

/** By how tightly they bind, the loosest first; `||` and `&&` are read before. */
const BINARY = [new Set(["==", "!=", "<", "<=", ">", ">=", "in"]), new Set(["+", "-"]), new Set(["*", "/", "%"])];

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;

/**
 * Parses an expression in time that grows with its length only; macros are written out (cel-spec, langdef.md, "Syntax" and "Macros"). Throws
 * `CelSyntaxError`.
 */
export function parseCel(source: string): CelExpr {
  return new Parser(celTokens(source)).whole();
}

class Parser {
  private at = 0;
  private depth = 0;
  private id = 0;

  constructor(private readonly tokens: readonly CelToken[]) {}

  whole(): CelExpr {
    const expr = this.expression();
    if (this.token.kind !== "end") throw new CelSyntaxError(`${this.token.text} where the expression should end`);
    return expr;
  }

  private expression(): CelExpr {
    if (++this.depth > MAX_DEPTH) throw new CelSyntaxError("an expression nested too deeply");
    const condition = this.either();
    const expr = this.take("?")
      ? this.call("_?_:_", [condition, this.either(), this.after(":", () => this.expression())])
      : condition;
    this.depth--;
    return expr;
  }

  private either(): CelExpr {
    return this.chain("||", () => this.chain("&&", () => this.binary(0)));
  }

  private chain(sign: string, next: () => CelExpr): CelExpr {
    const terms = [next()];
    while (this.take(sign)) terms.push(next());
    return this.balanced(`_${sign}_`, terms);
  }

  /** A long chain as a flat tree: which of its terms are grouped makes no difference. */
  private balanced(name: string, terms: readonly CelExpr[]): CelExpr {
    if (terms.length === 1) return terms[0]!;
    const half = Math.ceil(terms.length / 2);
    return this.call(name, [this.balanced(name, terms.slice(0, half)), this.balanced(name, terms.slice(half))]);
  }

  private binary(level: number): CelExpr {
    const signs = BINARY[level];
    if (signs === undefined) return this.unary();
    let left = this.binary(level + 1);
    while (this.token.kind === "sign" && signs.has(this.token.text)) {
      const { text } = this.next();
      left = this.call(text === "in" ? "@in" : `_${text}_`, [left, this.binary(level + 1)]);
    }
    return left;
  }

  private unary(): CelExpr {
    for (const sign of ["!", "-"]) {
      if (!this.is(sign)) continue;
      let times = 0;
      while (this.take(sign)) times++;
      const isNegative = sign === "-" && /^(int64|double)Value$/.test(this.token.constant?.case ?? "");
      let expr = isNegative ? this.member(this.negative(this.next().constant!)) : this.member(this.primary());
      for (let i = isNegative ? 1 : 0; i < times; i++) expr = this.call(`${sign}_`, [expr]);
      return expr;
    }
    return this.member(this.primary());
  }

  private negative(constant: CelConstant): CelExpr {
    if (constant.case === "doubleValue") return this.constant({ ...constant, value: -constant.value });
    return constant.case === "int64Value"
      ? this.constant({ case: "int64Value", value: -constant.value })
      : this.constant(constant);
  }

  private member(start: CelExpr): CelExpr {
    let expr = start;
    for (;;) {
      if (this.take("[")) {
        expr = this.call("_[_]", [expr, this.before("]", () => this.expression())]);
      } else if (this.take(".")) {
        const name = this.name();
        expr = this.take("(") ? this.method(expr, name, this.list(")")) : this.select(expr, name, false);
      } else return expr;
    }
  }

  private primary(): CelExpr {
    const token = this.next();
    if (token.constant !== undefined) return this.constant(token.constant);
    if (token.kind === "name") {
      if (RESERVED.has(token.text)) throw new CelSyntaxError(`${token.text} as a name, which CEL reserves`);
      if (this.is("{")) throw new CelSyntaxError(`a value of the type ${token.text}`);
      return this.take("(") ? this.global(token.text, this.list(")")) : this.ident(token.text);
    }
    if (token.text === "(") return this.before(")", () => this.expression());
    if (token.text === "[") {
      const elements = this.list("]", true);
      return this.expr({
        case: "listExpr",
        value: { $typeName: "cel.expr.Expr.CreateList", elements, optionalIndices: [] },
      });
    }
    if (token.text === "{") return this.map();
    throw new CelSyntaxError(token.kind === "end" ? "an expression that ends too early" : `${token.text} out of place`);
  }

  private map(): CelExpr {
    const entries: Extract<CelExpr["exprKind"], { case: "structExpr" }>["value"]["entries"] = [];
    while (!this.take("}")) {
      const key = this.expression();
      const value = this.after(":", () => this.expression());
      entries.push({
        $typeName: "cel.expr.Expr.CreateStruct.Entry",
        id: this.nextId(),
        keyKind: { case: "mapKey", value: key },
        value,
        optionalEntry: false,
      });
      if (!this.take(",") && !this.is("}")) throw new CelSyntaxError("a map without its ending }");
    }
    return this.expr({
      case: "structExpr",
      value: { $typeName: "cel.expr.Expr.CreateStruct", messageName: "", entries },
    });
  }

  private list(end: string, endsWithComma = false): CelExpr[] {
    const items: CelExpr[] = [];
    if (this.take(end)) return items;
    for (;;) {
      items.push(this.expression());
      if (this.take(end)) return items;
      if (!this.take(",")) throw new CelSyntaxError(`a list without its ending ${end}`);
      if (endsWithComma && this.take(end)) return items;
    }
  }

  private global(name: string, args: CelExpr[]): CelExpr {
    if (name !== "has") return this.call(name, args);
    const [field] = args;
    if (args.length !== 1 || field?.exprKind.case !== "selectExpr") throw new CelSyntaxError("has() of no field");
    return this.select(field.exprKind.value.operand!, field.exprKind.value.field, true);
  }

  private method(target: CelExpr, name: string, args: CelExpr[]): CelExpr {
    const [variable, ...bodies] = args;
    const write = Object.hasOwn(MACROS, name) ? MACROS[name]![bodies.length] : undefined;
    if (write === undefined) return this.call(name, args, target);
    if (variable?.exprKind.case !== "identExpr") throw new CelSyntaxError(`${name}() without a variable`);
    const iterVar = variable.exprKind.value.name;
    const accu = () => this.ident(ACCU);
    const { init, condition, step, result } = write(
      {
        call: (of, ...operands) => this.call(of, operands),
        constant: (constant) => this.constant(constant),
        list: (...elements) =>
          this.expr({
            case: "listExpr",
            value: { $typeName: "cel.expr.Expr.CreateList", elements, optionalIndices: [] },
          }),
        accu,
        item: () => this.ident(iterVar),
      },
      bodies,
    );
    return this.expr({
      case: "comprehensionExpr",
      value: {
        $typeName: "cel.expr.Expr.Comprehension",
        iterVar,
        iterVar2: "",
        iterRange: target,
        accuVar: ACCU,
        accuInit: init,
        loopCondition: condition ?? this.constant({ case: "boolValue", value: true }),
        loopStep: step,
        result: result ?? accu(),
      },
    });
  }

  private call(name: string, args: CelExpr[], target?: CelExpr): CelExpr {
    const value = { $typeName: "cel.expr.Expr.Call", function: name, args } as const;
    return this.expr({ case: "callExpr", value: target === undefined ? value : { ...value, target } });
  }

  private select(operand: CelExpr, field: string, testOnly: boolean): CelExpr {
    return this.expr({ case: "selectExpr", value: { $typeName: "cel.expr.Expr.Select", operand, field, testOnly } });
  }

  private ident(name: string): CelExpr {
    return this.expr({ case: "identExpr", value: { $typeName: "cel.expr.Expr.Ident", name } });
  }

  private constant(constantKind: CelConstant): CelExpr {
    const { case: kind, value } = constantKind;
    const isTooLarge =
      (kind === "int64Value" && (value < LOWEST || value > HIGHEST)) || (kind === "uint64Value" && value >= 2n ** 64n);
    if (isTooLarge) throw new CelSyntaxError(`the number ${value}, which has more than 64 bits`);
    return this.expr({ case: "constExpr", value: { $typeName: "cel.expr.Constant", constantKind } });
  }

  private expr(exprKind: CelExpr["exprKind"]): CelExpr {
    return { $typeName: "cel.expr.Expr", id: this.nextId(), exprKind };
  }

  private nextId(): bigint {
    return BigInt(++this.id);
  }

  private get token(): CelToken {
    return this.tokens[this.at]!;
  }

  private next(): CelToken {
    const { token } = this;
    if (token.kind !== "end") this.at++;
    return token;
  }

  private name(): string {
    const token = this.next();
    if (token.kind !== "name") throw new CelSyntaxError(`${token.text} where a name should stand`);
    return token.text;
  }

  private is(sign: string): boolean {
    return this.token.kind === "sign" && this.token.text === sign;
  }

  private take(sign: string): boolean {
    const isNext = this.is(sign);
    if (isNext) this.at++;
    return isNext;
  }

  private after(sign: string, read: () => CelExpr): CelExpr {
    if (!this.take(sign)) throw new CelSyntaxError(`${this.token.text} where ${sign} should stand`);
    return read();
  }

  private before(sign: string, read: () => CelExpr): CelExpr {
    const expr = read();
    if (!this.take(sign)) throw new CelSyntaxError(`${this.token.text} where ${sign} should stand`);
    return expr;
  }
}

/** What a macro has come to so far; no name of an expression can be the same. */
const ACCU = "@result";

interface Writer {
  call(name: string, ...operands: CelExpr[]): CelExpr;
  constant(constant: CelConstant): CelExpr;
  list(...elements: CelExpr[]): CelExpr;
  accu(): CelExpr;
  item(): CelExpr;
}

interface Written {
  init: CelExpr;
  /** Goes on as long as this is true; to the end by default. */
  condition?: CelExpr;
  step: CelExpr;
  /** What has come together by default. */
  result?: CelExpr;
}

type Macro = (write: Writer, bodies: readonly CelExpr[]) => Written;

const bool = (value: boolean) => ({ case: "boolValue", value }) as const;
const int = (value: bigint) => ({ case: "int64Value", value }) as const;

const exists: Macro = (write, [test]) => ({
  init: write.constant(bool(false)),
  condition: write.call("@not_strictly_false", write.call("!_", write.accu())),
  step: write.call("_||_", write.accu(), test!),
});
const all: Macro = (write, [test]) => ({
  init: write.constant(bool(true)),
  condition: write.call("@not_strictly_false", write.accu()),
  step: write.call("_&&_", write.accu(), test!),
});
const existsOne: Macro = (write, [test]) => ({
  init: write.constant(int(0n)),
  step: write.call("_?_:_", test!, write.call("_+_", write.accu(), write.constant(int(1n))), write.accu()),
  result: write.call("_==_", write.accu(), write.constant(int(1n))),
});
const map: Macro = (write, [item]) => ({
  init: write.list(),
  step: write.call("_+_", write.accu(), write.list(item!)),
});
const mapWhere: Macro = (write, [test, item]) => ({
  init: write.list(),
  step: write.call("_?_:_", test!, write.call("_+_", write.accu(), write.list(item!)), write.accu()),
});
const filter: Macro = (write, [test]) => mapWhere(write, [test!, write.item()]);

/** By name and number of expressions behind the variable. */
const MACROS: Readonly<Record<string, Readonly<Record<number, Macro>>>> = {
  exists: { 1: exists },
  all: { 1: all },
  exists_one: { 1: existsOne },
  existsOne: { 1: existsOne },
  map: { 1: map, 2: mapWhere },
  filter: { 1: filter },
};
