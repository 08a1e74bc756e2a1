import type { CloudAudit, IdentityTrust } from "../clouds/audit";
import type { Cloud } from "../clouds/cloud";
import { isApiServerAudience } from "../core/audience";
import type { Proof } from "../core/prove";
import { prove } from "../core/prove";
import type { Subject } from "../core/subject";
import { parseSubjectClaim } from "../core/subject";
import type { Intent } from "../core/trust-intent";
import type { AdmittedByTrust } from "./admitted";

/** What a trust's document shows, against the intent that can be told from outside. */
export interface TrustFindings {
  readonly proof: Proof | undefined;
  /** Identifiers of rows. */
  readonly rows: readonly string[];
}

/** Rows that are wrong whatever was intended. */
const ALWAYS = ["K2", "K3"];

/** Stands for a ServiceAccount where a trust lists none: what it admits besides is too much. */
const NOBODY = { namespace: "nobody", serviceAccount: "nobody" };

/**
 * Proves a trust against the ServiceAccounts that it lists itself and those that name it: what it admits beyond them is wide, and whom it
 * refuses of them is an error. Subjects of other systems that it lists one by one are taken for intended.
 */
export function trustFindings(
  cloud: Cloud,
  audit: CloudAudit,
  { trust }: IdentityTrust,
  { admission, issuers, audience }: AdmittedByTrust,
  naming: readonly Subject[],
): TrustFindings {
  const subjects = new Map<string, Subject>(naming.map((subject) => [keyOf(subject), subject]));
  const foreign: { issuer: string; subject: string }[] = [];
  for (const { issuer, listed } of issuers) {
    for (const claim of listed) {
      const name = parseSubjectClaim(claim);
      if (name === undefined) {
        // What looks like a ServiceAccount and is none is a mistake, and no other system's subject.
        if (!claim.startsWith("system:")) foreign.push({ issuer, subject: claim });
      } else subjects.set(keyOf({ issuer, ...name }), { issuer, ...name });
    }
  }
  const isNobody = subjects.size === 0 && foreign.length === 0;
  const intended = [
    ...subjects.values(),
    ...(isNobody ? [{ issuer: issuers[0]?.issuer ?? "https://nobody", ...NOBODY }] : []),
  ];
  const intent: Intent = {
    subjects: intended,
    audience,
    ...(foreign.length === 0 ? {} : { others: { [cloud.name]: audit.others(foreign) } }),
  };
  const proof = prove(admission, intent, { subjects: foreign, ways: [] });
  const isFault = proof.verdict === "over" || proof.verdict === "under" || isApiServerAudience(audience);
  const shown = cloud.findings(trust, intent);
  return {
    proof: isNobody && proof.verdict === "under" ? undefined : proof,
    rows: isFault ? shown : shown.filter((row) => ALWAYS.includes(row)),
  };
}

function keyOf({ issuer, namespace, serviceAccount }: Subject): string {
  return `${issuer} ${namespace}/${serviceAccount}`;
}
