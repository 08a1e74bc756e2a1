import { subjectClaim } from "../../core/subject";

/** What Nimbus stores: a role with all of its members, and the registrations of their issuers. */
export interface NimbusTrust {
  cloud: "nimbus";
  role: string;
  issuers: NimbusRegisteredIssuer[];
  members: NimbusMember[];
}

/** An issuer that is registered in the role's account; Nimbus fetches its keys. */
export interface NimbusRegisteredIssuer {
  /** What Nimbus calls the registration. */
  id: string;
  /** The `iss` of its tokens. */
  issuer: string;
  /** The one audience that its tokens may have. */
  audience: string;
}

/** Whose tokens become the role; both are compared whole. */
export interface NimbusMember {
  /** The registration of its issuer. */
  issuerId: string;
  subject: string;
}

/** A registered issuer with the ServiceAccounts that become the role. */
export interface NimbusTrustedIssuer extends NimbusRegisteredIssuer {
  subjects: readonly { namespace: string; serviceAccount: string }[];
}

/** The members of a role, one per ServiceAccount. */
export function renderNimbusMembers(issuers: readonly NimbusTrustedIssuer[]): NimbusMember[] {
  return issuers.flatMap(({ id, subjects }) =>
    subjects.map((subject) => ({ issuerId: id, subject: subjectClaim(subject) })),
  );
}
