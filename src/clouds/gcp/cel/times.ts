import type { Symbolic } from "./symbolic";
import { fromPlain, unknownOf } from "./symbolic";

type Time = Extract<Symbolic, { kind: "time" }>;

/** Bounds of a whole number, both within. */
interface Range {
  least: number;
  most: number;
}

/** Whoever comes in after this was written comes with a token of later times: Google takes none that has ended. */
const WRITTEN_AT = 1_767_225_600;
/** "exp ... less than 48 hours after iat" (STS API, `subjectToken`, read 2026-08). */
const LIFETIME_MAX = 48 * 3600;

/** The times of a token that Google takes, in seconds; an API server's tokens begin when they are issued. */
export const TIMES = {
  iat: time("iat", 0, 0),
  nbf: time("nbf", 0, 0),
  exp: time("exp", 1, LIFETIME_MAX - 1),
} as const;

function time(claim: string, least: number, most: number): Time {
  const construct = `the time assertion.${claim}`;
  return { kind: "time", construct, least: WRITTEN_AT, most: Infinity, sinceIssued: { least, most } };
}

/** Whether the first is earlier, or at least not later; `undefined` where neither is a time. */
export function isEarlier(a: Symbolic, b: Symbolic, orSame: boolean): Symbolic | undefined {
  const apart = distance(a, b);
  if (apart === undefined) return undefined;
  if (orSame ? apart.most <= 0 : apart.most < 0) return fromPlain(true);
  if (orSame ? apart.least > 0 : apart.least >= 0) return fromPlain(false);
  return unknownOf(constructOf(a, b), "bool");
}

export function isSameTime(a: Symbolic, b: Symbolic): Symbolic | undefined {
  const apart = distance(a, b);
  if (apart === undefined) return undefined;
  if (apart.least === 0 && apart.most === 0) return fromPlain(true);
  return apart.least > 0 || apart.most < 0 ? fromPlain(false) : unknownOf(constructOf(a, b), "bool");
}

/** How long one time is after another. What becomes of a claim and a number that is written out hangs on whether claims are whole numbers. */
export function subtracted(a: Symbolic, b: Symbolic): Symbolic | undefined {
  const apart = a.kind === "time" && b.kind === "time" ? distance(a, b) : undefined;
  return apart && { kind: "time", construct: constructOf(a, b), ...apart };
}

function distance(a: Symbolic, b: Symbolic): Range | undefined {
  if (a.kind !== "time" && b.kind !== "time") return undefined;
  const [one, other] = [rangeOf(a), rangeOf(b)];
  if (one === undefined || other === undefined) return undefined;
  const since = [a, b].map((each) => (each.kind === "time" ? each.sinceIssued : undefined));
  return since[0] !== undefined && since[1] !== undefined ? minus(since[0], since[1]) : minus(one, other);
}

function minus(a: Range, b: Range): Range {
  return { least: a.least - b.most, most: a.most - b.least };
}

function rangeOf(value: Symbolic): Range | undefined {
  if (value.kind === "time") return value;
  return value.kind === "number" ? { least: value.value, most: value.value } : undefined;
}

function constructOf(a: Symbolic, b: Symbolic): string {
  const [first] = [a, b].flatMap((each) => (each.kind === "time" ? [each.construct] : []));
  return first ?? "a time";
}
