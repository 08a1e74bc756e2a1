import type { CelExpr } from "./expr";
import type { MakeExpr } from "./make-expr";

/** What a macro has come to so far; no name of an expression can be the same. */
const ACCU = "@result";

/** What a macro does with each item of a list, in terms of what it has come to so far. */
interface Steps {
  init: CelExpr;
  /** Goes on as long as this is true; to the end by default. */
  condition?: CelExpr;
  step: CelExpr;
  /** What has come together by default. */
  result?: CelExpr;
}

/** `bodies` are the expressions behind the variable, which is the item. */
type Macro = (write: Writer, bodies: readonly CelExpr[]) => Steps;

/** Writes the parts of a macro; each is an expression of its own, however often the same is said. */
class Writer {
  constructor(
    private readonly make: MakeExpr,
    private readonly variable: string,
  ) {}

  accu(): CelExpr {
    return this.make.ident(ACCU);
  }

  item(): CelExpr {
    return this.make.ident(this.variable);
  }

  bool(value: boolean): CelExpr {
    return this.make.constant({ case: "boolValue", value });
  }

  int(value: bigint): CelExpr {
    return this.make.constant({ case: "int64Value", value });
  }

  list(...elements: CelExpr[]): CelExpr {
    return this.make.list(elements);
  }

  call(name: string, ...args: CelExpr[]): CelExpr {
    return this.make.call(name, args);
  }
}

const exists: Macro = (write, [test]) => ({
  init: write.bool(false),
  condition: write.call("@not_strictly_false", write.call("!_", write.accu())),
  step: write.call("_||_", write.accu(), test!),
});
const all: Macro = (write, [test]) => ({
  init: write.bool(true),
  condition: write.call("@not_strictly_false", write.accu()),
  step: write.call("_&&_", write.accu(), test!),
});
const existsOne: Macro = (write, [test]) => ({
  init: write.int(0n),
  step: write.call("_?_:_", test!, write.call("_+_", write.accu(), write.int(1n)), write.accu()),
  result: write.call("_==_", write.accu(), write.int(1n)),
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

/** The macro of this name with so many expressions behind the variable. */
export function macroOf(name: string, bodies: number): Macro | undefined {
  return Object.hasOwn(MACROS, name) ? MACROS[name]![bodies] : undefined;
}

/** Writes out a macro over the items of a list (cel-spec, langdef.md, "Macros"). */
export function writeOut(
  macro: Macro,
  make: MakeExpr,
  list: CelExpr,
  variable: string,
  bodies: readonly CelExpr[],
): CelExpr {
  const write = new Writer(make, variable);
  const { init, condition, step, result } = macro(write, bodies);
  return make.comprehension({
    iterVar: variable,
    iterRange: list,
    accuVar: ACCU,
    accuInit: init,
    loopCondition: condition ?? write.bool(true),
    loopStep: step,
    result: result ?? write.accu(),
  });
}
