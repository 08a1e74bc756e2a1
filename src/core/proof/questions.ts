import type { Admission, NamedOthers } from "../admission";
import type { IntendedSubjects } from "../language/compare";
import { parseSubjectClaim } from "../subject";
import { countOf, patternsOf } from "./asked";

const NOBODY: IntendedSubjects = { subjects: new Set(), namespaces: new Set() };

/** What has to be asked of the trust: whom it admits of each issuer, and whom it shall admit. */
export interface Question {
  readonly issuer: string;
  /** Whether the intent has ServiceAccounts of it, so that it is an API server. */
  readonly isCluster: boolean;
  /** Whether the intent has anybody of it. */
  readonly isNamed: boolean;
  /** Whether it signs anything: the intent has nobody of it, or somebody whom no API server signs for. */
  readonly isForeign: boolean;
  readonly subjects: IntendedSubjects;
  /** Subjects that shall come in with one audience of their own, by that audience. */
  readonly apart: ReadonlyMap<string, readonly string[]> | undefined;
}

export function questionsOf(
  { issuers, sameAudiences, subjectMaxBytes }: Admission,
  intended: ReadonlyMap<string, IntendedSubjects>,
  others: NamedOthers,
): Iterable<Question> {
  const questions = new Map<string, Question>();
  const { foreign, more, apart } = countOf(others) === 0 ? NOBODY_ELSE : othersByIssuer(others, sameAudiences);
  const ask = (issuer: string, { subjects, namespaces, prefixes }: IntendedSubjects) => {
    const isCluster = intended.has(issuer);
    const isNamed = isCluster || more.has(issuer);
    const isForeign = !isCluster || foreign.has(issuer);
    const shall = { subjects, namespaces, prefixes, namespaceMaxBytes: subjectMaxBytes };
    questions.set(issuer, { issuer, isCluster, isNamed, isForeign, subjects: shall, apart: apart.get(issuer) });
  };
  for (const [issuer, subjects] of intended) ask(issuer, subjects);
  for (const [issuer, named] of more) ask(issuer, withSubjects(questions.get(issuer)?.subjects ?? NOBODY, named));
  for (const issuer of issuers) if (!questions.has(issuer)) ask(issuer, NOBODY);
  return questions.values();
}

interface OthersByIssuer {
  /** Issuers of somebody whom no API server signs for. */
  readonly foreign: ReadonlySet<string>;
  /** Subjects that come in with the audiences of the intent. */
  readonly more: ReadonlyMap<string, readonly string[]>;
  /** Subjects that come in with one audience of their own, by that audience. */
  readonly apart: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

const NOBODY_ELSE: OthersByIssuer = { foreign: new Set(), more: new Map(), apart: new Map() };

function othersByIssuer(others: NamedOthers, sameAudiences: Admission["sameAudiences"]): OthersByIssuer {
  const foreign = new Set<string>();
  const more = new Map<string, string[]>();
  for (const { issuer, subject, audience } of others.subjects) {
    if (parseSubjectClaim(subject) === undefined) foreign.add(issuer);
    const named = more.get(issuer) ?? [];
    if (audience === undefined) named.push(subject);
    more.set(issuer, named);
  }
  for (const { issuer } of patternsOf(others)) {
    foreign.add(issuer);
    more.set(issuer, more.get(issuer) ?? []);
  }
  return { foreign, more, apart: subjectsApart(others, sameAudiences) };
}

/** Who shall come in of an issuer with one audience, the others among them. */
export function shallComeIn(
  { issuer, subjects, apart }: Question,
  audience: string,
  isWanted: boolean,
  others: NamedOthers,
): IntendedSubjects {
  const listed = withSubjects(isWanted ? subjects : NOBODY, apart?.get(audience));
  const like = patternsOf(others).filter(
    (each) => each.issuer === issuer && (each.audience === undefined ? isWanted : each.audience === audience),
  );
  return like.length === 0 ? listed : { ...listed, patterns: like.map(({ subjects }) => subjects) };
}

function subjectsApart(
  others: NamedOthers,
  sameAudiences: Admission["sameAudiences"] = () => [],
): Map<string, Map<string, string[]>> {
  const apart = new Map<string, Map<string, string[]>>();
  for (const { issuer, subject, audience } of others.subjects) {
    if (audience === undefined) continue;
    const ofIssuer = apart.get(issuer) ?? new Map<string, string[]>();
    for (const spelling of new Set([audience, ...sameAudiences(audience)])) {
      const subjects = ofIssuer.get(spelling) ?? [];
      subjects.push(subject);
      ofIssuer.set(spelling, subjects);
    }
    apart.set(issuer, ofIssuer);
  }
  return apart;
}

function withSubjects(intended: IntendedSubjects, more: readonly string[] = []): IntendedSubjects {
  if (more.length === 0) return intended;
  return { ...intended, subjects: new Set([...intended.subjects, ...more]) };
}
