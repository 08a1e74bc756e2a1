import type { Language } from "./language";
import { ALL, and, literals, NONE, not, or, unknown } from "./language";
import { contains, MAX_NESTING, unknownConstruct } from "./member";
import { notModelled, payForReading } from "./pattern";
import type { Work } from "./work";

type Literals = Extract<Language, { kind: "literals" }>;

/** What one piece of a language costs to be rebuilt. */
const NODE_COST = 5;

/**
 * The same language in fewer pieces: nested `and` and `or` are flat, literal sets are merged, and what is finite by any way
 * (a list minus a pattern) becomes a list, so that most trusts are decided by hash sets alone.
 */
export function simplify(language: Language, work: Work, depth = 0): Language {
  work.spend(NODE_COST);
  if (depth > MAX_NESTING) return unknown(`a condition nested more than ${MAX_NESTING} levels deep`);
  switch (language.kind) {
    case "literals":
    case "unknown":
      return language;
    case "glob":
    case "regex":
    case "short": {
      if (language.kind === "regex") payForReading(language, work);
      const construct = notModelled(language);
      return construct === undefined ? language : unknown(construct);
    }
    case "not":
      return not(simplify(language.of, work, depth + 1));
    case "or":
      return union(flatten("or", language.of, work, depth), work);
    case "and":
      return intersection(flatten("and", language.of, work, depth), work);
  }
}

/** What is left of a simplified language for the strings that it nowhere lists. */
export function beyondLiterals(language: Language, work: Work): Language {
  const blank = (part: Language): Language => {
    if (part.kind === "literals") return NONE;
    if (part.kind === "not") return not(blank(part.of));
    return part.kind === "and" || part.kind === "or" ? { kind: part.kind, of: part.of.map(blank) } : part;
  };
  return language.kind === "literals" ? NONE : simplify(blank(language), work);
}

/** Every string that a simplified language lists, also under `not`. */
export function listedIn(language: Language, work: Work): ReadonlySet<string> {
  if (language.kind === "literals") return language.values;
  const listed = new Set<string>();
  const collect = (part: Language): void => {
    if (part.kind === "literals") {
      work.spend(part.values.size);
      for (const value of part.values) listed.add(value);
    } else if (part.kind === "not") collect(part.of);
    else if (part.kind === "and" || part.kind === "or") part.of.forEach(collect);
  };
  collect(language);
  return listed;
}

function flatten(kind: "and" | "or", parts: readonly Language[], work: Work, depth: number): Language[] {
  return parts.flatMap((part) => {
    const simple = simplify(part, work, depth + 1);
    return simple.kind === kind ? simple.of : [simple];
  });
}

function union(parts: readonly Language[], work: Work): Language {
  const lists = parts.filter(isList);
  const rest = withoutRepeats(parts.filter((part) => !isList(part)));
  const merged = lists.length === 1 ? lists[0]! : { kind: "literals" as const, values: merge(lists, work) };
  if (rest.length === 0) return merged;
  return merged.values.size === 0 ? or(...rest) : { kind: "or", of: [merged, ...rest] };
}

function intersection(parts: readonly Language[], work: Work): Language {
  const lists = parts.filter(isList).sort((a, b) => a.values.size - b.values.size);
  const rest = withoutRepeats(parts.filter((part) => !isList(part) && !isAll(part)));
  const [smallest, ...others] = lists;
  if (smallest === undefined) return rest.length === 0 ? ALL : and(...rest);
  if (others.length === 0 && rest.length === 0) return smallest;
  const condition: Language = { kind: "and", of: [...others, ...rest] };
  const members = new Set<string>();
  const open = new Map<string, Set<string>>();
  for (const value of smallest.values) {
    const membership = contains(condition, value, work);
    if (membership === true) members.add(value);
    if (membership === "unknown") {
      const construct = unknownConstruct(condition, value);
      open.set(construct, (open.get(construct) ?? new Set()).add(value));
    }
  }
  const undecided = [...open].map(([construct, values]): Language => and(literals(values), unknown(construct)));
  if (undecided.length === 0) return literals(members);
  return members.size === 0 ? or(...undecided) : { kind: "or", of: [literals(members), ...undecided] };
}

function merge(lists: readonly Literals[], work: Work): Set<string> {
  const values = new Set<string>();
  for (const list of lists) {
    work.spend(list.values.size);
    for (const value of list.values) values.add(value);
  }
  return values;
}

/** One of each unknown construct is enough, and one of each pattern. */
function withoutRepeats(parts: readonly Language[]): Language[] {
  const seen = new Set<string | Language>();
  return parts.filter((part) => {
    const key = part.kind === "unknown" ? part.construct : part;
    return seen.size < seen.add(key).size;
  });
}

function isAll(language: Language): boolean {
  return language.kind === "not" && isList(language.of) && language.of.values.size === 0;
}

function isList(language: Language): language is Literals {
  return language.kind === "literals";
}
