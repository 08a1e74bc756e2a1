import type { NamedOthers } from "../../core/admission";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { isLater } from "../../core/known";
import type { OtherSubject } from "../../core/others";
import { parseOthers, readOtherSubjects } from "../../core/others";
import { readListOf, readObject, readOptional, readText } from "../../core/shape";
import { show } from "../../core/show";

/** Who else may become the principal or service account. */
export interface GcpNamedOthers {
  /** Members that are of no pool, or of another one, as the binding names them. */
  members?: string[];
  /** Tokens of further providers of the pool. */
  subjects?: OtherSubject[];
}

const readGcpNamedOthers = readObject<GcpNamedOthers>({
  members: readOptional(readListOf(readText)),
  subjects: readOptional(readOtherSubjects),
});

export function gcpOthers(named: unknown): NamedOthers {
  return parseOthers(readGcpNamedOthers, named, ({ members = [], subjects = [] }) => ({
    subjects,
    ways: members.map((member) => ({ who: member, key: member })),
  }));
}

/** Google stores every member in lower case, but for principals. */
const MEMBER =
  /^((user|group|domain|serviceAccount|projectOwner|projectEditor|projectViewer):[^\sA-Z]+|principal(Set)?:\/\/\S+)$/;

/** Faults of the others that a workload names; their shape is good. Members that are not known yet are left to the second look. */
export function checkGcpOthers({ members = [] }: { members?: readonly unknown[] }): Issue[] {
  return members.flatMap((member, index) => {
    if (isLater(member)) return [];
    const path = `others.members[${index}]`;
    return members.indexOf(member) < index
      ? [issue("gcp-other-member-duplicate", path, `Cannot name member ${show(member)} twice: remove one`)]
      : checkGcpOtherMember(member, path);
  });
}

/** Faults of one other member: everybody is nobody in particular, and a deleted principal comes back under no name. */
export function checkGcpOtherMember(member: unknown, path: string): Issue[] {
  if (typeof member === "string" && MEMBER.test(member)) return [];
  const fault = `Cannot let ${show(member)} become the identity: expected serviceAccount:<email>, user:<email>, group:<email> or domain:<name> in lower case, or principal://... of another pool`;
  return [issue("gcp-other-member-invalid", path, fault)];
}
