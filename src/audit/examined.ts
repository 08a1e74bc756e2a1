import type { Registration } from "../clouds/audit";
import type { AdmittedSubjects } from "./admitted";
import type { Estate } from "./estate";
import type { AuditedIdentity, AuditedPair } from "./model";
import type { Naming } from "./naming";
import type { SubjectIndex } from "./subjects";
import type { TrustFindings } from "./trust-findings";

/** An identity on its way through an audit, with what the next steps ask of it. */
export interface ExaminedIdentity {
  readonly identity: AuditedIdentity;
  /** Issuers that the trust takes tokens of, with the subjects that it lists. What it reads them from is not kept: an estate has thousands. */
  readonly issuers: readonly Pick<AdmittedSubjects, "issuer" | "listed">[];
  /** Registrations that the trust names and no input has; `shown` is what it would be with them. */
  readonly missing: readonly Registration[];
  readonly shown: TrustFindings;
  readonly pairs: readonly AuditedPair[];
}

/** All that findings about an estate look at. */
export interface ExaminedEstate {
  readonly estate: Estate;
  readonly index: SubjectIndex;
  readonly naming: Naming;
  readonly examined: readonly ExaminedIdentity[];
  /** Trusts that could not be read, as JSON: what they name may be used. */
  readonly undecided: readonly string[];
  /** When the audit is made. */
  readonly now: Date;
  readonly registrations: readonly (Registration & { readonly cloud: string })[];
}
