import { ANY_CHAR, charSet, complementOf } from "../../../core/language/char-set";
import type { Language } from "../../../core/language/language";
import { regex } from "../../../core/language/language";
import type { RegexNode } from "../../../core/language/regex";
import { LOOK_COST } from "../../../core/language/work";
import { SUBJECT_PREFIX } from "../../../core/subject";
import { spend } from "./meter";
import type { Unit } from "./subject-pattern";
import { RUN } from "./subject-pattern";
import { either } from "./subject-sets";
import type { SubjectText } from "./subject-text";
import { holdsAnySub, SUB_TEXT, sameText } from "./subject-text";
import { subjectsWhere } from "./subjects-where";

/** Steps that reading a character of an expression takes. */
const CHARACTER_COST = 2;

/** The `sub` claims for which an RE2 expression, as it was read, finds a match in the text; `undefined` where that is not modelled. */
export function subjectsMatching(text: SubjectText, expression: string, node: RegexNode): Language | undefined {
  spend(CHARACTER_COST * expression.length);
  if (holdsAnySub(text)) return text.length === 1 ? regex(expression) : undefined;
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
  if (text.length !== 1 || typeof only !== "object" || !("part" in only) || body.some(hasAnchor)) return undefined;
  const [, flags = "", rest = ""] = /^((?:\(\?[is]+\))*)(.*)$/s.exec(expression) ?? [];
  if ((fromStart && !rest.startsWith("^")) || (toEnd && !rest.endsWith("$"))) return undefined;
  const source = rest.slice(fromStart ? 1 : 0, toEnd ? -1 : undefined);
  const whole = `${fromStart ? "" : "[^:]*"}(?:${flags}${source})${toEnd ? "" : "[^:]*"}`;
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
  const isAnything = ANYTHING.has(node.of.set.join()) && node.min === 0 && node.max === Number.POSITIVE_INFINITY;
  return isAnything ? [[RUN]] : undefined;
}

function sequencesOf(parts: readonly Unit[][][]): Unit[][] | undefined {
  let sequences: Unit[][] = [[]];
  for (const patterns of parts) {
    if (sequences.length * patterns.length > MAX_PATTERNS) return undefined;
    spend(sequences.reduce((sum, { length }) => sum + length, 0) * LOOK_COST * patterns.length);
    const [pattern] = patterns;
    if (patterns.length === 1) for (const sequence of sequences) sequence.push(...pattern!);
    else sequences = sequences.flatMap((before) => patterns.map((pattern) => [...before, ...pattern]));
  }
  return sequences;
}

/** What `.` reads; no token of an API server holds the line feed that it may leave out. */
const ANYTHING = new Set([ANY_CHAR.join(), complementOf(charSet([10, 10])).join()]);

function hasAnchor(node: RegexNode): boolean {
  if (node.kind === "sequence" || node.kind === "alternatives") return node.of.some(hasAnchor);
  return node.kind === "repeat" ? hasAnchor(node.of) : node.kind !== "chars";
}
