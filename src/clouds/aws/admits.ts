import type { Admission } from "../../core/admission";
import { Work } from "../../core/language/work";
import { admitsFederation } from "../../core/trust-policy/admits";
import { awsDialectOf, readAwsFederation } from "./document";
import type { AwsTrust } from "./trust";

/** Which tokens the role's trust policy admits: the whole document, with the client ids of each provider. */
export function awsAdmits(trust: AwsTrust, work = Work.for(trust)): Admission {
  return admitsFederation(readAwsFederation(trust), awsDialectOf(trust), work);
}
