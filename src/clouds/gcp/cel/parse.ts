import type { CelExpr } from "./expr";
import { macroOf, writeOut } from "./macros";
import { MakeExpr } from "./make-expr";
import { TokenReader } from "./token-reader";
import type { CelConstant } from "./tokens";
import { CelSyntaxError, celTokens } from "./tokens";

/** How deep brackets, choices and signs may stand inside each other. */
const MAX_DEPTH = 200;

const RESERVED = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(" "),
);

/** By how tightly they bind, the loosest first; `||` and `&&` are read before. */
const BINARY = [new Set(["==", "!=", "<", "<=", ">", ">=", "in"]), new Set(["+", "-"]), new Set(["*", "/", "%"])];

/**
 * Parses an expression in time that grows with its length only; macros are written out (cel-spec, langdef.md, "Syntax" and "Macros"). Throws
 * `CelSyntaxError`.
 */
export function parseCel(source: string): CelExpr {
  return new Parser(new TokenReader(celTokens(source))).whole();
}

class Parser {
  private readonly make = new MakeExpr();
  private depth = 0;

  constructor(private readonly tokens: TokenReader) {}

  whole(): CelExpr {
    const expr = this.expression();
    const { kind, text } = this.tokens.token;
    if (kind !== "end") throw new CelSyntaxError(`${text} where the expression should end`);
    return expr;
  }

  private expression(): CelExpr {
    if (++this.depth > MAX_DEPTH) throw new CelSyntaxError("an expression nested too deeply");
    const condition = this.either();
    const expr = this.tokens.take("?")
      ? this.make.call("_?_:_", [condition, this.either(), this.afterColon()])
      : condition;
    this.depth--;
    return expr;
  }

  private either(): CelExpr {
    return this.chain("||", () => this.chain("&&", () => this.binary(0)));
  }

  private chain(sign: string, next: () => CelExpr): CelExpr {
    const terms = [next()];
    while (this.tokens.take(sign)) terms.push(next());
    return this.balanced(`_${sign}_`, terms);
  }

  /** A long chain as a flat tree: which of its terms are grouped makes no difference. */
  private balanced(name: string, terms: readonly CelExpr[]): CelExpr {
    if (terms.length === 1) return terms[0]!;
    const half = Math.ceil(terms.length / 2);
    return this.make.call(name, [this.balanced(name, terms.slice(0, half)), this.balanced(name, terms.slice(half))]);
  }

  private binary(level: number): CelExpr {
    const signs = BINARY[level];
    if (signs === undefined) return this.unary();
    let left = this.binary(level + 1);
    while (this.tokens.token.kind === "sign" && signs.has(this.tokens.token.text)) {
      const { text } = this.tokens.next();
      left = this.make.call(text === "in" ? "@in" : `_${text}_`, [left, this.binary(level + 1)]);
    }
    return left;
  }

  private unary(): CelExpr {
    for (const sign of ["!", "-"]) {
      if (!this.tokens.is(sign)) continue;
      let times = 0;
      while (this.tokens.take(sign)) times++;
      const isNegative = sign === "-" && /^(int64|double)Value$/.test(this.tokens.token.constant?.case ?? "");
      let expr = this.member(isNegative ? this.negative(this.tokens.next().constant!) : this.primary());
      for (let i = isNegative ? 1 : 0; i < times; i++) expr = this.make.call(`${sign}_`, [expr]);
      return expr;
    }
    return this.member(this.primary());
  }

  private negative(constant: CelConstant): CelExpr {
    if (constant.case === "doubleValue") return this.make.constant({ ...constant, value: -constant.value });
    return constant.case === "int64Value"
      ? this.make.constant({ case: "int64Value", value: -constant.value })
      : this.make.constant(constant);
  }

  private member(start: CelExpr): CelExpr {
    let expr = start;
    for (;;) {
      if (this.tokens.take("[")) {
        expr = this.make.call("_[_]", [expr, this.before("]")]);
      } else if (this.tokens.take(".")) {
        const name = this.tokens.name();
        expr = this.tokens.take("(") ? this.method(expr, name, this.list(")")) : this.make.select(expr, name, false);
      } else return expr;
    }
  }

  private primary(): CelExpr {
    const { kind, text, constant } = this.tokens.next();
    if (constant !== undefined) return this.make.constant(constant);
    if (kind === "name") {
      if (RESERVED.has(text)) throw new CelSyntaxError(`${text} as a name, which CEL reserves`);
      if (this.tokens.is("{")) throw new CelSyntaxError(`a value of the type ${text}`);
      return this.tokens.take("(") ? this.global(text, this.list(")")) : this.make.ident(text);
    }
    if (text === "(") return this.before(")");
    if (text === "[") return this.make.list(this.list("]", true));
    if (text === "{") return this.map();
    throw new CelSyntaxError(kind === "end" ? "an expression that ends too early" : `${text} out of place`);
  }

  private map(): CelExpr {
    const pairs: [CelExpr, CelExpr][] = [];
    while (!this.tokens.take("}")) {
      pairs.push([this.expression(), this.afterColon()]);
      if (!this.tokens.take(",") && !this.tokens.is("}")) throw new CelSyntaxError("a map without its ending }");
    }
    return this.make.map(pairs);
  }

  private list(end: string, endsWithComma = false): CelExpr[] {
    const items: CelExpr[] = [];
    if (this.tokens.take(end)) return items;
    for (;;) {
      items.push(this.expression());
      if (this.tokens.take(end)) return items;
      if (!this.tokens.take(",")) throw new CelSyntaxError(`a list without its ending ${end}`);
      if (endsWithComma && this.tokens.take(end)) return items;
    }
  }

  private global(name: string, args: CelExpr[]): CelExpr {
    if (name !== "has") return this.make.call(name, args);
    const [field] = args;
    if (args.length !== 1 || field?.exprKind.case !== "selectExpr") throw new CelSyntaxError("has() of no field");
    return this.make.select(field.exprKind.value.operand!, field.exprKind.value.field, true);
  }

  private method(target: CelExpr, name: string, args: CelExpr[]): CelExpr {
    const [variable, ...bodies] = args;
    const macro = macroOf(name, bodies.length);
    if (macro === undefined) return this.make.call(name, args, target);
    if (variable?.exprKind.case !== "identExpr") throw new CelSyntaxError(`${name}() without a variable`);
    return writeOut(macro, this.make, target, variable.exprKind.value.name, bodies);
  }

  private before(sign: string): CelExpr {
    const expr = this.expression();
    this.tokens.expect(sign);
    return expr;
  }

  private afterColon(): CelExpr {
    this.tokens.expect(":");
    return this.expression();
  }
}
