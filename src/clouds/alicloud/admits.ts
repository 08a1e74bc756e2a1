import type { Admission } from "../../core/admission";
import { Work } from "../../core/language/work";
import { admitsFederation } from "../../core/trust-policy/admits";
import { alicloudDialectOf, readAlicloudFederation } from "./document";
import type { AlicloudTrust } from "./trust";

/** Which tokens the role's trust policy admits: the whole document, with the client ids of each provider. */
export function alicloudAdmits(trust: AlicloudTrust, work = Work.for(trust)): Admission {
  return admitsFederation(readAlicloudFederation(trust), alicloudDialectOf(trust), work);
}
