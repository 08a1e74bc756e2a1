import {
  ifGiven,
  readArguments,
  readInputArguments,
  readInputText,
  readInputTexts,
  readOneOf,
  readPlain,
  readTextsByName,
} from "../../core/argument-shape";
import type { ReadFields } from "../../core/shape";
import { readListOf } from "../../core/shape";
import { readTokenSettings, WiringForm } from "../../core/wiring-form";
import { identityFields, registeredIssuerFields, SUBJECT_WORDS, subjectFields } from "../identity-shape";
import { ISSUER_ENTRIES } from "../issuer-entries";
import type {
  AwsIssuer,
  AwsIssuerRegistrationArgs,
  AwsRegistration,
  AwsRegistrationArgs,
  AwsSubject,
  AwsWorkloadArgs,
  AwsWorkloadIdentityArgs,
} from "./args";

export const readAwsRegistration = readInputArguments<AwsRegistration>({ oidcProviderArn: readInputText });

const readAwsIssuer = readInputArguments<AwsIssuer>(
  {
    url: ifGiven(readInputText),
    aws: ifGiven(readAwsRegistration),
  },
  ISSUER_ENTRIES,
);

const readAwsSubject = readArguments<AwsSubject>(subjectFields(readAwsIssuer), SUBJECT_WORDS);

const workloadFields: ReadFields<AwsWorkloadArgs> = {
  policyArns: ifGiven(readListOf(readInputText)),
  inlinePolicies: ifGiven(readTextsByName),
  permissionsBoundary: ifGiven(readInputText),
  roleName: ifGiven(readPlain),
  path: ifGiven(readPlain),
  description: ifGiven(readInputText),
  maxSessionDuration: ifGiven(readPlain),
  tags: ifGiven(readInputTexts),
  audience: ifGiven(readPlain),
  region: ifGiven(readInputText),
  roleSessionName: ifGiven(readInputText),
  wiring: ifGiven(readOneOf(...Object.values(WiringForm))),
  token: ifGiven(readTokenSettings),
  externalRoleArn: ifGiven(readInputText),
  importRole: ifGiven(readPlain),
};

export const readAwsWorkloadArgs = readArguments<AwsWorkloadArgs>(workloadFields);

export const readAwsWorkloadIdentityArgs = readArguments<AwsWorkloadIdentityArgs>({
  ...workloadFields,
  ...identityFields(readAwsSubject),
});

const registrationFields: ReadFields<AwsRegistrationArgs> = {
  audience: ifGiven(readPlain),
  thumbprints: ifGiven(readListOf(readPlain)),
  tags: ifGiven(readInputTexts),
};

export const readAwsRegistrationArgs = readArguments<AwsRegistrationArgs>(registrationFields);

export const readAwsIssuerRegistrationArgs = readArguments<AwsIssuerRegistrationArgs>({
  ...registrationFields,
  ...registeredIssuerFields,
});
