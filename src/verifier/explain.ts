import { findingOf } from "../clouds/registry";
import type { Decision } from "../core/decision";
import type { Verdict } from "../core/verdict";

/** A verdict or a decision for a reader. */
export interface Explanation {
  /** The outcome in one sentence. */
  headline: string;
  /** The steps or the counterexample, one line each. */
  lines: string[];
  /** Headline and lines as a terminal shows them. */
  text: string;
}

/** Puts a verdict or a decision into words; the same facts as data and as text for a terminal. */
export function explain(result: Verdict | Decision): Explanation {
  const { headline, lines } = "verdict" in result ? explainVerdict(result) : explainDecision(result);
  return { headline, lines, text: [headline, ...lines.map((line) => `  ${line}`)].join("\n") };
}

function explainVerdict(verdict: Verdict): { headline: string; lines: string[] } {
  if (verdict.verdict === "equal") {
    return { headline: "equal: the trust admits exactly the intended ServiceAccounts", lines: [] };
  }
  if (verdict.verdict === "unknown") {
    return {
      headline: "unknown: the trust could not be proved, so it does not count as safe",
      lines: [verdict.reason],
    };
  }
  const headline =
    verdict.verdict === "over"
      ? "over: the trust admits a token that is not intended"
      : "under: the trust refuses an intended token";
  const findings = verdict.findings.map(explainFinding);
  return {
    headline,
    lines: [verdict.why, ...findings, `counterexample: ${verdict.otherWay ?? JSON.stringify(verdict.token)}`],
  };
}

function explainFinding(id: string): string {
  const row = findingOf(id);
  // A verdict that was kept may be of another version, with rows that this one does not have.
  return row === undefined ? id : `${id} ${row.title}: ${row.wrong} -> ${row.fix}`;
}

const MARKS = { true: "+", false: "-", unknown: "?" };

function explainDecision({ decision, trace }: Decision): { headline: string; lines: string[] } {
  const headline = {
    allow: "allow: the token is admitted",
    deny: "deny: the token is refused",
    unknown: "unknown: the decision depends on something that is not modelled, so it does not count as allowed",
  }[decision];
  return { headline, lines: trace.map(({ step, passed, detail }) => `${MARKS[`${passed}`]} ${step}: ${detail}`) };
}
