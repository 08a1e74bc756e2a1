import type { Admission, NamedOthers } from "./admission";
import { WorkloadIdentityError } from "./errors";
import { Work } from "./language/work";
import type { Asked } from "./proof/asked";
import { countOf } from "./proof/asked";
import type { Difference, Proof } from "./proof/difference";
import { keyDifferences } from "./proof/keys";
import { otherDifferences } from "./proof/other-ways";
import { unreachableIssuers } from "./proof/reach";
import { subjectDifferences } from "./proof/subjects";
import type { Intent } from "./trust-intent";
import { readIntent } from "./trust-intent";

const NO_OTHERS: NamedOthers = { subjects: [], ways: [] };

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

/** Where differences are looked for, one after the other until somebody is let in who shall not be. */
const LOOKS: readonly ((asked: Asked) => Iterable<Difference>)[] = [
  subjectDifferences,
  otherDifferences,
  unreachableIssuers,
  keyDifferences,
  ({ admission: { doubts = [] } }) => doubts.map((reason) => ({ verdict: "unknown", reason })),
];
