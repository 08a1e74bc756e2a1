import type { NamedOthers } from "../../core/admission";
import type { OtherSubject } from "../../core/others";
import { parseOthers, readOtherSubjects } from "../../core/others";
import { readListOf, readObject, readOptional, readText } from "../../core/shape";

/** Who else may become the principal or service account. */
export interface GcpOthers {
  /** Members that are of no pool, or of another one, as the binding names them. */
  members?: string[];
  /** Tokens of further providers of the pool. */
  subjects?: OtherSubject[];
}

const readGcpOthers = readObject<GcpOthers>({
  members: readOptional(readListOf(readText)),
  subjects: readOptional(readOtherSubjects),
});

export function gcpOthers(named: unknown): NamedOthers {
  return parseOthers(readGcpOthers, named, ({ members = [], subjects = [] }) => ({
    subjects,
    ways: members.map((member) => ({ who: member, key: member })),
  }));
}
