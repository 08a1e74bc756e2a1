import type { CloudAudit, IdentityTrust } from "../clouds/audit";
import type { Cloud } from "../clouds/cloud";
import { clouds } from "../clouds/registry";
import { isApiServerAudience } from "../core/audience";
import type { IntendedSubjects } from "../core/language/compare";
import { compareSubjects } from "../core/language/compare";
import { SUBJECT_CLAIMS } from "../core/language/universe";
import { Work } from "../core/language/work";
import type { Proof } from "../core/proof/difference";
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
const ALWAYS = ["K2", "K3", "G4", "G14"];

/** A row that most trusts show, and that matters only where somebody gets in: an alarm for each would hide the others. */
const NO_FAULT_ALONE = "G8";

/** Rows that can only let in too many: they explain nothing where the proof says that nobody is too many. */
const LETTING_IN = new Set(
  clouds.flatMap(({ catalogue }) => catalogue.filter(({ effect }) => effect === "over").map(({ id }) => id)),
);

/** Stands for a ServiceAccount where a trust lists none: what it admits besides is too much. */
const NOBODY = { namespace: "nobody", serviceAccount: "nobody" };

const NOBODY_AT_ALL: IntendedSubjects = { subjects: new Set(), namespaces: new Set() };

/**
 * Proves a trust against the ServiceAccounts that it lists itself and those that name it: what it admits beyond them is wide, and whom it
 * refuses of them is an error. Subjects of other systems that it lists one by one are taken for intended.
 */
export function trustFindings(
  cloud: Cloud,
  audit: CloudAudit,
  trust: IdentityTrust["trust"],
  { admission, issuers, audience }: AdmittedByTrust,
  naming: readonly Subject[],
  keys: ReadonlyMap<string, object>,
): TrustFindings {
  const subjects = new Map<string, Subject>(naming.map((subject) => [keyOf(subject), subject]));
  const foreign: { issuer: string; subject: string }[] = [];
  for (const { issuer, listed } of issuers) {
    for (const claim of listed) {
      const name = parseSubjectClaim(claim);
      if (name === undefined) {
        // What looks like a ServiceAccount and is none is a mistake, and no other system's subject.
        if (!/^(system:|ns\/[^/]+\/sa\/)/.test(claim)) foreign.push({ issuer, subject: claim });
      } else subjects.set(keyOf({ issuer, ...name }), { issuer, ...name });
    }
  }
  const isNobody = subjects.size === 0 && foreign.length === 0;
  const intended = [
    ...subjects.values(),
    ...(isNobody ? [{ issuer: issuers[0]?.issuer ?? "https://nobody", ...NOBODY }] : []),
  ];
  // Who comes in without a token is one of the other ways in.
  const entrants = (admission.otherWaysIn ?? []).length === 0 ? undefined : audit.entrants?.(trust);
  const jwks = storedKeysOf(admission, issuers, keys);
  const intent: Intent = {
    subjects: intended,
    audience,
    ...(jwks === undefined ? {} : { jwks }),
    ...(foreign.length === 0 && entrants === undefined
      ? {}
      : { others: { [cloud.name]: { ...audit.others(foreign), ...entrants } } }),
  };
  const proof = prove(admission, intent, {
    subjects: foreign,
    ways: entrants === undefined ? [] : (cloud.others?.(entrants).ways ?? []),
  });
  const { verdict } = proof;
  const explainsAll = verdict === "over" || isApiServerAudience(audience);
  const explains = (row: string) =>
    explainsAll || ALWAYS.includes(row) || (row !== NO_FAULT_ALONE && (verdict === "unknown" || !LETTING_IN.has(row)));
  return {
    proof: isNobody && verdict === "under" ? doubtAbout(issuers) : proof,
    rows: cloud.findings(trust, intent, explains),
  };
}

/** Why somebody may be let in by a trust that lets in nobody for certain; `undefined` where nobody is. */
function doubtAbout(issuers: AdmittedByTrust["issuers"]): Proof | undefined {
  for (const { language } of issuers) {
    const { unknown: reason } = compareSubjects(language, NOBODY_AT_ALL, new Work(), SUBJECT_CLAIMS);
    if (reason !== undefined) return { verdict: "unknown", reason };
  }
  return undefined;
}

/** The keys that a cluster signs with, where the vendor stores those of one issuer: one key set cannot say whose each key is. */
function storedKeysOf(
  admission: AdmittedByTrust["admission"],
  issuers: AdmittedByTrust["issuers"],
  keys: ReadonlyMap<string, object>,
): object | undefined {
  const storing = issuers.filter(({ issuer }) => admission.keys?.(issuer) !== undefined);
  return storing.length === 1 ? keys.get(storing[0]!.issuer) : undefined;
}

function keyOf({ issuer, namespace, serviceAccount }: Subject): string {
  return `${issuer} ${namespace}/${serviceAccount}`;
}
