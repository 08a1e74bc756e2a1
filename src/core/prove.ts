import type { Admission, ForeignAdmission, NamedOthers, OtherWayIn } from "./admission";
import { WorkloadIdentityError } from "./errors";
import { keySet } from "./key-set";
import type { Comparison, IntendedSubjects } from "./language/compare";
import { compareSubjects, languageOf } from "./language/compare";
import type { Language } from "./language/language";
import { or } from "./language/language";
import { representatives } from "./language/representatives";
import type { Universe } from "./language/universe";
import { ANY_SUBJECTS, SUBJECT_CLAIMS } from "./language/universe";
import { Undecided, Work } from "./language/work";
import { show } from "./show";
import { parseSubjectClaim, subjectClaim } from "./subject";
import type { Token } from "./token";
import { kubernetesToken } from "./token";
import type { Intent } from "./trust-intent";
import { intendedAudiences, readIntent } from "./trust-intent";
import { namespaceBeginning } from "./whole-namespaces";

/** A verdict before the catalogue of misconfigurations has been looked through. */
export type Proof =
  | { verdict: "equal" }
  | { verdict: "over" | "under"; token: Token; otherWay?: string; why: string }
  | { verdict: "unknown"; reason: string };

/** The lifetime of counterexample tokens: any hour does, the same one in every run. */
const ISSUED_AT = 1_767_225_600;
const LIFETIME = 3600;

const NOBODY: IntendedSubjects = { subjects: new Set(), namespaces: new Set() };
const NO_OTHERS: NamedOthers = { subjects: [], ways: [] };

/** Steps that stand for asking a cloud about one issuer and audience. */
const QUESTION_COST = 50;

/**
 * Proves that a trust admits exactly the intended ServiceAccounts and the others that the intent names: from its clusters every `sub` an
 * API server can sign, from every other issuer of the trust any `sub` at all, with every audience it tells apart. A difference that is certain wins over what is not modelled, `over` over `under`.
 * Throws `WorkloadIdentityError` (`intent-invalid`) with every fault of the intent.
 */
export function prove(admission: Admission, intent: Intent, others = NO_OTHERS, work = new Work()): Proof {
  const { issues, subjects } = readIntent(intent, countOf(others) > 0);
  if (issues.length > 0) {
    throw new WorkloadIdentityError("intent-invalid", "Cannot prove anything about this intent", issues);
  }
  const asked: Asked = { admission, intent, intended: subjects, others, work };
  const first: { under?: Proof; unknown?: Proof } = {};
  for (const differences of LOOKS) {
    for (const proof of differences(asked)) {
      if (proof.verdict === "over") return proof;
      first[proof.verdict] ??= proof;
    }
  }
  return first.under ?? first.unknown ?? { verdict: "equal" };
}

/** A trust and whom it shall admit. */
interface Asked {
  readonly admission: Admission;
  readonly intent: Intent;
  /** The ServiceAccounts of the intent, by issuer. */
  readonly intended: ReadonlyMap<string, IntendedSubjects>;
  readonly others: NamedOthers;
  readonly work: Work;
}

type Difference = Exclude<Proof, { verdict: "equal" }>;

/** Where differences are looked for, one after the other until somebody is let in who shall not be. */
const LOOKS: readonly ((asked: Asked) => Iterable<Difference>)[] = [
  subjectDifferences,
  otherDifferences,
  unreachableIssuers,
  keyDifferences,
  ({ admission: { doubts = [] } }) => doubts.map((reason) => ({ verdict: "unknown", reason })),
];

function* subjectDifferences({ admission, intent, intended, others, work }: Asked): Generator<Difference> {
  const wanted = wantedAudiences(admission, intent);
  const asked = intendedAudiences(intent);
  const questions = questionsOf(admission, intended, others);
  const named = [...others.subjects, ...patternsOf(others)].flatMap(({ audience }) => audience ?? []);
  const audiences = representatives(admission.audiences, named.length === 0 ? wanted : [...wanted, ...named], work);
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
          if (!isEqual(comparison)) return differencesOf(comparison, question, audience, intent, admitted.claims);
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

/** Who shall come in of an issuer with one audience, the others among them. */
function shallComeIn(
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

function isEqual({ over, under, unknown }: Comparison): boolean {
  return over === undefined && under === undefined && unknown === undefined;
}

/** What has to be asked of the trust: whom it admits of each issuer, and whom it shall admit. */
interface Question {
  readonly issuer: string;
  /** Whether the intent has ServiceAccounts of it, so that it is an API server. */
  readonly isCluster: boolean;
  /** Whether it signs anything: the intent has nobody of it, or somebody whom no API server signs for. */
  readonly isForeign: boolean;
  readonly subjects: IntendedSubjects;
  /** Subjects that shall come in with one audience of their own, by that audience. */
  readonly apart: ReadonlyMap<string, readonly string[]> | undefined;
}

function questionsOf(
  { issuers, sameAudiences, subjectMaxBytes }: Admission,
  intended: ReadonlyMap<string, IntendedSubjects>,
  others: NamedOthers,
): Iterable<Question> {
  const questions = new Map<string, Question>();
  const { foreign, more, apart } = countOf(others) === 0 ? NOBODY_ELSE : othersByIssuer(others, sameAudiences);
  const ask = (issuer: string, { subjects, namespaces, prefixes }: IntendedSubjects) => {
    const isCluster = intended.has(issuer);
    const isForeign = !isCluster || foreign.has(issuer);
    const shall = { subjects, namespaces, prefixes, namespaceMaxBytes: subjectMaxBytes };
    questions.set(issuer, { issuer, isCluster, isForeign, subjects: shall, apart: apart.get(issuer) });
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

function patternsOf({ patterns = [] }: NamedOthers): NonNullable<NamedOthers["patterns"]> {
  return patterns;
}

function countOf(others: NamedOthers): number {
  return others.subjects.length + patternsOf(others).length + others.ways.length;
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

function otherDifferences({ admission: { otherWaysIn = [] }, others: { ways } }: Asked): Iterable<Difference> {
  return otherWaysIn.length + ways.length === 0 ? [] : differentWays(otherWaysIn, ways);
}

/** A way in that the intent does not name, and one that it names and the trust does not have. */
function* differentWays(ways: readonly OtherWayIn[], named: NamedOthers["ways"]): Generator<Difference> {
  const intended = new Set(named.map(({ key }) => key));
  const admitted = new Map<string, OtherWayIn>();
  for (const way of ways) {
    const { who, where, key, doubt } = way;
    if (intended.has(key)) {
      const known = admitted.get(key);
      admitted.set(key, known !== undefined && known.mayBeRefusedBy === undefined ? known : way);
      continue;
    }
    const why = `another way in, by ${where}: ${who}`;
    yield doubt === undefined
      ? { ...byOtherWay("over", who), why }
      : { verdict: "unknown", reason: `${why}: ${doubt}` };
  }
  for (const { who, key } of named) {
    const way = admitted.get(key);
    if (way === undefined) {
      yield { ...byOtherWay("under", who), why: `${who} is refused, which the intent names` };
    } else if (way.mayBeRefusedBy !== undefined) {
      const instead = "write what it asks for into the conditions of the Allow, and name these with the intent";
      yield {
        verdict: "unknown",
        reason: `${who}, which the intent names, may be refused by the Deny of ${way.mayBeRefusedBy}: ${instead}`,
      };
    }
  }
}

function byOtherWay<V extends "over" | "under">(verdict: V, who: string) {
  return { verdict, token: { iss: "", sub: who, aud: [] }, otherWay: who };
}

function wantedAudiences(admission: Admission, intent: Intent): Set<string> {
  const wanted = new Set<string>();
  for (const audience of intendedAudiences(intent)) {
    wanted.add(audience);
    for (const same of admission.sameAudiences?.(audience) ?? []) wanted.add(same);
  }
  return wanted;
}

function differencesOf(
  { over, under, unknown }: Comparison,
  { issuer, isCluster }: Question,
  audience: string,
  intent: Intent,
  claims: Readonly<Record<string, unknown>> = {},
): Difference[] {
  const proofs: Difference[] = [];
  if (over !== undefined) {
    const why = !isCluster
      ? `tokens of issuer ${show(issuer)} are admitted, which the intent does not name`
      : !intendedAudiences(intent).includes(audience)
        ? `tokens with audience ${show(audience)} are admitted, which the intent does not name`
        : `ServiceAccount ${nameOf(over)} of ${show(issuer)} is admitted, which the intent does not name`;
    proofs.push({ verdict: "over", token: { ...counterexample(issuer, over, audience), ...claims }, why });
  }
  if (under !== undefined) {
    const why = `ServiceAccount ${nameOf(under)} of ${show(issuer)} with audience ${show(audience)} is refused, which the intent names`;
    proofs.push({ verdict: "under", token: counterexample(issuer, under, audience), why });
  }
  if (unknown !== undefined) {
    proofs.push({ verdict: "unknown", reason: `issuer ${show(issuer)}, audience ${show(audience)}: ${unknown}` });
  }
  return proofs;
}

/** Whoever is of an issuer whose keys the cloud cannot fetch is refused, whatever the trust says. */
function unreachableIssuers(asked: Asked): Difference[] {
  const { admission, intent } = asked;
  if (admission.unreachable === undefined) return [];
  const differences: Difference[] = [];
  const [audience = ""] = intendedAudiences(intent);
  for (const issuer of namedIssuers(asked)) {
    const reason = admission.unreachable(issuer);
    if (reason === undefined) continue;
    const subject = oneSubjectOf(issuer, asked);
    const why = `${nameOf(subject)} of ${show(issuer)} is refused, which the intent names: the cloud fetches the issuer's keys over the internet, and ${reason}`;
    differences.push({ verdict: "under", token: counterexample(issuer, subject, audience), why });
  }
  return differences;
}

/**
 * A key that is stored and not the cluster's lets its holder sign any `sub`; a key that is missing refuses every token signed with it.
 * The key is named in the claim `jwks_kid`. One key set cannot say which of several issuers a key belongs to.
 */
function keyDifferences(asked: Asked): Iterable<Difference> {
  const { admission } = asked;
  const storing = [...namedIssuers(asked)].filter((issuer) => admission.keys?.(issuer) !== undefined);
  return storing.length === 0 ? [] : differentKeys(storing, asked);
}

function* differentKeys(storing: readonly string[], asked: Asked): Generator<Difference> {
  const { admission, intent } = asked;
  const unknown = (issuer: string, why: string): Difference => ({
    verdict: "unknown",
    reason: `signing keys of issuer ${show(issuer)}: ${why}`,
  });
  const wanted = intent.jwks === undefined ? undefined : keySet(intent.jwks);
  for (const issuer of storing) {
    if (wanted === undefined) {
      yield unknown(issuer, "the cloud stores keys; pass intent.jwks");
      continue;
    }
    const stored = keySet(admission.keys!(issuer)!);
    if ("malformed" in stored || "malformed" in wanted) {
      const where = "malformed" in stored ? `the stored key set: ${stored.malformed}` : "intent.jwks";
      yield unknown(issuer, `not modelled: ${where}`);
      continue;
    }
    const token = (kid: string): Token => ({
      ...counterexample(issuer, oneSubjectOf(issuer, asked), intendedAudiences(intent)[0]!),
      jwks_kid: kid,
    });
    for (const [thumbprint, kid] of stored) {
      if (wanted.has(thumbprint)) continue;
      yield {
        verdict: "over",
        token: token(kid),
        why: `the stored signing key ${show(kid)} of ${show(issuer)} is none of intent.jwks`,
      };
    }
    const missing = [...wanted].filter(([thumbprint]) => !stored.has(thumbprint));
    for (const [, kid] of missing) {
      yield storing.length > 1
        ? unknown(issuer, `the key ${show(kid)} of intent.jwks is not stored, and may be that of another issuer`)
        : { verdict: "under", token: token(kid), why: `the signing key ${show(kid)} of ${show(issuer)} is not stored` };
    }
  }
}

/** The issuers of everybody whom the intent names. */
function namedIssuers({ intended, others: { subjects } }: Asked): Iterable<string> {
  return subjects.length === 0
    ? intended.keys()
    : new Set([...subjects.map(({ issuer }) => issuer), ...intended.keys()]);
}

/** A subject that shall get in, of an issuer that the intent names. */
function oneSubjectOf(issuer: string, { intended, others }: Asked): string {
  const ofCluster = intended.get(issuer);
  if (ofCluster === undefined) return others.subjects.findLast((other) => other.issuer === issuer)!.subject;
  const [subject = firstOfNamespaces(ofCluster)] = ofCluster.subjects;
  return subject;
}

function firstOfNamespaces({ namespaces, prefixes = [] }: IntendedSubjects): string {
  const [namespace = ""] = [...namespaces, ...[...prefixes].map(namespaceBeginning)];
  return subjectClaim({ namespace, serviceAccount: "a" });
}

function counterexample(issuer: string, sub: string, audience: string): Token {
  return { ...kubernetesToken(issuer, sub, audience), iat: ISSUED_AT, exp: ISSUED_AT + LIFETIME };
}

function nameOf(sub: string): string {
  const parsed = parseSubjectClaim(sub);
  return parsed === undefined ? show(sub) : `${parsed.namespace}/${parsed.serviceAccount}`;
}
