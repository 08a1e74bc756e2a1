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
import { readListOf, readText } from "../../core/shape";
import { readTokenSettings } from "../../core/wiring-form";
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
  AwsCloudFrontIssuerHostArgs,
  AwsIssuer,
  AwsIssuerBucketArgs,
  AwsIssuerRegistrationArgs,
  AwsOtherPrincipal,
  AwsOtherSubject,
  AwsOthers,
  AwsPodIdentityArgs,
  AwsPolicyCondition,
  AwsPolicyStatement,
  AwsRegistration,
  AwsRegistrationArgs,
  AwsS3IssuerHostArgs,
  AwsSubject,
  AwsWorkloadArgs,
  AwsWorkloadIdentityArgs,
} from "./args";
import { AwsWiringForm } from "./args";

export const readAwsRegistration = readInputArguments<AwsRegistration>({ oidcProviderArn: readInputText });

const readAwsIssuer = readInputArguments<AwsIssuer>(
  {
    url: ifGiven(readInputText),
    aws: ifGiven(readAwsRegistration),
  },
  ISSUER_ENTRIES,
);

const readAwsSubject = readArguments<AwsSubject>(
  { ...subjectFields(readAwsIssuer), ...wholeFields, key: ifGiven(readPlainText) },
  SUBJECT_WORDS,
);

const readAwsStatement = readArguments<AwsPolicyStatement>({
  sid: ifGiven(readText),
  effect: ifGiven(readOneOf("Allow", "Deny")),
  actions: ifGiven(readListOf(readInputText)),
  notActions: ifGiven(readListOf(readInputText)),
  resources: ifGiven(readListOf(readInputText)),
  notResources: ifGiven(readListOf(readInputText)),
  conditions: ifGiven(
    readListOf(
      readArguments<AwsPolicyCondition>({ test: readText, variable: readText, values: readListOf(readInputText) }),
    ),
  ),
});

const readAwsOthers = readArguments<AwsOthers>({
  subjects: ifGiven(readListOf(readArguments<AwsOtherSubject>({ issuer: readInputText, subject: readInputText }))),
  principals: ifGiven(
    readListOf(readArguments<AwsOtherPrincipal>({ principal: readInputText, conditions: ifGiven(readConditions) })),
  ),
});

const readAwsPodIdentity = readArguments<AwsPodIdentityArgs>({
  clusterArn: readInputText,
  clusterArnsByKey: ifGiven(readTextsByName),
  managedByAddon: ifGiven(readFlag),
  disableSessionTags: ifGiven(readFlag),
  sessionPolicy: ifGiven(readInputDocument),
  targetRoleArn: ifGiven(readInputText),
  tags: ifGiven(readInputTexts),
});

const workloadFields: ReadFields<AwsWorkloadArgs> = {
  policyArns: ifGiven(readTextList("policyArnsByKey")),
  policyArnsByKey: ifGiven(readTextsByName),
  inlinePolicies: ifGiven(readByName(readInputDocument)),
  inlineStatements: ifGiven(readByName(readListOf(readAwsStatement))),
  permissionsBoundary: ifGiven(readInputText),
  roleName: ifGiven(readPlainText),
  path: ifGiven(readPlainText),
  description: ifGiven(readInputText),
  maxSessionDuration: ifGiven(readPlain),
  tags: ifGiven(readInputTexts),
  audience: ifGiven(readPlainText),
  region: ifGiven(readInputText),
  roleSessionName: ifGiven(readInputText),
  wiring: ifGiven(readOneOf(...Object.values(AwsWiringForm))),
  podIdentity: ifGiven(readAwsPodIdentity),
  webIdentity: ifGiven(readFlag),
  token: ifGiven(readTokenSettings),
  others: ifGiven(readAwsOthers),
  externalRoleArn: ifGiven(readInputText),
  externalTrustPolicy: ifGiven(readInputDocument),
  importRole: ifGiven(readPlainText),
  manageStatement: ifGiven(readFlag),
  statementProfile: ifGiven(readPlainText),
};

export const readAwsWorkloadArgs = readArguments<AwsWorkloadArgs>(workloadFields);

export const readAwsWorkloadIdentityArgs = readArguments<AwsWorkloadIdentityArgs>({
  ...workloadFields,
  ...identityFields(readAwsSubject),
});

const registrationFields: ReadFields<AwsRegistrationArgs> = {
  audience: ifGiven(readPlainText),
  moreAudiences: ifGiven(readListOf(readPlainText)),
  thumbprints: ifGiven(readListOf(readPlainText)),
  tags: ifGiven(readInputTexts),
};

export const readAwsRegistrationArgs = readArguments<AwsRegistrationArgs>(registrationFields);

export const readAwsIssuerRegistrationArgs = readArguments<AwsIssuerRegistrationArgs>({
  ...registrationFields,
  ...registeredIssuerFields,
});

const issuerBucketFields: ReadFields<AwsIssuerBucketArgs> = {
  bucketName: ifGiven(readPlainText),
  path: ifGiven(readPlainText),
  region: ifGiven(readPlainText),
  tags: ifGiven(readInputTexts),
};

export const readAwsCloudFrontIssuerHostArgs = readArguments<AwsCloudFrontIssuerHostArgs>({
  ...issuerBucketFields,
  originAccessIdentityComment: ifGiven(readPlainText),
});

export const readAwsS3IssuerHostArgs = readArguments<AwsS3IssuerHostArgs>({
  ...issuerBucketFields,
  existingBucket: ifGiven(readIssuerBucket),
});
