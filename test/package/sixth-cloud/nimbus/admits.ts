import type { Admission } from "../../core/admission";
import { literals } from "../../core/language/language";
import type { NimbusTrust } from "./trust";

/** Who the members of a role admit: Nimbus compares issuer, subject and audience whole, with every member. */
export function nimbusAdmits({ issuers, members }: NimbusTrust): Admission {
  const admitted = members.flatMap(({ issuerId, subject }) =>
    issuers.filter(({ id }) => id === issuerId).map(({ issuer, audience }) => ({ issuer, audience, subject })),
  );
  return {
    issuers: [...new Set(admitted.map(({ issuer }) => issuer))],
    audiences: [...new Set(admitted.map(({ audience }) => audience))].map((audience) => literals([audience])),
    subjects: (issuer, audience) =>
      literals(
        admitted.filter((each) => each.issuer === issuer && each.audience === audience).map(({ subject }) => subject),
      ),
  };
}
