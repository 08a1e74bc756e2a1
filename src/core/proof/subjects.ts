import type { Admission, ForeignAdmission, NamedOthers } from "../admission";
import type { Comparison } from "../language/compare";
import { compareSubjects, languageOf } from "../language/compare";
import type { Language } from "../language/language";
import { or } from "../language/language";
import { representatives } from "../language/representatives";
import type { Universe } from "../language/universe";
import { ANY_SUBJECTS, SUBJECT_CLAIMS } from "../language/universe";
import { Undecided } from "../language/work";
import { show } from "../show";
import type { Intent } from "../trust-intent";
import { intendedAudiences } from "../trust-intent";
import type { Asked } from "./asked";
import { patternsOf } from "./asked";
import type { Difference } from "./difference";
import { counterexample, inWords } from "./difference";
import type { Question } from "./questions";
import { questionsOf, shallComeIn } from "./questions";

/** Steps that stand for asking a cloud about one issuer and audience. */
const QUESTION_COST = 50;

export function* subjectDifferences({ admission, intent, intended, others, work }: Asked): Generator<Difference> {
  const wanted = wantedAudiences(admission, intent);
  const asked = intendedAudiences(intent);
  const questions = questionsOf(admission, intended, others);
  const audiences = representatives(admission.audiences, [...wanted, ...audiencesOf(others)], work);
  if ("unknown" in audiences) yield { verdict: "unknown", reason: `audiences: ${audiences.unknown}` };
  try {
    for (const question of questions) {
      const { issuer, isCluster, isForeign } = question;
      // The spellings of an audience mostly admit the same, and what equals the intent does so for each of them.
      const equal = new Map<Universe, Language>();
      for (const audience of "unknown" in audiences ? wanted : audiences) {
        work.spend(QUESTION_COST);
        const isWanted = wanted.has(audience);
        // Whoever intends one spelling may come in with all, and need not.
        const isOtherSpelling = isWanted && !asked.includes(audience);
        const shall = shallComeIn(question, audience, isWanted, others);
        const isWhole = isWanted && shall === question.subjects;
        const compare = (admitted: ForeignAdmission, universe: Universe) => {
          if (isOtherSpelling && isWhole && admitted.subjects === equal.get(universe)) return [];
          const language = isOtherSpelling ? or(admitted.subjects, languageOf(shall)) : admitted.subjects;
          const comparison = compareSubjects(language, shall, work, universe);
          if (!isEqual(comparison)) return differencesOf(comparison, question, audience, isWanted, admitted.claimsOf);
          if (isWhole && !isOtherSpelling) equal.set(universe, language);
          return [];
        };
        if (isCluster) {
          for (const proof of compare({ subjects: admission.subjects(issuer, audience) }, SUBJECT_CLAIMS)) {
            const isToken = "token" in proof && admission.complete !== undefined;
            yield isToken ? { ...proof, token: admission.complete!(proof.token) } : proof;
          }
        }
        if (!isForeign) continue;
        const foreign = admission.foreign?.(issuer, audience) ?? { subjects: admission.subjects(issuer, audience) };
        // An issuer that is not named may be a cluster too, and a ServiceAccount is the easier counterexample to understand.
        if (!isCluster) yield* compare(foreign, SUBJECT_CLAIMS);
        yield* compare(foreign, ANY_SUBJECTS);
      }
    }
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    yield { verdict: "unknown", reason: error.message };
  }
}

function wantedAudiences(admission: Admission, intent: Intent): Set<string> {
  const wanted = new Set<string>();
  for (const audience of intendedAudiences(intent)) {
    wanted.add(audience);
    for (const same of admission.sameAudiences?.(audience) ?? []) wanted.add(same);
  }
  return wanted;
}

/** The audiences that others have of their own. */
function audiencesOf(others: NamedOthers): string[] {
  const audiences: string[] = [];
  for (const list of [others.subjects, patternsOf(others)])
    for (const { audience } of list) if (audience !== undefined) audiences.push(audience);
  return audiences;
}

function isEqual({ over, under, unknown }: Comparison): boolean {
  return over === undefined && under === undefined && unknown === undefined;
}

function differencesOf(
  { over, under, unknown }: Comparison,
  { issuer, isNamed, apart }: Question,
  audience: string,
  isWanted: boolean,
  claimsOf: NonNullable<ForeignAdmission["claimsOf"]> = () => ({}),
): Difference[] {
  const proofs: Difference[] = [];
  if (over !== undefined) {
    const why = !isNamed
      ? `tokens of issuer ${show(issuer)} are admitted, which the intent does not name`
      : !isWanted && !apart?.has(audience)
        ? `tokens with audience ${show(audience)} are admitted, which the intent does not name`
        : `${inWords(over)} of ${show(issuer)} is admitted, which the intent does not name`;
    proofs.push({ verdict: "over", token: { ...counterexample(issuer, over, audience), ...claimsOf(over) }, why });
  }
  if (under !== undefined) {
    const why = `${inWords(under)} of ${show(issuer)} with audience ${show(audience)} is refused, which the intent names`;
    proofs.push({ verdict: "under", token: counterexample(issuer, under, audience), why });
  }
  if (unknown !== undefined) {
    proofs.push({ verdict: "unknown", reason: `issuer ${show(issuer)}, audience ${show(audience)}: ${unknown}` });
  }
  return proofs;
}
