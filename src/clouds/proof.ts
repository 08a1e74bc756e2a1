import { WorkloadIdentityError } from "../core/errors";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { prove } from "../core/prove";
import type { Intent } from "../core/trust-intent";
import type { Verdict } from "../core/verdict";
import type { Cloud } from "./cloud";

/** Whether a trust equals its intent, with the known misconfigurations that explain why not. */
export function verdictOf<Trust extends { cloud: string }>(cloud: Cloud<Trust>, trust: Trust, intent: Intent): Verdict {
  const proof = prove(cloud.admits(trust), intent);
  if (proof.verdict === "equal" || proof.verdict === "unknown") return proof;
  const verdict = { ...proof, findings: [] };
  return { ...verdict, findings: cloud.findings(trust, intent, verdict) };
}

/** The fault of a trust that is not proved to equal its intent; none where it is. */
export function proofIssues<Trust extends { cloud: string }>(
  cloud: Cloud<Trust>,
  trust: Trust,
  intent: Intent,
  path: string,
): Issue[] {
  let verdict: Verdict;
  try {
    verdict = verdictOf(cloud, trust, intent);
  } catch (error) {
    // A document or intent that cannot even be read: here a fault like any other.
    if (!(error instanceof WorkloadIdentityError)) throw error;
    return [issue(error.code, path, error.message)];
  }
  if (verdict.verdict === "equal") return [];
  if (verdict.verdict === "unknown") {
    return [issue("trust-unknown", path, `Cannot prove the trust on ${cloud.title}: ${verdict.reason}`)];
  }
  const does = verdict.verdict === "over" ? "admits a token that is not intended" : "refuses an intended token";
  const findings = verdict.findings.length === 0 ? "" : ` (${verdict.findings.join(", ")})`;
  const { iss, sub, aud } = verdict.token;
  return [
    issue(
      `trust-${verdict.verdict}`,
      path,
      `The trust on ${cloud.title} ${does}${findings}: ${verdict.why}; counterexample ${JSON.stringify({ iss, sub, aud })}`,
    ),
  ];
}
