import type { Admission } from "../../core/admission";
import { literals } from "../../core/language/language";
import type { NimbusTrust } from "./trust";

/** Who the members of a role admit: Nimbus compares issuer, subject and audience whole, with every member. */
export function nimbusAdmits({ members }: NimbusTrust): Admission {
  return {
    issuers: [...new Set(members.map(({ issuer }) => issuer))],
    audiences: [...new Set(members.map(({ audience }) => audience))].map((audience) => literals([audience])),
    subjects: (issuer, audience) =>
      literals(
        members
          .filter((member) => member.issuer === issuer && member.audience === audience)
          .map(({ subject }) => subject),
      ),
  };
}
