import { charSet, complementOf } from "../../core/language/char-set";
import type { GlobPart, Language } from "../../core/language/language";
import { ALL, and, glob, literals, NONE, not, or, regex, unknown } from "../../core/language/language";
import { contains } from "../../core/language/member";
import type { RegexNode } from "../../core/language/regex";
import { parseRegex } from "../../core/language/regex";
import {
  isNamespaceName,
  isServiceAccountName,
  NAMESPACE_MAX_LENGTH,
  SERVICE_ACCOUNT_MAX_LENGTH,
  SUBJECT_PREFIX,
  subjectClaim,
} from "../../core/subject";

/**
 * A text that an expression makes of a ServiceAccount's token: literal text, and the two things that `sub` says. The functions
 * below go the other way: for which `sub` does the text have some property.
 */
export type SubjectText = readonly (string | Part)[];

type Part = { readonly part: keyof typeof PARTS };

const PARTS = {
  namespace: { alphabet: /^[a-z0-9-]$/, isName: isNamespaceName, maxLength: NAMESPACE_MAX_LENGTH },
  serviceAccount: { alphabet: /^[a-z0-9.-]$/, isName: isServiceAccountName, maxLength: SERVICE_ACCOUNT_MAX_LENGTH },
};

export const NAMESPACE_TEXT: SubjectText = [{ part: "namespace" }];
export const SERVICE_ACCOUNT_TEXT: SubjectText = [{ part: "serviceAccount" }];
export const SUB_TEXT: SubjectText = [SUBJECT_PREFIX, ...NAMESPACE_TEXT, ":", ...SERVICE_ACCOUNT_TEXT];

/** Characters that occur in no name of Kubernetes, so that no name can hold a text that begins with one. */
export function occursInNames(char: string): boolean {
  return PARTS.serviceAccount.alphabet.test(char);
}

/** The same text with neighbouring literals joined. */
export function joined(...texts: SubjectText[]): SubjectText {
  const result: (string | Part)[] = [];
  for (const piece of texts.flat()) {
    const last = result.at(-1);
    if (typeof piece === "string" && typeof last === "string") result[result.length - 1] = last + piece;
    else if (piece !== "") result.push(piece);
  }
  return result;
}

/** The text itself where it is the same for every token. */
export function constantText(text: SubjectText): string | undefined {
  const [only] = text;
  if (only === undefined) return "";
  return text.length === 1 && typeof only === "string" ? only : undefined;
}

export function sameText(a: SubjectText, b: SubjectText): boolean {
  return JSON.stringify(joined(a)) === JSON.stringify(joined(b));
}

/** Splitting a pattern over two names has at most this many ways for every pattern that a condition can hold. */
const MAX_STEPS = 5000;

const RUN = "any-run";
type Unit = string | typeof RUN;
type Assignment = { readonly [part in keyof typeof PARTS]: readonly (readonly Unit[])[] };

/** The `sub` claims for which the text matches a pattern of literal text and `any-run`. */
export function subjectsWhere(text: SubjectText, pattern: readonly (string | typeof RUN)[]): Language {
  const units = pattern.flatMap((piece): Unit[] => (piece === RUN ? [RUN] : [...piece]));
  const exact = new Set<string>();
  const globs: Language[] = [];
  let steps = 0;

  const split = (index: number, from: number, assignment: Assignment): boolean => {
    if (++steps > MAX_STEPS) return false;
    const piece = text[index];
    if (piece === undefined) {
      if (units.slice(from).every((unit) => unit === RUN)) collect(assignment, exact, globs);
      return true;
    }
    if (typeof piece === "string") {
      return [...afterLiteral(units, from, piece)].every((next) => split(index + 1, next, assignment));
    }
    // A name that is settled already is as good as literal text.
    const settled = assignment[piece.part].find((units) => !units.includes(RUN));
    if (settled !== undefined) {
      return [...afterLiteral(units, from, settled.join(""))].every((next) => split(index + 1, next, assignment));
    }
    const isLast = index === text.length - 1;
    for (let to = isLast ? units.length : from; to <= units.length; to++) {
      // A run that ends here may also go on in what follows, so it stays with both.
      const own = units.slice(from, units[to] === RUN ? to + 1 : to);
      const taken = own.at(-1);
      if (!isLast && taken !== undefined && taken !== RUN && !PARTS[piece.part].alphabet.test(taken)) break;
      if (own.length > PARTS[piece.part].maxLength && !own.includes(RUN)) break;
      if (!canBe(piece.part, own)) continue;
      if (!split(index + 1, to, { ...assignment, [piece.part]: [...assignment[piece.part], own] })) return false;
    }
    return true;
  };

  if (!split(0, 0, { namespace: [], serviceAccount: [] })) return unknown("a comparison with too many ways to hold");
  return either(literals(exact), ...globs);
}

/** The places in the pattern that can be reached by reading a literal text from a place. */
function afterLiteral(units: readonly Unit[], from: number, literal: string): Set<number> {
  const skipRuns = (places: Iterable<number>): Set<number> => {
    const reached = new Set<number>();
    for (let place of places) {
      for (; !reached.has(place); place++) {
        reached.add(place);
        if (units[place] !== RUN) break;
      }
    }
    return reached;
  };
  let places = skipRuns([from]);
  for (const char of literal) {
    const next: number[] = [];
    for (const place of places) {
      if (units[place] === RUN) next.push(place);
      else if (units[place] === char) next.push(place + 1);
    }
    places = skipRuns(next);
    if (places.size === 0) break;
  }
  // Behind a run, the run itself stands for all that it can skip to.
  for (const place of [...places]) if (units[place - 1] === RUN && places.has(place - 1)) places.delete(place);
  return places;
}

function canBe(part: keyof typeof PARTS, units: readonly Unit[]): boolean {
  const { alphabet, isName } = PARTS[part];
  if (units.includes(RUN)) return units.every((unit) => unit === RUN || alphabet.test(unit));
  return isName(units.join(""));
}

function collect({ namespace, serviceAccount }: Assignment, exact: Set<string>, globs: Language[]): void {
  const literal = [namespace, serviceAccount].map((all) => all.find((units) => !units.includes(RUN))?.join(""));
  const [ns, name] = literal;
  const partial = [
    ...namespace.map((units) => subjectGlob(units, [RUN])),
    ...serviceAccount.map((units) => subjectGlob([RUN], units)),
  ];
  const whole = both(subjectGlob([ns ?? RUN], [name ?? RUN]), ...partial);
  if (ns === undefined || name === undefined) globs.push(whole);
  else if (agrees(namespace, ns) && agrees(serviceAccount, name)) {
    exact.add(subjectClaim({ namespace: ns, serviceAccount: name }));
  }
}

/** Whether a name fits everything that repeated occurrences of it ask for. */
function agrees(patterns: readonly (readonly Unit[])[], name: string): boolean {
  return patterns.every((units) => fits(units, name));
}

function subjectGlob(namespace: readonly Unit[], serviceAccount: readonly Unit[]): Language {
  const parts: GlobPart[] = [];
  for (const unit of [SUBJECT_PREFIX, ...namespace, ":", ...serviceAccount]) {
    const last = parts.at(-1);
    if (unit === RUN) {
      if (last !== RUN) parts.push(RUN);
    } else if (typeof last === "object") parts[parts.length - 1] = { text: last.text + unit };
    else parts.push({ text: unit });
  }
  return glob(parts);
}

/** The `sub` claims for which an RE2 expression finds a match in the text; `undefined` where that is not modelled. */
export function subjectsMatching(text: SubjectText, expression: string): Language | undefined {
  const node = parseRegex(expression);
  if ("unsupported" in node) return undefined;
  const top = node.kind === "sequence" ? node.of : [node];
  const fromStart = top[0]?.kind === "start";
  const toEnd = top.at(-1)?.kind === "end";
  const body = top.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  const patterns = patternsOf({ kind: "sequence", of: body });
  if (patterns !== undefined) {
    return either(
      ...patterns.map((pattern) =>
        subjectsWhere(text, [...(fromStart ? [] : [RUN]), ...pattern, ...(toEnd ? [] : [RUN])]),
      ),
    );
  }
  if (sameText(text, SUB_TEXT)) return regex(expression);
  const [only] = text;
  if (text.length !== 1 || typeof only !== "object" || body.some(hasAnchor)) return undefined;
  if ((fromStart && !expression.startsWith("^")) || (toEnd && !expression.endsWith("$"))) return undefined;
  const source = expression.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  const whole = `${fromStart ? "" : "[^:]*"}(?:${source})${toEnd ? "" : "[^:]*"}`;
  // The rest of a `sub` has one colon, so neither name can be matched across it.
  return only.part === "namespace"
    ? regex(`^${SUBJECT_PREFIX}${whole}:[^:]*$`)
    : regex(`^${SUBJECT_PREFIX}[^:]*:${whole}$`);
}

const MAX_PATTERNS = 64;

/** A regular expression of characters, `.*` and choices, as patterns; `undefined` where it is more than that. */
function patternsOf(node: RegexNode): Unit[][] | undefined {
  if (node.kind === "sequence" || node.kind === "alternatives") {
    const parts = node.of.map(patternsOf).filter((patterns) => patterns !== undefined);
    if (parts.length < node.of.length) return undefined;
    return node.kind === "alternatives" ? parts.flat() : sequencesOf(parts);
  }
  if (node.kind === "chars") {
    const [from, to] = node.set;
    return node.set.length === 2 && from === to ? [[String.fromCodePoint(from!)]] : undefined;
  }
  if (node.kind !== "repeat" || node.of.kind !== "chars") return undefined;
  const isAnything =
    node.of.set.join() === NOT_LINE_FEED.join() && node.min === 0 && node.max === Number.POSITIVE_INFINITY;
  return isAnything ? [[RUN]] : undefined;
}

function sequencesOf(parts: readonly Unit[][][]): Unit[][] | undefined {
  let sequences: Unit[][] = [[]];
  for (const patterns of parts) {
    if (sequences.length * patterns.length > MAX_PATTERNS) return undefined;
    sequences = sequences.flatMap((before) => patterns.map((pattern) => [...before, ...pattern]));
  }
  return sequences;
}

/** What `.` reads; no token of an API server holds the line feed that it leaves out. */
const NOT_LINE_FEED = complementOf(charSet([10, 10]));

function hasAnchor(node: RegexNode): boolean {
  if (node.kind === "sequence" || node.kind === "alternatives") return node.of.some(hasAnchor);
  return node.kind === "repeat" ? hasAnchor(node.of) : node.kind !== "chars";
}

/** The `sub` claims for which the text has at most this many bytes. */
export function subjectsWithin(text: SubjectText, bytes: number): Language {
  const parts = text.filter((piece) => typeof piece === "object").map(({ part }) => part);
  const literal = text.filter((piece) => typeof piece === "string").join("");
  const rest = bytes - Buffer.byteLength(literal);
  if (rest < parts.length) return NONE;
  if (rest >= parts.reduce((sum, part) => sum + PARTS[part].maxLength, 0)) return ALL;
  const [first, second, third] = parts;
  if (third !== undefined || first === second) return unknown("the length of a text that repeats a name");
  const tooLong = (before: readonly GlobPart[], chars: number, after: readonly GlobPart[]) =>
    not(glob([...before, ...Array<GlobPart>(chars + 1).fill("any-one"), RUN, ...after]));
  if (second !== undefined) return tooLong([], SUBJECT_PREFIX.length + 1 + rest, []);
  return first === "namespace"
    ? tooLong([{ text: SUBJECT_PREFIX }], rest, [{ text: ":" }, RUN])
    : tooLong([{ text: SUBJECT_PREFIX }, RUN, { text: ":" }], rest, []);
}

/** Meeting lists of patterns one with each other stops where it would give more than this many. */
const MAX_MEETINGS = 256;

/**
 * `and` without what changes nothing. Patterns that say something about different names become one, often a single ServiceAccount:
 * comparing them as they stand is much dearer.
 */
export function both(...of: Language[]): Language {
  if (of.some(isNone)) return NONE;
  let met: Language = ALL;
  const rest: Language[] = [];
  for (const language of of) {
    const meeting = language === ALL ? met : meet(met, language);
    if (meeting === undefined) rest.push(language);
    else met = meeting;
  }
  if (met !== ALL) rest.unshift(met);
  return rest.length === 0 ? ALL : isNone(met) ? NONE : and(...rest);
}

function meet(a: Language, b: Language): Language | undefined {
  if (a === ALL) return boxesOf(b) === undefined ? undefined : b;
  const [left, right] = [boxesOf(a), boxesOf(b)];
  if (left === undefined || right === undefined || left.length * right.length > MAX_MEETINGS) return undefined;
  const meetings: Language[] = [];
  for (const one of left) {
    for (const other of right) {
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

function boxesOf(language: Language): Box[] | undefined {
  if (language.kind === "or") {
    const boxes = language.of.map(boxesOf);
    return boxes.includes(undefined) ? undefined : (boxes as Box[][]).flat();
  }
  if (language.kind === "literals") {
    if (language.values.size > MAX_MEETINGS) return undefined;
    return [...language.values].map((value) => boxOf([...value])).filter((box) => box !== undefined);
  }
  if (language.kind !== "glob") return undefined;
  const box = boxOf(
    language.parts.flatMap((part): Unit[] => (part === RUN ? [RUN] : part === "any-one" ? [] : [...part.text])),
  );
  return box === undefined || language.parts.includes("any-one") ? undefined : [box];
}

function boxOf(units: readonly Unit[]): Box | undefined {
  if (units.slice(0, SUBJECT_PREFIX.length).join("") !== SUBJECT_PREFIX) return undefined;
  const colon = units.indexOf(":", SUBJECT_PREFIX.length);
  return colon < 0 ? undefined : [units.slice(SUBJECT_PREFIX.length, colon), units.slice(colon + 1)];
}

/** The pattern of what fits both; `undefined` where that is no single pattern. */
function meetUnits(a: readonly Unit[], b: readonly Unit[]): readonly Unit[] | "none" | undefined {
  const isAny = (units: readonly Unit[]) => units.length === 1 && units[0] === RUN;
  if (isAny(a) || a.join() === b.join()) return b;
  if (isAny(b)) return a;
  if (!a.includes(RUN)) return fits(b, a.join("")) ? a : "none";
  if (!b.includes(RUN)) return fits(a, b.join("")) ? b : "none";
  return undefined;
}

function fits(pattern: readonly Unit[], name: string): boolean {
  return contains(glob(pattern.map((unit) => (unit === RUN ? RUN : { text: unit }))), name) === true;
}

/** `or` without what changes nothing, and with lists merged. */
export function either(...of: Language[]): Language {
  if (of.includes(ALL)) return ALL;
  const exact = new Set<string>();
  const rest: Language[] = [];
  for (const language of of.flatMap((part) => (part.kind === "or" ? part.of : [part]))) {
    if (language.kind !== "literals") rest.push(language);
    else for (const value of language.values) exact.add(value);
  }
  if (exact.size > 0) rest.unshift(literals(exact));
  return rest.length === 0 ? NONE : or(...rest);
}

export function isNone(language: Language): boolean {
  return language.kind === "literals" && language.values.size === 0;
}

export function except(language: Language): Language {
  return isNone(language) ? ALL : language === ALL ? NONE : not(language);
}
