import type { IdentityTrust } from "../clouds/audit";
import type { Cloud } from "../clouds/cloud";
import type { Decision } from "../core/decision";
import { contains } from "../core/language/member";
import { Undecided, Work } from "../core/language/work";
import { parseSubjectClaim, subjectClaim } from "../core/subject";
import { kubernetesToken } from "../core/token";
import type { AdmittedByTrust, AdmittedSubjects } from "./admitted";
import type { AuditedPair } from "./model";
import type { IndexedSubject, SubjectIndex } from "./subjects";

/**
 * The subjects that become an identity. Those that a trust lists are looked up; only where it has patterns, each ServiceAccount of the
 * issuer is compared. What the language of the trust says is asked of the independent `evaluate` again, which also says the reason.
 */
export function pairsOf(
  id: string,
  cloud: Cloud,
  trust: IdentityTrust["trust"],
  associations: NonNullable<IdentityTrust["associations"]>,
  { issuers, audience }: AdmittedByTrust,
  index: SubjectIndex,
): AuditedPair[] {
  const pairs = new Map<string, AuditedPair>();
  const add = (subject: IndexedSubject, issuer: string, claim: string, audiences: readonly string[]) => {
    if (pairs.has(subject.id)) return;
    for (const aud of audiences) {
      const decision = cloud.evaluate(trust, kubernetesToken(issuer, claim, aud));
      if (decision.decision === "deny") continue;
      const pair = { identity: id, subject: subject.id, decision: decision.decision, reason: reasonOf(decision) };
      if (pair.decision === "allow" || !pairs.has(subject.id)) pairs.set(subject.id, pair);
      if (pair.decision === "allow") return;
    }
  };
  for (const admitted of issuers) {
    const audiences = [audience, ...admitted.audiences.filter((each) => each !== audience)];
    for (const { claim, subject } of candidates(admitted, index)) add(subject, admitted.issuer, claim, audiences);
  }
  for (const { issuer, audience: asked, ...name } of associations) {
    const claim = subjectClaim(name);
    for (const subject of index.named(issuer, claim, name)) add(subject, issuer, claim, [asked]);
  }
  return [...pairs.values()];
}

function* candidates(
  { issuer, language, listed, isList }: AdmittedSubjects,
  index: SubjectIndex,
): Generator<{ claim: string; subject: IndexedSubject }> {
  for (const claim of listed) {
    const name = parseSubjectClaim(claim);
    if (name === undefined || contains(language, claim) === false) continue;
    for (const subject of index.named(issuer, claim, name)) yield { claim, subject };
  }
  if (isList) return;
  const work = new Work(PATTERN_WORK);
  for (const [claim, subjects] of index.of(issuer)?.byClaim ?? []) {
    if (listed.has(claim) || !mayContain(language, claim, work)) continue;
    for (const subject of subjects) yield { claim, subject };
  }
}

/** Steps for the patterns of one identity over a cluster: enough for ten thousand ServiceAccounts and dozens of patterns. */
const PATTERN_WORK = 50_000_000;

function mayContain(language: AdmittedSubjects["language"], claim: string, work: Work): boolean {
  try {
    return contains(language, claim, work) !== false;
  } catch (error) {
    if (error instanceof Undecided) return true;
    throw error;
  }
}

/** Parts of documents that let somebody in, as traces name them. */
const PART = /^(statement|credential|identity provider|provider|rule|binding) \S/;

/** The parts of a trust whose steps all hold, for example `provider prod, binding 2`. */
function reasonOf({ trace, decision }: Decision): string {
  const parts = new Map<string, boolean>();
  for (const { step, passed } of trace) {
    const colon = step.indexOf(": ");
    const part = colon < 0 || step.startsWith("binding ") ? step : step.slice(0, colon);
    const holds = decision === "allow" ? passed === true : passed !== false;
    parts.set(part, (parts.get(part) ?? true) && holds);
  }
  return [...parts]
    .filter(([part, holds]) => holds && PART.test(part))
    .map(([part]) => part.split(",")[0])
    .join(", ");
}
