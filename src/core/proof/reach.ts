import { show } from "../show";
import { intendedAudiences } from "../trust-intent";
import type { Asked } from "./asked";
import { namedIssuers, oneSubjectOf } from "./asked";
import type { Difference } from "./difference";
import { counterexample, inWords } from "./difference";

/** Whoever is of an issuer whose keys the cloud cannot fetch is refused, whatever the trust says. */
export function unreachableIssuers(asked: Asked): Difference[] {
  const { admission, intent } = asked;
  if (admission.unreachable === undefined) return [];
  const differences: Difference[] = [];
  const [audience = ""] = intendedAudiences(intent);
  for (const issuer of namedIssuers(asked)) {
    const reason = admission.unreachable(issuer);
    if (reason === undefined) continue;
    const subject = oneSubjectOf(issuer, asked);
    const why = `${inWords(subject)} of ${show(issuer)} is refused, which the intent names: the cloud fetches the issuer's keys over the internet, and ${reason}`;
    differences.push({ verdict: "under", token: counterexample(issuer, subject, audience), why });
  }
  return differences;
}
