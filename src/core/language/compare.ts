import { parseSubjectClaim, SUBJECT_PREFIX } from "../subject";
import { examplesOf } from "./examples";
import type { Language } from "./language";
import { ALL, glob, literals, NONE, not, or } from "./language";
import type { Membership } from "./member";
import { contains, unknownConstruct } from "./member";
import { listedIn, simplify } from "./simplify";
import type { Universe } from "./universe";
import { SUBJECT_CLAIMS } from "./universe";
import { walk } from "./walk";
import { Undecided, Work } from "./work";

/** The `sub` claims that shall be admitted: some one by one, and all those of whole namespaces, by name or by what names begin with. */
export interface IntendedSubjects {
  readonly subjects: Iterable<string>;
  readonly namespaces: Iterable<string>;
  /** None by default. */
  readonly prefixes?: Iterable<string> | undefined;
  /** Further ones by patterns. None by default. */
  readonly patterns?: readonly Language[] | undefined;
  /** Bytes of the longest `sub` that whole namespaces ask for: a longer one may be admitted or refused. None by default. */
  readonly namespaceMaxBytes?: number | undefined;
}

/** How admitted and intended `sub` claims differ. Nothing set means that they are equal. */
export interface Comparison {
  /** A `sub` that is admitted and not intended. */
  over?: string;
  /** A `sub` that is intended and not admitted. */
  under?: string;
  /** What could not be decided. Set only where there is neither `over` nor `under`. */
  unknown?: string;
}

/** What one piece of a language costs to be compared with others. */
const NODE_COST = 5;

/** Steps for trying single strings where comparing everything has used up the work. */
const EXAMPLE_STEPS = 600;

/**
 * Compares what is admitted with what is intended, over a universe of `sub` claims: those an API server can sign by default. A difference in what is listed is
 * named before one that only patterns make, of each the shortest; the search ends at the first `over`. Where the work is used up, a string
 * that a pattern was written for may still show a difference.
 */
export function compareSubjects(
  accepted: Language,
  intended: IntendedSubjects,
  work = new Work(),
  universe: Universe = SUBJECT_CLAIMS,
): Comparison {
  const result: Comparison = {};
  try {
    const language = simplify(accepted, work);
    // Most trusts list what is intended, no more and no less.
    if (isListed(intended, language, work)) return result;
    const compared = { language, intended, universe, result };
    try {
      compare(compared, work);
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      result.unknown ??= error.message;
      tryExamples(compared, work.apart(EXAMPLE_STEPS));
    }
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    result.unknown ??= error.message;
  }
  if (result.over !== undefined || result.under !== undefined) delete result.unknown;
  return result;
}

function isListed(intended: IntendedSubjects, language: Language, work: Work): boolean {
  const named = asSet(intended.subjects);
  work.spend(named.size);
  return isUnionOf(language, named, wholeNamespaces(intended), work);
}

/** Whether a language lists these strings and these patterns, one by one; it may be equal to them and be written otherwise. */
function isUnionOf(language: Language, named: ReadonlySet<string>, patterns: readonly Language[], work: Work): boolean {
  const parts = language.kind === "or" ? language.of : [language];
  const [list = NONE] = parts.filter(({ kind }) => kind === "literals");
  const isSameList = list.kind === "literals" && isSameSet(named, list.values);
  if (!isSameList || parts.length !== patterns.length + (list === NONE ? 0 : 1)) return false;
  // Of other kinds, what is written alike may differ.
  if (!patterns.every(({ kind }) => kind === "glob")) return false;
  if (patterns.length === 0) return true;
  work.spend(NODE_COST * parts.length);
  const written = new Set(parts.filter((part) => part !== list).map((part) => JSON.stringify(part)));
  return written.size === patterns.length && patterns.every((pattern) => written.has(JSON.stringify(pattern)));
}

/** What is compared, and where the differences are noted. */
interface Compared {
  readonly language: Language;
  readonly intended: IntendedSubjects;
  readonly universe: Universe;
  readonly result: Comparison;
}

/** What says whether a string is admitted as it is intended, and notes a difference in the result. */
type Judge = (sub: string, admitted: Membership, isIntended: boolean) => void;

function judgeOf(
  language: Language,
  { subjects, namespaceMaxBytes: most }: IntendedSubjects,
  result: Comparison,
): Judge {
  const named = asSet(subjects);
  const isAskedFor = (sub: string) => most === undefined || sub.length <= most || named.has(sub);
  return (sub, admitted, isIntended) => {
    if (admitted === "unknown") result.unknown ??= `not modelled: ${unknownConstruct(language, sub)}`;
    else if (admitted && !isIntended) result.over = shorter(result.over, sub);
    else if (!admitted && isIntended && isAskedFor(sub)) result.under = shorter(result.under, sub);
  };
}

/** Of each whole namespace the longest subject that is asked for: a rule of the cloud's own may refuse long names alone. */
function longestOf({ namespaces, namespaceMaxBytes: most = 0 }: IntendedSubjects): Language {
  return or(...[...namespaces].map((name) => glob([{ text: `${SUBJECT_PREFIX}${name}:`.padEnd(most, "a") }])));
}

/** Looks for a difference among the strings that the patterns and whole namespaces were written for. */
function tryExamples({ language, intended, universe, result }: Compared, work: Work): void {
  const all = or(...wholeNamespaces(intended), literals(intended.subjects));
  const judge = judgeOf(language, intended, result);
  try {
    for (const example of examplesOf(or(language, all, longestOf(intended)), universe)) {
      if (result.over !== undefined) return;
      if (universe.includes(example))
        judge(example, contains(language, example, work), contains(all, example, work) === true);
    }
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
  }
}

function compare({ language, intended, universe, result }: Compared, work: Work): void {
  const subjects = asSet(intended.subjects);
  const namespaces = asSet(intended.namespaces);
  const prefixes = [...(intended.prefixes ?? [])];
  const { patterns = [] } = intended;
  const onlyNamed = namespaces.size === 0 && prefixes.length === 0 && patterns.length === 0;
  const isLike = (sub: string) => patterns.some((pattern) => contains(pattern, sub, work) === true);
  const isWhole = (namespace: string) =>
    namespaces.has(namespace) || prefixes.some((prefix) => namespace.startsWith(prefix));

  const judge = judgeOf(language, intended, result);
  const { namespaceMaxBytes: most } = intended;

  const listed = listedIn(language, work);
  work.spend(listed.size);
  for (const sub of subjects) judge(sub, contains(language, sub, work), true);
  for (const sub of listed) {
    if (subjects.has(sub)) continue;
    if (!universe.includes(sub)) continue;
    const namespace = parseSubjectClaim(sub)?.namespace;
    const isIntended = (namespace !== undefined && isWhole(namespace)) || isLike(sub);
    judge(sub, contains(language, sub, work), isIntended);
  }
  if (result.over !== undefined || (language.kind === "literals" && onlyNamed)) return;

  const whole = simplify(or(...wholeNamespaces(intended)), work);
  const decided = listed.size === 0 ? subjects : subjects.size === 0 ? listed : new Set([...listed, ...subjects]);
  const short = most === undefined ? language : simplify(withoutLength(language, most), work);
  if (isUnionOf(short, subjects, wholeNamespaces(intended), work)) return;
  for (const { string, members } of walk([short, whole], universe, decided, work)) {
    if (short !== language && members[0] === true) {
      // Others of its kind are as long: nobody asks for those of whole namespaces.
      if (members[1] === true && string.length > most!) continue;
      // Looked at even where the walk has left no work: it is one string.
      if (contains(language, string, work.apart(EXAMPLE_STEPS)) !== true) {
        result.unknown ??= "what a pattern of long subjects admits beside a limit of their length";
        continue;
      }
    }
    judge(string, members[0]!, members[1] === true);
    if (result.over !== undefined) return;
  }
}

/** The language without its limits of length, as far as these keep out only what has more than so many characters: each limit costs a state for every character. */
function withoutLength(language: Language, most: number): Language {
  if (language.kind === "not") return not(withoutLength(language.of, most));
  if (language.kind === "and" || language.kind === "or") {
    return { kind: language.kind, of: language.of.map((part) => withoutLength(part, most)) };
  }
  if (language.kind === "short") return language.bytes < most ? language : ALL;
  if (language.kind !== "glob" || language.parts.at(-1) !== "any-run") return language;
  const characters = language.parts.slice(0, -1);
  return characters.length > most && characters.every((part) => part === "any-one") ? NONE : language;
}

/** All that is intended. */
export function languageOf({ subjects, namespaces, patterns = [] }: IntendedSubjects): Language {
  return or(literals(subjects), ...[...namespaces].map(namespaceClaims), ...patterns);
}

/** What is intended beside single subjects. */
function wholeNamespaces({ namespaces, prefixes = [], patterns = [] }: IntendedSubjects): Language[] {
  return [...[...namespaces].map(namespaceClaims), ...[...prefixes].map(prefixClaims), ...patterns];
}

function namespaceClaims(namespace: string): Language {
  return glob([{ text: `${SUBJECT_PREFIX}${namespace}:` }, "any-run"]);
}

function prefixClaims(prefix: string): Language {
  return glob([{ text: `${SUBJECT_PREFIX}${prefix}` }, "any-run"]);
}

/** Shortest first, then by character: the answer does not hang on the order of a document. */
function shorter(known: string | undefined, sub: string): string {
  if (known === undefined || sub.length < known.length) return sub;
  return sub.length === known.length && sub < known ? sub : known;
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (one.size !== other.size) return false;
  for (const value of one) if (!other.has(value)) return false;
  return true;
}

function asSet(values: Iterable<string>): ReadonlySet<string> {
  return values instanceof Set ? values : new Set(values);
}
