import type { GlobPart, Language } from "../../../core/language/language";
import { ALL, and, literals, NONE, not } from "../../../core/language/language";
import { LOOK_COST } from "../../../core/language/work";
import { SUBJECT_PREFIX, subjectClaim } from "../../../core/subject";
import { spend } from "./meter";
import type { Unit } from "./subject-pattern";
import { fits, RUN, subjectGlob } from "./subject-pattern";

/** Steps that meeting two patterns takes. */
const MEETING_COST = 16;

/** Meeting lists of patterns one with each other stops where it would give more than this many. */
const MAX_MEETINGS = 64;

/**
 * `and` without what changes nothing. Patterns that say something about different names become one, often a single ServiceAccount:
 * comparing them as they stand is much dearer.
 */
export function both(...of: Language[]): Language {
  if (of.some(isNone)) return NONE;
  const narrower = of.filter((language) => language !== ALL);
  if (narrower.length < 2) return narrower[0] ?? ALL;
  let met: Language = ALL;
  const rest: Language[] = [];
  for (const language of narrower) {
    const meeting = meet(met, language);
    if (meeting === undefined) rest.push(language);
    else met = meeting;
  }
  if (isNone(met)) return NONE;
  const narrowing = met === ALL ? rest : [met, ...rest.filter((part) => !takesNothingFrom(met, part))];
  return narrowing.length === 0 ? ALL : and(...narrowing);
}

function takesNothingFrom(met: Language, part: Language): boolean {
  const meeting = part.kind === "not" ? meet(met, part.of) : undefined;
  return meeting !== undefined && isNone(meeting);
}

function meet(a: Language, b: Language): Language | undefined {
  if (a === ALL) return boxesOf(b) === undefined ? undefined : b;
  const [left, right] = [boxesOf(a), boxesOf(b)];
  if (left === undefined || right === undefined || left.length * right.length > MAX_MEETINGS) return undefined;
  const meetings: Language[] = [];
  for (const one of left) {
    for (const other of right) {
      spend(MEETING_COST);
      const namespace = meetUnits(one[0], other[0]);
      const serviceAccount = meetUnits(one[1], other[1]);
      if (namespace === undefined || serviceAccount === undefined) return undefined;
      if (namespace === "none" || serviceAccount === "none") continue;
      const isExact = !namespace.includes(RUN) && !serviceAccount.includes(RUN);
      meetings.push(
        isExact
          ? literals([subjectClaim({ namespace: namespace.join(""), serviceAccount: serviceAccount.join("") })])
          : subjectGlob(namespace, serviceAccount),
      );
    }
  }
  return either(...meetings);
}

/** What a pattern asks of the namespace and of the name, where it asks them one by one. */
type Box = readonly [namespace: readonly Unit[], serviceAccount: readonly Unit[]];

const knownBoxes = new WeakMap<Language, { boxes: Box[] | undefined }>();

/** The same parts come by again in every operation of a longer condition. */
function boxesOf(language: Language): Box[] | undefined {
  let known = knownBoxes.get(language);
  if (known === undefined) {
    known = { boxes: readBoxes(language) };
    knownBoxes.set(language, known);
  }
  return known.boxes;
}

function readBoxes(language: Language): Box[] | undefined {
  if (language.kind === "or") {
    if (language.of.length > MAX_MEETINGS) return undefined;
    const boxes = language.of.map(boxesOf);
    return boxes.includes(undefined) ? undefined : (boxes as Box[][]).flat();
  }
  if (language.kind === "literals") {
    if (language.values.size > MAX_MEETINGS) return undefined;
    const boxes = [...language.values].map((value) => boxOf([{ text: value }]));
    return boxes.includes(undefined) ? undefined : (boxes as Box[]);
  }
  if (language.kind !== "glob" || language.parts.includes("any-one")) return undefined;
  const box = boxOf(language.parts);
  return box === undefined ? undefined : [box];
}

function boxOf([first, ...rest]: readonly GlobPart[]): Box | undefined {
  if (typeof first !== "object" || !first.text.startsWith(SUBJECT_PREFIX)) return undefined;
  const units: Unit[] = [...first.text.slice(SUBJECT_PREFIX.length)];
  for (const part of rest) units.push(...(typeof part === "object" ? part.text : [RUN]));
  spend(units.length);
  const colon = units.indexOf(":");
  return colon < 0 ? undefined : [units.slice(0, colon), units.slice(colon + 1)];
}

/** The pattern of what fits both; `undefined` where that is no single pattern. */
function meetUnits(a: readonly Unit[], b: readonly Unit[]): readonly Unit[] | "none" | undefined {
  const isAny = (units: readonly Unit[]) => units.length === 1 && units[0] === RUN;
  spend(LOOK_COST * Math.min(a.length, b.length));
  if (isAny(a) || (a.length === b.length && a.every((unit, i) => unit === b[i]))) return b;
  if (isAny(b)) return a;
  if (!a.includes(RUN)) return fits(b, a.join("")) ? a : "none";
  if (!b.includes(RUN)) return fits(a, b.join("")) ? b : "none";
  return undefined;
}

/** `or` without what changes nothing, and with lists merged. */
export function either(...of: Language[]): Language {
  return eitherOf(of);
}

/** The same for a list that may be too long to be arguments. */
export function eitherOf(of: readonly Language[]): Language {
  if (of.includes(ALL)) return ALL;
  if (of.length === 1) return of[0]!;
  spend(of.length);
  const exact = new Set<string>();
  const rest: Language[] = [];
  for (const part of of) {
    for (const language of part.kind === "or" ? part.of : [part]) {
      if (language.kind !== "literals") rest.push(language);
      else for (const value of language.values) exact.add(value);
    }
  }
  if (exact.size > 0) rest.unshift(literals(exact));
  const [only] = rest;
  return only === undefined ? NONE : rest.length === 1 ? only : { kind: "or", of: rest };
}

export function isNone(language: Language): boolean {
  return language.kind === "literals" && language.values.size === 0;
}

export function except(language: Language): Language {
  return isNone(language) ? ALL : language === ALL ? NONE : not(language);
}
