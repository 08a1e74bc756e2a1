import type { CelInput, CelResult, CelValue } from "@bufbuild/cel";
import { WorkloadIdentityError } from "../../../core/errors";
import type { CelExpr } from "./expr";
import { parseCel } from "./parse";
import { characterAt, lastPlaceOf, placeOf, replaceText, splitText, substringOf } from "./text-functions";
import { CelSyntaxError } from "./tokens";

/** An expression that can be decided about, or why not. */
export type CelProgram = { expr: CelExpr } | { unknown: string };

/** Variables are plain JSON; `assertion` is the token. */
export type CelVariables = Record<string, unknown>;

/** What an expression comes to: a plain value, or the message of a runtime error. */
export type CelOutcome = { value: unknown } | { error: string };

/** Longest expression of a mapping, and longest condition, in characters (WorkloadIdentityPoolProvider API, read 2026-08). */
export const GCP_MAPPING_MAX_LENGTH = 2048;
export const GCP_CONDITION_MAX_LENGTH = 4096;

/** Bounds on what is run: an expression within Google's length could still keep a processor busy for years. */
const MAX_DEPTH = 200;
const MAX_MACROS = 8;
const MAX_MACRO_ITEMS = 200;
/** How many times longer `replace` and `join` may make a text together; once they may do it by a text that is not written out. */
const MAX_GROWTH = 256;
const MAX_CLAIMS = 10_000;
const MAX_CLAIM_DEPTH = 32;
const MAX_CLAIM_LENGTH = 4096;
const MAX_PROGRAMS = 256;

const FUNCTIONS = new Set(
  (
    "_&&_ _||_ !_ _==_ _!=_ _<_ _<=_ _>_ _>=_ _+_ _-_ _*_ _/_ _%_ -_ _[_] _?_:_ @in @not_strictly_false " +
    "startsWith endsWith contains matches size string int uint double bool type timestamp duration dyn " +
    "charAt extract indexOf join lastIndexOf lowerAscii replace split substring trim upperAscii"
  ).split(" "),
);

// Loaded on first use: most trusts map `assertion.sub` and need no CEL at all.
let library: ReturnType<typeof load> | undefined;

function load() {
  const cel = require("@bufbuild/cel") as typeof import("@bufbuild/cel");
  const { strings } = require("@bufbuild/cel/ext") as typeof import("@bufbuild/cel/ext");
  const { STRING, INT } = cel.CelScalar;
  const TEXTS = cel.listType(STRING);
  const extract = cel.celMethod("extract", STRING, [STRING], STRING, function (template) {
    return extractText(this, template);
  });
  // The library's own count UTF-16 units, cut off what is behind a limit, and know no empty marks.
  const own = [
    cel.celMethod("charAt", STRING, [INT], STRING, function (at) {
      return characterAt(this, Number(at));
    }),
    cel.celMethod("indexOf", STRING, [STRING], INT, function (mark) {
      return BigInt(placeOf(this, mark));
    }),
    cel.celMethod("indexOf", STRING, [STRING, INT], INT, function (mark, from) {
      return BigInt(placeOf(this, mark, Number(from)));
    }),
    cel.celMethod("lastIndexOf", STRING, [STRING], INT, function (mark) {
      return BigInt(lastPlaceOf(this, mark));
    }),
    cel.celMethod("lastIndexOf", STRING, [STRING, INT], INT, function (mark, from) {
      return BigInt(lastPlaceOf(this, mark, Number(from)));
    }),
    cel.celMethod("replace", STRING, [STRING, STRING], STRING, function (mark, by) {
      return replaceText(this, mark, by);
    }),
    cel.celMethod("replace", STRING, [STRING, STRING, INT], STRING, function (mark, by, most) {
      return replaceText(this, mark, by, Number(most));
    }),
    cel.celMethod("split", STRING, [STRING], TEXTS, function (mark) {
      return cel.celList(splitText(this, mark));
    }),
    cel.celMethod("split", STRING, [STRING, INT], TEXTS, function (mark, most) {
      return cel.celList(splitText(this, mark, Number(most)));
    }),
    cel.celMethod("substring", STRING, [INT], STRING, function (from) {
      return substringOf(this, Number(from));
    }),
    cel.celMethod("substring", STRING, [INT, INT], STRING, function (from, to) {
      return substringOf(this, Number(from), Number(to));
    }),
  ];
  const rest = strings.filter(({ name }) => !own.some((each) => each.name === name));
  return { ...cel, env: cel.celEnv({ funcs: [...rest, ...own, extract] }) };
}

const programs = new Map<string, CelProgram>();

/** Parses an expression; what Google's dialect may mean differently, or what could run for too long, is `unknown`. */
export function compileCel(source: string, maxLength: number): CelProgram {
  if (source.length > maxLength) return { unknown: `a CEL expression of more than ${maxLength} characters` };
  let program = programs.get(source);
  if (program === undefined) {
    program = parsed(source);
    if (programs.size >= MAX_PROGRAMS) programs.clear();
    programs.set(source, program);
  }
  return program;
}

function parsed(source: string): CelProgram {
  try {
    const expr = parseCel(source);
    const unknown = unsupported(expr);
    return unknown === undefined ? { expr } : { unknown };
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    return { unknown: `a CEL expression that does not parse: ${error.message}` };
  }
}

export function runCel(expr: CelExpr, variables: CelVariables): CelOutcome {
  library ??= load();
  const bindings = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, toCel(value)]));
  try {
    const result = planned(expr)(bindings);
    return library.isCelError(result) ? { error: result.message } : { value: fromCel(result) };
  } catch (error) {
    return { error: String(error) };
  }
}

const plans = new WeakMap<CelExpr, (bindings: Record<string, CelInput>) => CelResult>();

function planned(expr: CelExpr) {
  const { plan, env } = library!;
  const known = plans.get(expr) ?? plan(env, expr);
  plans.set(expr, known);
  return known;
}

/**
 * Google's `extract`: what stands between the text before and after `{name}` in the template; empty where the text does not fit.
 * Throws on a template without exactly one `{name}`. Source: IAM conditions attribute reference, read 2026-08.
 */
export function extractText(text: string, template: string): string {
  const { prefix, suffix } = parseTemplate(template);
  const start = text.indexOf(prefix);
  if (start < 0) return "";
  const from = start + prefix.length;
  const end = suffix === "" ? text.length : text.indexOf(suffix, from);
  return end < 0 ? "" : text.slice(from, end);
}

export function parseTemplate(template: string): { prefix: string; suffix: string } {
  const match = /^([^{}]*)\{[^{}]*\}([^{}]*)$/.exec(template);
  if (match === null) throw new Error(`extract: expected a template with one {name}, got ${template}`);
  return { prefix: match[1]!, suffix: match[2]! };
}

/** The expressions directly inside an expression. */
export function celChildren({ exprKind }: CelExpr): CelExpr[] {
  const present = (...parts: (CelExpr | undefined)[]) => parts.filter((part) => part !== undefined);
  if (exprKind.case === "selectExpr") return present(exprKind.value.operand);
  if (exprKind.case === "callExpr") return present(exprKind.value.target, ...exprKind.value.args);
  if (exprKind.case === "listExpr") return exprKind.value.elements;
  if (exprKind.case === "structExpr") {
    return exprKind.value.entries.flatMap((entry) =>
      present(entry.keyKind.case === "mapKey" ? entry.keyKind.value : undefined, entry.value),
    );
  }
  if (exprKind.case !== "comprehensionExpr") return [];
  const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
  return present(iterRange, accuInit, loopCondition, loopStep, result);
}

/** The names of what an expression picks, from the variable on; `undefined` where it does more than that. */
export function celPathOf({ exprKind }: CelExpr): string[] | undefined {
  if (exprKind.case === "identExpr") return [exprKind.value.name];
  if (exprKind.case === "selectExpr") {
    const operand = exprKind.value.operand === undefined ? undefined : celPathOf(exprKind.value.operand);
    return operand === undefined ? undefined : [...operand, exprKind.value.field];
  }
  if (exprKind.case !== "callExpr" || exprKind.value.function !== "_[_]") return undefined;
  const [of, key] = exprKind.value.args;
  const name = textConstant(key);
  const operand = of === undefined ? undefined : celPathOf(of);
  return operand === undefined || name === undefined ? undefined : [...operand, name];
}

function unsupported(root: CelExpr): string | undefined {
  let macros = 0;
  let growth = 1;
  // How often a part is run; how many claims there are is not known.
  const stack = [{ expr: root, depth: 0, times: 1 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { expr, depth, times } = next;
    if (depth > MAX_DEPTH) return "a CEL expression nested too deeply";
    const { exprKind } = expr;
    if (exprKind.case === "callExpr" && !FUNCTIONS.has(exprKind.value.function)) {
      return `the CEL function ${exprKind.value.function}`;
    }
    growth *= growthOf(expr);
    if (growth > MAX_GROWTH) return "CEL calls of replace and join that make a text too long";
    const isMacro = exprKind.case === "comprehensionExpr";
    const items = isMacro ? itemsIn(exprKind.value.iterRange) : 1;
    const timesInside = times * Math.max(1, items ?? Number.POSITIVE_INFINITY);
    const isOverClaims = items === undefined || times === Number.POSITIVE_INFINITY;
    if (isMacro && ((times > 1 && isOverClaims) || ++macros > MAX_MACROS)) return "nested or many CEL macros";
    if (isMacro && !isOverClaims && timesInside > MAX_MACRO_ITEMS) {
      return `a CEL macro over more than ${MAX_MACRO_ITEMS} values`;
    }
    for (const child of celChildren(expr)) {
      // A chain of macros nests in the range of the last one; only the body is run once per element.
      const isRange = isMacro && child === exprKind.value.iterRange;
      stack.push({ expr: child, depth: depth + 1, times: isRange ? times : timesInside });
    }
  }
  return undefined;
}

/** The text that an expression is, where it is written out. */
export function textConstant(expr: CelExpr | undefined): string | undefined {
  if (expr?.exprKind.case !== "constExpr") return undefined;
  const { value } = expr.exprKind.value.constantKind;
  return typeof value === "string" ? value : undefined;
}

/** The items of a list that is written out. */
function itemsIn(expr: CelExpr | undefined): number | undefined {
  return expr?.exprKind.case === "listExpr" ? expr.exprKind.value.elements.length : undefined;
}

/** How many times longer a call can make its text. */
function growthOf({ exprKind }: CelExpr): number {
  if (exprKind.case !== "callExpr") return 1;
  const lengths = exprKind.value.args.map((arg) => textConstant(arg)?.length);
  const [first, second] = lengths;
  if (exprKind.value.function === "join") return lengths.length === 0 ? 1 : 1 + (first ?? MAX_GROWTH - 1);
  if (exprKind.value.function !== "replace") return 1;
  if (first === undefined || second === undefined) return MAX_GROWTH;
  return first === 0 ? second + 1 : Math.max(1, Math.ceil(second / first));
}

/** JSON as CEL reads it: objects are maps, numbers are doubles. */
function toCel(json: unknown): CelInput {
  let claims = 0;
  const convert = (value: unknown, depth: number): CelInput => {
    if (++claims > MAX_CLAIMS || depth > MAX_CLAIM_DEPTH) throw notJson("it is too large, or contains itself");
    if (typeof value === "string" && value.length > MAX_CLAIM_LENGTH)
      throw notJson("it contains a text that is too long");
    // A whole number of an expression itself is no JSON, but a text that stands in a token never becomes one.
    if (value === null || ["string", "boolean", "number", "bigint"].includes(typeof value)) return value as CelInput;
    if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1));
    if (typeof value !== "object") throw notJson(`it contains a ${typeof value}`);
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return new Map(entries.map(([key, item]) => [key, convert(item, depth + 1)]));
  };
  return convert(json, 0);
}

function notJson(why: string): WorkloadIdentityError {
  return new WorkloadIdentityError("token-invalid", `Cannot read the claims of the token: ${why}`);
}

function fromCel(value: CelValue): unknown {
  if (library!.isCelList(value)) return [...value].map(fromCel);
  return value;
}
