import type { GlobPart, Language } from "../../../core/language/language";
import { ALL, glob, literals, NONE, not, short, unknown } from "../../../core/language/language";
import { LOOK_COST } from "../../../core/language/work";
import { parseSubjectClaim, SUBJECT_PREFIX, subjectClaim } from "../../../core/subject";
import { spend } from "./meter";
import type { Unit } from "./subject-pattern";
import { fits, RUN, subjectGlob } from "./subject-pattern";
import { both, either } from "./subject-sets";
import type { NamePiece, SubjectPart, SubjectText } from "./subject-text";
import { ANY_SUB, constantText, holdsAnySub, PARTS, SUB_TEXT, written, writtenCharacters } from "./subject-text";

/** Splitting a pattern over two names has at most this many ways for every pattern that a condition can hold. */
const MAX_STEPS = 1000;
/** A pattern with more runs has too many ways to be split as well. */
const MAX_RUNS = 12;

/** Steps that one split takes, and each way to go on from there. */
const SPLIT_COST = 8;
const WAY_COST = 8;

type Assignment = { readonly [part in SubjectPart]: readonly (readonly Unit[])[] };

/** The `sub` claims for which the text matches a pattern of literal text and `any-run`. */
export function subjectsWhere(text: SubjectText, pattern: readonly Unit[]): Language {
  if (holdsAnySub(text)) return anySubsWhere(text, pattern);
  // What does not hang on `sub` holds for every one, also for those that name no ServiceAccount.
  const constant = constantText(text);
  if (constant !== undefined) return fits(pattern, constant) ? ALL : NONE;
  const [only] = pattern;
  if (text === SUB_TEXT && pattern.length === 1 && only !== undefined && only !== RUN) {
    return parseSubjectClaim(only) === undefined ? NONE : literals([only]);
  }
  const names = pattern.length === 1 && only !== undefined && only !== RUN ? namesIn(text) : undefined;
  if (names !== undefined) return exactly(names, only as string);
  const units: Unit[] = [];
  for (const piece of pattern) units.push(...(piece === RUN ? [RUN] : piece));
  if (units.filter((unit) => unit === RUN).length > MAX_RUNS) return TOO_MANY_WAYS;
  const exact = new Set<string>();
  const globs: Language[] = [];
  let steps = 0;

  const split = (index: number, from: number, assignment: Assignment): boolean => {
    if (++steps > MAX_STEPS) return false;
    spend(SPLIT_COST);
    const piece = text[index] as string | NamePiece | undefined;
    if (piece === undefined) {
      if (units.slice(from).every((unit) => unit === RUN)) collect(assignment, exact, globs);
      return true;
    }
    if (typeof piece === "string") {
      return afterLiteral(units, from, piece).every((next) => split(index + 1, next, assignment));
    }
    // A name that is settled already is as good as literal text.
    const settled = assignment[piece.part].find((units) => !units.includes(RUN));
    if (settled !== undefined) {
      const literal = written(piece, settled.join(""));
      return afterLiteral(units, from, literal).every((next) => split(index + 1, next, assignment));
    }
    const isLast = index === text.length - 1;
    for (let to = isLast ? units.length : from; to <= units.length; to++) {
      // A run that ends here may also go on in what follows, so it stays with both.
      spend(WAY_COST + units.length * LOOK_COST);
      const own = units.slice(from, units[to] === RUN ? to + 1 : to);
      const taken = own.at(-1);
      if (!isLast && taken !== undefined && taken !== RUN && !writtenCharacters(piece).includes(taken)) break;
      if (own.length > PARTS[piece.part].maxLength && !own.includes(RUN)) break;
      const name = readBack(piece, own);
      if (name === undefined) return false;
      if (name === "none" || !canBe(piece.part, name)) continue;
      if (!split(index + 1, to, { ...assignment, [piece.part]: [...assignment[piece.part], name] })) return false;
    }
    return true;
  };

  if (!split(0, 0, { namespace: [], serviceAccount: [] })) return TOO_MANY_WAYS;
  return either(literals(exact), ...globs);
}

const TOO_MANY_WAYS = unknown("a comparison with too many ways to hold");

/** How the names stand in a text, where every text can be read in one way only. */
interface Names {
  readonly expression: RegExp;
  readonly parts: readonly SubjectPart[];
}

const namesOf = new WeakMap<SubjectText, { names: Names | undefined }>();

function namesIn(text: SubjectText): Names | undefined {
  let known = namesOf.get(text);
  if (known === undefined) {
    known = { names: readNames(text) };
    namesOf.set(text, known);
  }
  return known.names;
}

function readNames(text: SubjectText): Names | undefined {
  const parts: SubjectPart[] = [];
  let between = "";
  let expression = "";
  for (const piece of text) {
    if (typeof piece === "string") {
      between += piece;
      expression += piece.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
      continue;
    }
    if (!("part" in piece) || piece.as !== undefined || parts.includes(piece.part)) return undefined;
    // A character that no name holds keeps two names apart.
    if (parts.length > 0 && [...between].every((char) => PARTS.serviceAccount.characters.includes(char)))
      return undefined;
    parts.push(piece.part);
    between = "";
    expression += "([a-z0-9.-]+)";
  }
  return { expression: new RegExp(`^${expression}$`), parts };
}

function exactly({ expression, parts }: Names, value: string): Language {
  const match = expression.exec(value);
  if (match === null || !parts.every((part, i) => PARTS[part].isName(match[i + 1]!))) return NONE;
  const named = Object.fromEntries(parts.map((part, i) => [part, match[i + 1]!])) as Partial<
    Record<SubjectPart, string>
  >;
  const { namespace, serviceAccount } = named;
  if (namespace !== undefined && serviceAccount !== undefined)
    return literals([subjectClaim({ namespace, serviceAccount })]);
  return subjectGlob([...(namespace ?? [RUN])] as Unit[], [...(serviceAccount ?? [RUN])] as Unit[]);
}

/** The same where `sub` may be any text: literal text before and behind it is taken off a text that it is compared with. */
function anySubsWhere(text: SubjectText, pattern: readonly Unit[]): Language {
  const [before, after] = [text.slice(0, text.indexOf(ANY_SUB)), text.slice(text.indexOf(ANY_SUB) + 1)];
  if (![...before, ...after].every((piece) => typeof piece === "string")) return unknown("a text that repeats a claim");
  if (pattern.includes(RUN)) {
    if (text.length > 1) return unknown("a search in a composed text");
    // Not a pattern of namespace and name, which `both` would take it for.
    return { kind: "and", of: [glob(pattern.map((unit) => (unit === RUN ? RUN : { text: unit })))] };
  }
  const [whole, prefix, suffix] = [pattern.join(""), before.join(""), after.join("")];
  const fitsAround =
    whole.length >= prefix.length + suffix.length && whole.startsWith(prefix) && whole.endsWith(suffix);
  return fitsAround ? literals([whole.slice(prefix.length, whole.length - suffix.length)]) : NONE;
}

/** The places in the pattern, in order, that can be reached by reading a literal text from a place. */
function afterLiteral(units: readonly Unit[], from: number, literal: string): number[] {
  let places = skipRuns(units, [from]);
  for (const char of literal) {
    spend(LOOK_COST * places.length);
    const next: number[] = [];
    for (const place of places) {
      if (units[place] === RUN) next.push(place);
      else if (units[place] === char) next.push(place + 1);
    }
    places = skipRuns(units, next);
    if (places.length === 0) break;
  }
  // Behind a run, the run itself stands for all that it can skip to.
  const kept: number[] = [];
  for (const place of places) if (units[place - 1] !== RUN || kept.at(-1) !== place - 1) kept.push(place);
  return kept;
}

/** These places, which are in order, and those behind them that are reached by skipping runs, each once. */
function skipRuns(units: readonly Unit[], places: readonly number[]): number[] {
  const reached: number[] = [];
  for (const place of places) {
    if (place <= (reached.at(-1) ?? -1)) continue;
    reached.push(place);
    for (let at = place; units[at] === RUN; at++) reached.push(at + 1);
  }
  return reached;
}

/** The pattern of the names that are written like this; `undefined` where that is more than one. */
function readBack(piece: NamePiece, units: readonly Unit[]): readonly Unit[] | "none" | undefined {
  if (piece.as === undefined) return units;
  const characters = writtenCharacters(piece);
  const name: Unit[] = [];
  for (const unit of units) {
    const at = unit === RUN ? -1 : characters.indexOf(unit);
    if (unit !== RUN && at < 0) return "none";
    if (unit !== RUN && characters.indexOf(unit, at + 1) >= 0) return undefined;
    name.push(unit === RUN ? RUN : PARTS[piece.part].characters[at]!);
  }
  return name;
}

function canBe(part: SubjectPart, units: readonly Unit[]): boolean {
  const { characters, isName } = PARTS[part];
  if (units.includes(RUN)) return units.every((unit) => unit === RUN || characters.includes(unit));
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

/** The `sub` claims for which the text has at most this many bytes in UTF-8. */
export function subjectsWithinBytes(text: SubjectText, bytes: number): Language {
  return subjectsWithin(text, bytes, (rest) => short(rest));
}

/** The `sub` claims for which the text has at most this many characters; whatever is literal in it is ASCII. */
export function subjectsWithinCharacters(text: SubjectText, characters: number): Language {
  return subjectsWithin(text, characters, (rest) => (rest < 1 ? NONE : atMost(rest)));
}

function subjectsWithin(text: SubjectText, room: number, anySubWithin: (room: number) => Language): Language {
  const parts = text.filter((piece) => typeof piece === "object" && "part" in piece).map(({ part }) => part);
  const literal = text.filter((piece) => typeof piece === "string").join("");
  const rest = room - Buffer.byteLength(literal);
  if (holdsAnySub(text)) return text.filter((piece) => piece === ANY_SUB).length > 1 ? REPEATED : anySubWithin(rest);
  if (rest < parts.length) return NONE;
  if (rest >= parts.reduce((sum, part) => sum + PARTS[part].maxLength, 0)) return ALL;
  const [first, second, third] = parts;
  if (third !== undefined || first === second) return REPEATED;
  // Names are ASCII, so that bytes are characters.
  if (second !== undefined) return atMost(SUBJECT_PREFIX.length + 1 + rest);
  return first === "namespace"
    ? atMost(rest, [{ text: SUBJECT_PREFIX }], [{ text: ":" }, RUN])
    : atMost(rest, [{ text: SUBJECT_PREFIX }, RUN, { text: ":" }]);
}

/** All but what has more than so many characters between these. */
function atMost(characters: number, before: readonly GlobPart[] = [], after: readonly GlobPart[] = []): Language {
  return not(glob([...before, ...Array<GlobPart>(characters + 1).fill("any-one"), RUN, ...after]));
}

const REPEATED = unknown("the length of a text that repeats a name");
