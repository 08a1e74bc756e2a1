import type { GlobPart, Language } from "../language/language";
import { ALL, and, glob, literals, NONE, not, or, unknown } from "../language/language";
import { contains } from "../language/member";
import type { Work } from "../language/work";
import { answerOnPresence, answerWithoutKey } from "./condition-test";
import type { PolicyDialect } from "./dialect";
import type { PolicyCondition } from "./document";
import { isLiteral, patternParts } from "./pattern";

/**
 * The values of a claim that satisfy a condition. The claim has one value, so `ForAllValues:`, `ForAnyValue:` and `IfExists` change
 * nothing. Policy variables are not modelled, although `evaluate` fills them in: no proof shall hang on them.
 * The one exception only widens: an `Allow` that compares the own `sub` with itself lets everybody in.
 */
export function claimLanguage(condition: PolicyCondition, escapes: boolean): Language {
  const { test, values } = condition;
  if (test === undefined || test.compare === "unmodelled" || values.length === 0)
    return conditionNotModelled(condition);
  if (test.compare === "presence") return constant(answerOnPresence(true, values), condition);
  const plain: string[] = [];
  const patterns: Language[] = [];
  for (const value of values) {
    const isExact = test.compare !== "ignore-case" && isLiteral(value, test.compare === "like");
    if (isExact) plain.push(value);
    else patterns.push(patternLanguage(value, test.compare, escapes, condition));
  }
  const matching = plain.length === 0 ? or(...patterns) : or(literals(plain), ...patterns);
  return test.negated ? not(matching) : matching;
}

/** Whether a condition compares a claim that every token has with itself: it then holds for all of them, whatever else it lists. */
export function comparesWithItself({ key, test, values }: PolicyCondition, escapes: boolean): boolean {
  const isCompared = test !== undefined && test.compare !== "presence" && test.compare !== "unmodelled";
  if (!escapes || !isCompared || test.negated) return false;
  const itself = `\${${key.toLowerCase()}}`;
  return values.some((value) => value.toLowerCase() === itself);
}

/** Everything or nothing: the answer of a condition on a key that no token of this issuer has. */
export function absentLanguage(condition: PolicyCondition, dialect: PolicyDialect): Language {
  const { test, values } = condition;
  if (test === undefined || values.length === 0) return conditionNotModelled(condition);
  return constant(answerWithoutKey(test, values, dialect), condition);
}

/**
 * The answer of a condition on a further claim, for tokens of an issuer that signs what it likes. Without the claim it is as good as
 * absent, so an Allow that holds then and a Deny that does not are certain; what a value would do is not modelled.
 */
export function anyClaimLanguage(
  condition: PolicyCondition,
  dialect: PolicyDialect,
  effect: "Allow" | "Deny",
): Language {
  const combine = effect === "Allow" ? or : and;
  return combine(absentLanguage(condition, dialect), conditionNotModelled(condition));
}

/** The same for tokens of which the value of the claim is known. */
export function valueLanguage(condition: PolicyCondition, value: string, escapes: boolean, work: Work): Language {
  const holds = contains(claimLanguage(condition, escapes), value, work);
  return constant(holds === "unknown" ? undefined : holds, condition);
}

/** Names the condition that leaves it open, and what to write in its place. */
function conditionNotModelled({ operator, key, values, test }: PolicyCondition): Language {
  if (values.length === 0)
    return unknown(`condition ${operator} ${key} without values: list what it accepts, or remove it`);
  const instead = test === undefined ? "StringEquals or StringLike" : "StringEquals on the subject and the audience";
  return unknown(`condition ${operator} ${key}: write ${instead} in its place`);
}

/** The same for a key that is no claim of the token's, or one that the vendor does not document so. */
export function conditionOnRequest({ operator, key }: PolicyCondition): Language {
  const why = "is not about issuer, subject or audience as the vendor documents them";
  return unknown(`condition ${operator} ${key} ${why}: move it into the permissions of the identity, or leave it out`);
}

function constant(answer: boolean | undefined, condition: PolicyCondition): Language {
  return answer === undefined ? conditionNotModelled(condition) : answer ? ALL : NONE;
}

function patternLanguage(value: string, compare: string, escapes: boolean, condition: PolicyCondition): Language {
  const parts: GlobPart[] = [];
  for (const part of patternParts(value, compare === "like", escapes)) {
    if (typeof part === "object" && "variable" in part) {
      return unknown(
        `policy variable \${${part.variable}} in ${condition.operator} ${condition.key}: write the literal value`,
      );
    }
    parts.push(part);
  }
  return glob(parts, compare === "ignore-case");
}
