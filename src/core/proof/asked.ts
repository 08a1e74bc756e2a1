import type { Admission, NamedOthers } from "../admission";
import type { IntendedSubjects } from "../language/compare";
import type { Work } from "../language/work";
import { subjectClaim } from "../subject";
import type { Intent } from "../trust-intent";
import { namespaceBeginning } from "../whole-namespaces";

/** A trust and whom it shall admit. */
export interface Asked {
  readonly admission: Admission;
  readonly intent: Intent;
  /** The ServiceAccounts of the intent, by issuer. */
  readonly intended: ReadonlyMap<string, IntendedSubjects>;
  readonly others: NamedOthers;
  readonly work: Work;
}

/** The issuers of everybody whom the intent names. */
export function namedIssuers({ intended, others: { subjects } }: Asked): Iterable<string> {
  return subjects.length === 0
    ? intended.keys()
    : new Set([...subjects.map(({ issuer }) => issuer), ...intended.keys()]);
}

/** A subject that shall get in, of an issuer that the intent names. */
export function oneSubjectOf(issuer: string, { intended, others }: Asked): string {
  const ofCluster = intended.get(issuer);
  if (ofCluster === undefined) return others.subjects.findLast((other) => other.issuer === issuer)!.subject;
  const [subject = firstOfNamespaces(ofCluster)] = ofCluster.subjects;
  return subject;
}

function firstOfNamespaces({ namespaces, prefixes = [] }: IntendedSubjects): string {
  const [namespace = ""] = [...namespaces, ...[...prefixes].map(namespaceBeginning)];
  return subjectClaim({ namespace, serviceAccount: "a" });
}

export function patternsOf({ patterns = [] }: NamedOthers): NonNullable<NamedOthers["patterns"]> {
  return patterns;
}

export function countOf(others: NamedOthers): number {
  return others.subjects.length + patternsOf(others).length + others.ways.length;
}
