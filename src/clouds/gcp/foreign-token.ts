import type { Token } from "../../core/token";
import { kubernetesToken } from "../../core/token";
import type { CelExpr } from "./cel/expr";
import { celChildren, celPathOf, compileCel, GCP_CONDITION_MAX_LENGTH } from "./cel/run";
import { gcpEvaluate } from "./evaluate";
import { hasTooMuchCel } from "./principals";
import type { GcpTrust } from "./trust";

/** A token that an issuer can sign which is no API server: its `sub`, and the claims beside issuer, subject, audience and times. */
export interface GcpForeignToken {
  subject: string;
  claims: Record<string, unknown>;
}

/** Tokens that are tried for one issuer and audience, and for all of a trust; and members that all of them together are compared with. */
const MAX_TRIES = 200;
const MAX_TRIES_IN_ALL = 2000;
const MAX_COMPARISONS = 20_000;
/** Values that are tried of one claim. */
const MAX_VALUES = 6;

const TIMES = { iat: 1_767_225_600, exp: 1_767_229_200 };
const FIXED = new Set(["iss", "aud", "iat", "exp", "nbf"]);

/** The tokens that may still be tried for one trust. */
export class GcpTries {
  constructor(private left = MAX_TRIES_IN_ALL) {}

  take(): boolean {
    return this.left-- > 0;
  }
}

/** Where a claim stands in a token, for example `["kubernetes.io", "namespace"]`. */
type Path = readonly string[];

/**
 * Looks for a token of the trust's issuer that Google would take: with the values that the expressions and the members compare the
 * claims with. `undefined` where none of the tokens tried gets in, which proves nothing.
 */
export function gcpForeignToken(trust: GcpTrust, audience: string, all = new GcpTries()): GcpForeignToken | undefined {
  const issuer = trust.providers[0]?.issuer;
  if (issuer === undefined || trust.providers.some(hasTooMuchCel)) return undefined;
  const [subjects = [], ...claims] = [...valuesOf(trust)];
  const members = trust.bindings.reduce((sum, binding) => sum + binding.members.length, 1);
  const tries = Math.min(MAX_TRIES, Math.ceil(MAX_COMPARISONS / members));
  for (let n = 0; n < tries && all.take(); n++) {
    let rest = n;
    const pick = <T>(values: readonly T[]): T => {
      const value = values[rest % values.length] as T;
      rest = Math.floor(rest / values.length);
      return value;
    };
    const subject = pick(subjects[1] as string[]);
    const own = claims.map(([path, values]) => [path, pick(values)] as const);
    if (rest > 0) return undefined;
    const token: Token = { ...structuredClone(kubernetesToken(issuer, subject, audience)), ...TIMES };
    const changed = own.map(([path, value]) => put(token, path, value)).filter((name) => name !== undefined);
    if (gcpEvaluate(trust, token).decision !== "allow") continue;
    return { subject, claims: Object.fromEntries(changed.map((name) => [name, token[name]])) };
  }
  return undefined;
}

/** Each claim that an expression reads, `sub` first, with the values that are worth trying; `undefined` is a token without it. */
function valuesOf({ providers, bindings }: GcpTrust): [Path, unknown[]][] {
  const values = new Map<string, Set<unknown>>([[JSON.stringify(["sub"]), new Set()]]);
  const members = bindings.flatMap((binding) => binding.members);
  for (const { attributeMapping = {}, attributeCondition } of providers) {
    const mapped = new Map(Object.entries(attributeMapping).map(([name, source]) => [name, parse(source)]));
    const note = (path: Path, tried: readonly unknown[]) => {
      if (FIXED.has(path[0]!) || path.includes("__proto__")) return;
      const key = JSON.stringify(path);
      values.set(key, new Set([...(values.get(key) ?? []), ...tried]));
    };
    for (const [name, expr] of mapped) {
      const wanted = members.flatMap((member) => memberValue(member, name));
      if (expr === undefined) continue;
      const constants = constantsIn(expr).filter((constant) => typeof constant === "string");
      for (const path of pathsIn(expr, mapped))
        note(
          path,
          wanted.flatMap((value) => unwrapped(value, constants)),
        );
    }
    for (const expr of mapped.values()) {
      if (expr !== undefined && celPathOf(expr) === undefined) noteComparisons(expr, mapped, note);
    }
    const condition = parse(attributeCondition ?? "");
    if (condition !== undefined) noteComparisons(condition, mapped, note);
  }
  return [...values].map(([key, tried]) => {
    const path = JSON.parse(key) as Path;
    const isSub = path[0] === "sub";
    const fitting = [...tried].filter((value) => !isSub || (typeof value === "string" && value !== ""));
    return [path, [...fitting.slice(0, MAX_VALUES), "a", ...(isSub ? [] : [undefined])]];
  });
}

function parse(source: string): CelExpr | undefined {
  const program = compileCel(source, GCP_CONDITION_MAX_LENGTH);
  return "unknown" in program ? undefined : program.expr;
}

/** What a mapped attribute has to be for a member. */
function memberValue(member: string, name: string): string[] {
  const selector = { "google.subject": "subject", "google.groups": "group" }[name] ?? name;
  const mark = `/${selector}/`;
  const at = member.indexOf(mark, member.indexOf("/workloadIdentityPools/"));
  return at < 0 ? [] : [member.slice(at + mark.length)];
}

/** A text with and without the constants that a mapping puts around it. */
function unwrapped(value: string, constants: readonly string[]): string[] {
  const inner = constants.reduce((rest, constant) => {
    if (constant !== "" && rest.startsWith(constant)) return rest.slice(constant.length);
    return constant !== "" && rest.endsWith(constant) ? rest.slice(0, -constant.length) : rest;
  }, value);
  return inner === value ? [value] : [inner, value];
}

type Mapped = ReadonlyMap<string, CelExpr | undefined>;

const LOGICAL = new Set(["_&&_", "_||_", "!_", "_?_:_"]);

/** Notes for every claim the constants that stand in one call with it, as they are, in a list, and without the anchors of an expression. */
function noteComparisons(expr: CelExpr, mapped: Mapped, note: (path: Path, values: readonly unknown[]) => void): void {
  const { exprKind } = expr;
  // A claim that stands alone is asked whether it is true.
  if (celPathOf(expr) !== undefined) {
    for (const path of pathsIn(expr, mapped)) note(path, [true]);
    return;
  }
  const operands = celChildren(expr);
  const isComparison = exprKind.case === "callExpr" && !LOGICAL.has(exprKind.value.function);
  if (isComparison) {
    const constants = operands.flatMap(constantsIn);
    const isContainer = exprKind.value.function === "@in";
    const plain = constants.map((each) => (typeof each === "string" ? each.replace(/^\^|\$$|\\/g, "") : each));
    const tried = [...constants, ...plain, ...(isContainer ? constants.map((each) => [each]) : [])];
    for (const path of operands.flatMap((operand) => pathsIn(operand, mapped))) note(path, tried);
  }
  for (const operand of operands) {
    if (!isComparison || celPathOf(operand) === undefined) noteComparisons(operand, mapped, note);
  }
}

function constantsIn(expr: CelExpr): unknown[] {
  const { exprKind } = expr;
  if (exprKind.case !== "constExpr") return celChildren(expr).flatMap(constantsIn);
  const { value } = exprKind.value.constantKind;
  return typeof value === "bigint" ? [Number(value)] : value === undefined ? [] : [value];
}

/** The claims that an expression reads, also through an attribute that they are mapped to. */
function pathsIn(expr: CelExpr, mapped: Mapped): Path[] {
  const path = celPathOf(expr);
  if (path === undefined) return celChildren(expr).flatMap((child) => pathsIn(child, mapped));
  const [root, ...claims] = path;
  if (root === "assertion") return claims.length === 0 ? [] : [claims];
  const attribute = mapped.get(path.join("."));
  // An attribute is mapped from claims alone.
  return attribute === undefined ? [] : pathsIn(attribute, new Map());
}

/** Sets a claim inside a token, and returns the name of the claim that it is part of. */
function put(token: Token, [first, ...path]: Path, value: unknown): string | undefined {
  if (first === undefined || value === undefined) return undefined;
  const [last, ...before] = [...path].reverse();
  if (last === undefined) token[first] = value;
  else {
    let at = childOf(token, first);
    for (const name of before.reverse()) at = childOf(at, name);
    at[last] = value;
  }
  return first;
}

function childOf(record: Record<string, unknown>, name: string): Record<string, unknown> {
  const child = record[name];
  const isRecord = Object.hasOwn(record, name) && typeof child === "object" && child !== null && !Array.isArray(child);
  if (isRecord) return child as Record<string, unknown>;
  const created: Record<string, unknown> = {};
  record[name] = created;
  return created;
}
