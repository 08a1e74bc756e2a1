import type { CloudIntent, CloudTrust } from "../clouds/registry";
import { cloudOf } from "../clouds/registry";
import type { Subject } from "../core/subject";
import { explain, prove } from "../verifier";

/** One ServiceAccount, several, or an intent whose audience is given apart. */
export type ExpectedSubjects = Subject | Subject[] | Omit<CloudIntent, "audience">;

/** What a matcher answers; vitest, Jest and others take it as it is. */
export interface TrustMatcherResult {
  /** True where the trust admits exactly what is expected. */
  pass: boolean;
  /** The verdict in words. */
  message: () => string;
}

/**
 * Matches a trust that admits exactly the expected ServiceAccounts, with tokens of `audience` (where none is given, the one that the
 * cloud takes by default); a trust that cannot be proved does not match. The message explains the verdict, with a counterexample token.
 * Throws `WorkloadIdentityError` where the trust or the expectation is not of its shape.
 */
export function toAdmitOnly(
  trust: CloudTrust,
  expected: ExpectedSubjects,
  audience?: string | string[],
): TrustMatcherResult {
  const cloud = cloudOf(trust);
  const intent = { ...intentOf(expected), audience: audience ?? cloud.defaultAudience(cloud.parse(trust)) };
  const verdict = prove(trust, intent);
  const pass = verdict.verdict === "equal";
  const message = () =>
    `Expected the trust on ${cloud.title} ${pass ? "not " : ""}to admit only ${namesOf(intent)}\n${explain(verdict).text}`;
  return { pass, message };
}

function intentOf(expected: ExpectedSubjects): Omit<CloudIntent, "audience"> {
  if (Array.isArray(expected)) return { subjects: expected };
  return "subjects" in expected ? expected : { subjects: [expected] };
}

function namesOf({ subjects, namespaces = [], namespacePrefixes = [], audience }: CloudIntent): string {
  const names = [
    ...subjects.map(({ issuer, namespace, serviceAccount }) => `${namespace}/${serviceAccount} of ${issuer}`),
    ...namespaces.map(({ issuer, namespace }) => `${namespace}/* of ${issuer}`),
    ...namespacePrefixes.map(({ issuer, prefix }) => `${prefix}*/* of ${issuer}`),
  ];
  return `${names.join(", ")} with audience ${[audience].flat().join(" or ")}`;
}
