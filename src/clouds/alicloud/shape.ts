import {
  ifGiven,
  readArguments,
  readByName,
  readFlag,
  readInputArguments,
  readInputDocument,
  readInputText,
  readInputTexts,
  readOneOf,
  readPlain,
  readPlainText,
  readTextList,
  readTextsByName,
} from "../../core/argument-shape";
import type { ReadFields } from "../../core/shape";
import { readListOf } from "../../core/shape";
import { readTokenSettings, WiringForm } from "../../core/wiring-form";
import {
  identityFields,
  readConditions,
  registeredIssuerFields,
  SUBJECT_WORDS,
  subjectFields,
  wholeFields,
} from "../identity-shape";
import { ISSUER_ENTRIES } from "../issuer-entries";
import { readIssuerBucket } from "../issuer-host-shape";
import type {
  AckPodIdentityWebhookArgs,
  AlicloudIssuer,
  AlicloudIssuerRegistrationArgs,
  AlicloudOssIssuerHostArgs,
  AlicloudOtherPrincipal,
  AlicloudOtherSubject,
  AlicloudOthers,
  AlicloudRegistration,
  AlicloudRegistrationArgs,
  AlicloudSubject,
  AlicloudWorkloadArgs,
  AlicloudWorkloadIdentityArgs,
} from "./args";

export const readAlicloudRegistration = readInputArguments<AlicloudRegistration>({ oidcProviderArn: readInputText });

const readAlicloudIssuer = readInputArguments<AlicloudIssuer>(
  {
    url: ifGiven(readInputText),
    alicloud: ifGiven(readAlicloudRegistration),
  },
  ISSUER_ENTRIES,
);

const readAlicloudSubject = readArguments<AlicloudSubject>(
  { ...subjectFields(readAlicloudIssuer), ...wholeFields },
  SUBJECT_WORDS,
);

const readAlicloudOthers = readArguments<AlicloudOthers>({
  subjects: ifGiven(
    readListOf(
      readArguments<AlicloudOtherSubject>({
        issuer: readInputText,
        subject: readInputText,
        oidcProviderArn: ifGiven(readInputText),
      }),
    ),
  ),
  principals: ifGiven(
    readListOf(
      readArguments<AlicloudOtherPrincipal>({ principal: readInputText, conditions: ifGiven(readConditions) }),
    ),
  ),
});

const workloadFields: ReadFields<AlicloudWorkloadArgs> = {
  systemPolicies: ifGiven(readTextList("systemPoliciesByKey")),
  systemPoliciesByKey: ifGiven(readTextsByName),
  customPolicies: ifGiven(readTextList("customPoliciesByKey")),
  customPoliciesByKey: ifGiven(readTextsByName),
  policies: ifGiven(readByName(readInputDocument)),
  roleName: ifGiven(readPlainText),
  description: ifGiven(readInputText),
  maxSessionDuration: ifGiven(readPlain),
  tags: ifGiven(readInputTexts),
  audience: ifGiven(readPlainText),
  roleSessionName: ifGiven(readInputText),
  stsRegion: ifGiven(readInputText),
  stsEndpoint: ifGiven(readInputText),
  stsVpcEndpoint: ifGiven(readFlag),
  wiring: ifGiven(readOneOf(...Object.values(WiringForm))),
  token: ifGiven(readTokenSettings),
  others: ifGiven(readAlicloudOthers),
  externalRoleArn: ifGiven(readInputText),
  externalTrustPolicy: ifGiven(readInputDocument),
  importRole: ifGiven(readPlainText),
  manageStatement: ifGiven(readFlag),
  statementProfile: ifGiven(readPlainText),
};

export const readAlicloudWorkloadArgs = readArguments<AlicloudWorkloadArgs>(workloadFields);

export const readAlicloudWorkloadIdentityArgs = readArguments<AlicloudWorkloadIdentityArgs>({
  ...workloadFields,
  ...identityFields(readAlicloudSubject),
});

const registrationFields: ReadFields<AlicloudRegistrationArgs> = {
  fingerprints: ifGiven(readListOf(readInputText)),
  audience: ifGiven(readPlainText),
  providerName: ifGiven(readPlainText),
  issuanceLimitTime: ifGiven(readPlain),
  description: ifGiven(readInputText),
  allowAckIssuer: ifGiven(readFlag),
};

export const readAlicloudRegistrationArgs = readArguments<AlicloudRegistrationArgs>(registrationFields);

export const readAlicloudIssuerRegistrationArgs = readArguments<AlicloudIssuerRegistrationArgs>({
  ...registrationFields,
  ...registeredIssuerFields,
});

export const readAckPodIdentityWebhookArgs = readArguments<AckPodIdentityWebhookArgs>({
  clusterId: readInputText,
  version: ifGiven(readInputText),
  config: ifGiven(readInputDocument),
});

export const readAlicloudOssIssuerHostArgs = readArguments<AlicloudOssIssuerHostArgs>({
  bucketName: ifGiven(readPlainText),
  path: ifGiven(readPlainText),
  tags: ifGiven(readInputTexts),
  existingBucket: ifGiven(readIssuerBucket),
});
