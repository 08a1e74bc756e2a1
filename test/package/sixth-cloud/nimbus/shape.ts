import { ifGiven, readArguments, readInputArguments, readInputText, readPlain } from "../../core/argument-shape";
import type { ReadFields } from "../../core/shape";
import { readListOf } from "../../core/shape";
import { identityFields, registeredIssuerFields, SUBJECT_WORDS, subjectFields } from "../identity-shape";
import { ISSUER_ENTRIES } from "../issuer-entries";
import type {
  NimbusIssuer,
  NimbusIssuerRegistrationArgs,
  NimbusRegistration,
  NimbusRegistrationArgs,
  NimbusSubject,
  NimbusWorkloadArgs,
  NimbusWorkloadIdentityArgs,
} from "./args";

export const readNimbusRegistration = readInputArguments<NimbusRegistration>({ issuerId: readInputText });

const readNimbusIssuer = readInputArguments<NimbusIssuer>(
  { url: ifGiven(readInputText), nimbus: ifGiven(readNimbusRegistration) },
  ISSUER_ENTRIES,
);

const readNimbusSubject = readArguments<NimbusSubject>(subjectFields(readNimbusIssuer), SUBJECT_WORDS);

const workloadFields: ReadFields<NimbusWorkloadArgs> = {
  permissions: ifGiven(readListOf(readPlain)),
  audience: ifGiven(readPlain),
};

export const readNimbusWorkloadArgs = readArguments<NimbusWorkloadArgs>(workloadFields);

export const readNimbusWorkloadIdentityArgs = readArguments<NimbusWorkloadIdentityArgs>({
  ...workloadFields,
  ...identityFields(readNimbusSubject),
});

const registrationFields: ReadFields<NimbusRegistrationArgs> = { audience: ifGiven(readPlain) };

export const readNimbusRegistrationArgs = readArguments<NimbusRegistrationArgs>(registrationFields);

export const readNimbusIssuerRegistrationArgs = readArguments<NimbusIssuerRegistrationArgs>({
  ...registrationFields,
  ...registeredIssuerFields,
});
