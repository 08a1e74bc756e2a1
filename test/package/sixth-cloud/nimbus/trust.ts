import { subjectClaim } from "../../core/subject";

/** What Nimbus stores: a role and all of its members. */
export interface NimbusTrust {
  cloud: "nimbus";
  role: string;
  members: NimbusMember[];
}

/** Whose tokens become the role; all three are compared whole. */
export interface NimbusMember {
  issuer: string;
  subject: string;
  audience: string;
}

/** The members of a role, one per ServiceAccount. */
export function renderNimbusMembers(
  subjects: readonly { issuer: string; namespace: string; serviceAccount: string }[],
  audience: string,
): NimbusMember[] {
  return subjects.map((subject) => ({ issuer: subject.issuer, subject: subjectClaim(subject), audience }));
}
