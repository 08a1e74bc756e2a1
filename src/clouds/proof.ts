import { commonCatalogue } from "../core/catalogue";
import type { Decision } from "../core/decision";
import { WorkloadIdentityError } from "../core/errors";
import type { FindingRow } from "../core/finding";
import { rowsOf } from "../core/finding";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { Work } from "../core/language/work";
import { prove } from "../core/prove";
import { isRecord, own } from "../core/record";
import type { Intent } from "../core/trust-intent";
import { ownIntent } from "../core/trust-intent";
import type { Verdict } from "../core/verdict";
import type { Cloud } from "./cloud";

/** Whether a trust equals its intent, with the known misconfigurations that explain why not, the most severe first. */
export function verdictOf<Trust extends { cloud: string }>(
  cloud: Cloud<Trust>,
  trust: Trust,
  asked: Intent,
  work = Work.for(trust),
): Verdict {
  const intent = ownIntent(asked);
  const proof = prove(cloud.admits(trust, work), intent, othersOf(cloud, intent), work);
  if (proof.verdict === "equal" || proof.verdict === "unknown") return proof;
  const rows = rowsIn(cloud, cloud.findings(trust, intent));
  const isExplained = proof.verdict === "over" || rows.some(({ effect }) => effect.includes("under"));
  return {
    ...proof,
    ...(isExplained || proof.otherWay !== undefined
      ? {}
      : { why: `${proof.why}${failingStep(cloud.evaluate(trust, proof.token, work))}` }),
    findings: rows.map(({ id }) => id),
  };
}

/** The step at which a token is refused, for a trust that shows no known misconfiguration which refuses anybody. */
function failingStep({ trace }: Decision): string {
  const failing = trace.find(({ passed }) => passed === false);
  return failing === undefined ? "" : `, at ${failing.step}: ${failing.detail}`;
}

/** Whom the intent names beside ServiceAccounts, on this cloud. */
function othersOf({ name, title, others }: Pick<Cloud, "name" | "title" | "others">, intent: Intent) {
  // What is no object is refused with every other fault of the intent.
  const named = isRecord(intent) && isRecord(intent.others) ? own(intent.others, name) : undefined;
  if (named === undefined) return undefined;
  if (others !== undefined) return others(named);
  throw new WorkloadIdentityError("intent-others-invalid", `Cannot name others on ${title}: remove others.${name}`);
}

function rowsIn({ catalogue }: Pick<Cloud, "catalogue">, ids: readonly string[]): FindingRow[] {
  return rowsOf([...catalogue, ...commonCatalogue], ids);
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
  const findings = rowsIn(cloud, verdict.findings).map(({ id, title, fix }) => `; ${id} ${title} -> ${fix}`);
  const { iss, sub, aud } = verdict.token;
  const counterexample = verdict.otherWay ?? JSON.stringify({ iss, sub, aud });
  return [
    issue(
      `trust-${verdict.verdict}`,
      path,
      `The trust on ${cloud.title} ${does}: ${verdict.why}${findings.join("")}; counterexample ${counterexample}`,
    ),
  ];
}
