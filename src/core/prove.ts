import type { Admission } from "./admission";
import { WorkloadIdentityError } from "./errors";
import { keySet } from "./key-set";
import type { Comparison, IntendedSubjects } from "./language/compare";
import { compareSubjects } from "./language/compare";
import { representatives } from "./language/representatives";
import { Undecided, Work } from "./language/work";
import { show } from "./show";
import { parseSubjectClaim, subjectClaim } from "./subject";
import type { Token } from "./token";
import { kubernetesToken } from "./token";
import type { Intent } from "./trust-intent";
import { intendedAudiences, readIntent } from "./trust-intent";

/** A verdict before the catalogue of misconfigurations has been looked through. */
export type Proof =
  | { verdict: "equal" }
  | { verdict: "over" | "under"; token: Token; why: string }
  | { verdict: "unknown"; reason: string };

/** The lifetime of counterexample tokens: any hour does, the same one in every run. */
const ISSUED_AT = 1_767_225_600;
const LIFETIME = 3600;

const NOBODY: IntendedSubjects = { subjects: new Set(), namespaces: new Set() };

/** Steps that stand for asking a cloud about one issuer and audience. */
const QUESTION_COST = 200;

/**
 * Proves that a trust admits exactly the intended ServiceAccounts: every `sub` an API server can sign, from every issuer the trust
 * knows, with every audience it tells apart. A difference that is certain wins over what is not modelled, `over` over `under`.
 * Throws `WorkloadIdentityError` (`intent-invalid`) with every fault of the intent.
 */
export function prove(admission: Admission, intent: Intent): Proof {
  const { issues, subjects } = readIntent(intent);
  if (issues.length > 0) {
    throw new WorkloadIdentityError("intent-invalid", "Cannot prove anything about this intent", issues);
  }
  let under: Proof | undefined;
  let open: Proof | undefined;
  for (const proof of differences(admission, intent, subjects, new Work())) {
    if (proof.verdict === "over") return proof;
    if (proof.verdict === "under") under ??= proof;
    if (proof.verdict === "unknown") open ??= proof;
  }
  return under ?? open ?? { verdict: "equal" };
}

function* differences(
  admission: Admission,
  intent: Intent,
  intended: ReadonlyMap<string, IntendedSubjects>,
  work: Work,
): Generator<Proof> {
  yield* subjectDifferences(admission, intent, intended, work);
  for (const way of admission.otherWaysIn ?? []) {
    yield { verdict: "over", token: { iss: "", sub: way, aud: [] }, why: `another way in: ${way}` };
  }
  yield* keyDifferences(admission, intent, intended);
  for (const doubt of admission.doubts ?? []) yield { verdict: "unknown", reason: doubt };
}

function* subjectDifferences(
  admission: Admission,
  intent: Intent,
  intended: ReadonlyMap<string, IntendedSubjects>,
  work: Work,
): Generator<Proof> {
  const wanted = new Set(
    intendedAudiences(intent).flatMap((audience) => [audience, ...(admission.sameAudiences?.(audience) ?? [])]),
  );
  const audiences = representatives(admission.audiences, [...wanted], work);
  if ("unknown" in audiences) {
    yield { verdict: "unknown", reason: `audiences: ${audiences.unknown}` };
  }
  try {
    for (const issuer of new Set([...intended.keys(), ...admission.issuers])) {
      for (const audience of "unknown" in audiences ? wanted : audiences) {
        work.spend(QUESTION_COST);
        const subjects = wanted.has(audience) ? (intended.get(issuer) ?? NOBODY) : NOBODY;
        const comparison = compareSubjects(admission.subjects(issuer, audience), subjects, work);
        yield* proofsOf(comparison, issuer, audience, intent, intended.has(issuer));
      }
    }
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    yield { verdict: "unknown", reason: error.message };
  }
}

function* proofsOf(
  { over, under, unknown }: Comparison,
  issuer: string,
  audience: string,
  intent: Intent,
  issuerIsIntended: boolean,
): Generator<Proof> {
  if (over !== undefined) {
    const why = !issuerIsIntended
      ? `tokens of issuer ${show(issuer)} are admitted, which the intent does not name`
      : !intendedAudiences(intent).includes(audience)
        ? `tokens with audience ${show(audience)} are admitted, which the intent does not name`
        : `ServiceAccount ${nameOf(over)} of ${show(issuer)} is admitted, which the intent does not name`;
    yield { verdict: "over", token: counterexample(issuer, over, audience), why };
  }
  if (under !== undefined) {
    const why = `ServiceAccount ${nameOf(under)} of ${show(issuer)} with audience ${show(audience)} is refused, which the intent names`;
    yield { verdict: "under", token: counterexample(issuer, under, audience), why };
  }
  if (unknown !== undefined) {
    yield { verdict: "unknown", reason: `issuer ${show(issuer)}, audience ${show(audience)}: ${unknown}` };
  }
}

/**
 * A key that is stored and not the cluster's lets its holder sign any `sub`; a key that is missing refuses every token signed with it.
 * The key is named in the claim `jwks_kid`. One key set cannot say which of several issuers a key belongs to.
 */
function* keyDifferences(
  admission: Admission,
  intent: Intent,
  intended: ReadonlyMap<string, IntendedSubjects>,
): Generator<Proof> {
  const unknown = (issuer: string, why: string): Proof => ({
    verdict: "unknown",
    reason: `signing keys of issuer ${show(issuer)}: ${why}`,
  });
  const wanted = intent.jwks === undefined ? undefined : keySet(intent.jwks);
  const storing = [...intended.keys()].filter((issuer) => admission.keys?.(issuer) !== undefined);
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
    const subjects = intended.get(issuer)!;
    const [sub] = [
      ...subjects.subjects,
      ...[...subjects.namespaces].map((namespace) => subjectClaim({ namespace, serviceAccount: "a" })),
    ];
    const token = (kid: string): Token => ({
      ...counterexample(issuer, sub!, intendedAudiences(intent)[0]!),
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

function counterexample(issuer: string, sub: string, audience: string): Token {
  return { ...kubernetesToken(issuer, sub, audience), iat: ISSUED_AT, exp: ISSUED_AT + LIFETIME };
}

function nameOf(sub: string): string {
  const parsed = parseSubjectClaim(sub);
  return parsed === undefined ? show(sub) : `${parsed.namespace}/${parsed.serviceAccount}`;
}
