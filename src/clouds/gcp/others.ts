import type { NamedOthers } from "../../core/admission";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { OtherSubject } from "../../core/others";
import { parseOthers, readOtherSubjects } from "../../core/others";
import type { Path } from "../../core/path";
import { at, pathText } from "../../core/path";
import { isRecord, own } from "../../core/record";
import { readListOf, readObject, readOptional, readText } from "../../core/shape";
import { show } from "../../core/show";
import type { TextGrants } from "../../core/text-grants";

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

/** The others that a workload names. */
export function gcpOtherMembers<Text>({ members, membersByKey }: ListedMembers<Text> = {}): TextGrants<Text> {
  return {
    argument: "others.members",
    list: members,
    byKey: membersByKey,
    duplicate: "gcp-other-member-duplicate",
  };
}

interface ListedMembers<Text> {
  members?: Text[];
  membersByKey?: Record<string, Text>;
}

/** Faults of one other member: everybody is nobody in particular, and a deleted principal comes back under no name. */
export function checkGcpOtherMember(member: unknown, path: string): Issue[] {
  if (typeof member === "string" && MEMBER.test(member)) return [];
  const fault = `Cannot let ${show(member)} become the identity: expected serviceAccount:<email>, user:<email>, group:<email> or domain:<name> in lower case, or principal://... of another pool`;
  return [issue("gcp-other-member-invalid", path, fault)];
}

/** Google has no subjects of issuers but members of pools: faults that name the member to write for each subject. */
export function checkGcpOtherSubjects(subjects: unknown, path: Path): Issue[] {
  const listed = Array.isArray(subjects) ? subjects.slice(0, MAX_NAMED) : [subjects];
  return listed.map((each: unknown, index) => {
    const subject = isRecord(each) ? own(each, "subject") : each;
    const word = typeof subject === "string" && subject.length <= MAX_SHOWN ? subject : "<subject>";
    const member = `principal://iam.googleapis.com/projects/<number>/locations/global/workloadIdentityPools/<pool>/subject/${word}`;
    const fault = `Cannot let subject ${show(subject)} become the identity: Google names members of pools; register its issuer in a pool of its own, and write in others.members: "${member}"`;
    return issue("gcp-other-subject-unsupported", pathText(at(path, index)), fault);
  });
}

/** Faults of one kind that are worth reading, and characters of a subject that are. */
const MAX_NAMED = 10;
const MAX_SHOWN = 200;
