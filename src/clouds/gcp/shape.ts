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
import { at } from "../../core/path";
import { isRecord, own } from "../../core/record";
import type { Read, ReadFields } from "../../core/shape";
import { readListOf, readText } from "../../core/shape";
import { readTokenSettings, WiringForm } from "../../core/wiring-form";
import { identityFields, registeredIssuerFields, SUBJECT_WORDS, subjectFields, wholeFields } from "../identity-shape";
import { ISSUER_ENTRIES } from "../issuer-entries";
import { readIssuerBucket } from "../issuer-host-shape";
import type {
  GcpGrantCondition,
  GcpIssuer,
  GcpIssuerRegistrationArgs,
  GcpOthers,
  GcpRegistration,
  GcpRegistrationArgs,
  GcpResourceGrant,
  GcpStorageIssuerHostArgs,
  GcpSubject,
  GcpWorkloadArgs,
  GcpWorkloadIdentityArgs,
} from "./args";
import { checkGcpOtherSubjects } from "./others";

export const readGcpRegistration = readInputArguments<GcpRegistration>({
  workloadIdentityPool: ifGiven(readInputText),
  workloadIdentityProvider: ifGiven(readInputText),
  audience: ifGiven(readInputText),
  gkeWorkloadPool: ifGiven(readInputText),
  fleetWorkloadPool: ifGiven(readInputText),
  fleetIdentityProvider: ifGiven(readInputText),
  projectNumber: ifGiven(readInputText),
  attributeMapping: ifGiven(readInputTexts),
  attributeCondition: ifGiven(readInputText),
});

const readGcpIssuer = readInputArguments<GcpIssuer>(
  {
    url: ifGiven(readInputText),
    gcp: ifGiven(readGcpRegistration),
  },
  ISSUER_ENTRIES,
);

const readGcpSubject = readArguments<GcpSubject>(
  { ...subjectFields(readGcpIssuer), wholeNamespaces: wholeFields.wholeNamespaces, key: ifGiven(readPlainText) },
  SUBJECT_WORDS,
);

const readMembers = readArguments<GcpOthers>(
  { members: ifGiven(readTextList("membersByKey")), membersByKey: ifGiven(readTextsByName) },
  ["subjects"],
);

/** Others as other clouds take them, by issuer and subject, are members on Google: the fault says which. */
const readOthers: Read<GcpOthers> = (value, path, issues) => {
  const subjects = isRecord(value) ? own(value, "subjects") : undefined;
  if (subjects !== undefined) issues.push(...checkGcpOtherSubjects(subjects, at(path, "subjects")));
  return readMembers(value, path, issues);
};

const workloadFields: ReadFields<GcpWorkloadArgs> = {
  access: ifGiven(readPlainText),
  project: ifGiven(readInputText),
  roles: ifGiven(readListOf(readPlainText)),
  grants: ifGiven(
    readListOf(
      readArguments<GcpResourceGrant>({
        kind: ifGiven(readPlainText),
        resource: ifGiven(readInputText),
        memberType: ifGiven(readPlainText),
        properties: ifGiven(readTextsByName),
        role: ifGiven(readPlainText),
        condition: ifGiven(
          readArguments<GcpGrantCondition>({
            title: ifGiven(readPlainText),
            expression: ifGiven(readInputText),
            description: ifGiven(readPlainText),
          }),
        ),
        key: ifGiven(readPlainText),
      }),
    ),
  ),
  gke: ifGiven(readFlag),
  fleet: ifGiven(readFlag),
  gcloud: ifGiven(readFlag),
  autopilot: ifGiven(readFlag),
  projectNumber: ifGiven(readInputText),
  accountId: ifGiven(readPlainText),
  displayName: ifGiven(readPlainText),
  serviceAccountEmail: ifGiven(readInputText),
  serviceAccountPolicy: ifGiven(readInputDocument),
  others: ifGiven(readOthers),
  accessTokenLifetimeSeconds: ifGiven(readPlain),
  universeDomain: ifGiven(readPlainText),
  wiring: ifGiven(readOneOf(...Object.values(WiringForm))),
  token: ifGiven(readTokenSettings),
};

export const readGcpWorkloadArgs = readArguments<GcpWorkloadArgs>(workloadFields);

export const readGcpWorkloadIdentityArgs = readArguments<GcpWorkloadIdentityArgs>({
  ...workloadFields,
  ...identityFields(readGcpSubject),
});

const registrationFields: ReadFields<GcpRegistrationArgs> = {
  project: ifGiven(readInputText),
  poolId: ifGiven(readPlainText),
  poolSuffix: ifGiven(readPlainText),
  providerId: ifGiven(readPlainText),
  displayName: ifGiven(readPlainText),
  description: ifGiven(readPlainText),
  audience: ifGiven(readPlainText),
  attributeMapping: ifGiven(readByName(readText)),
  attributeCondition: ifGiven(readText),
  uploadJwks: ifGiven(readFlag),
};

export const readGcpRegistrationArgs = readArguments<GcpRegistrationArgs>(registrationFields);

export const readGcpIssuerRegistrationArgs = readArguments<GcpIssuerRegistrationArgs>({
  ...registrationFields,
  ...registeredIssuerFields,
  jwks: ifGiven(readInputDocument),
});

export const readGcpStorageIssuerHostArgs = readArguments<GcpStorageIssuerHostArgs>({
  location: ifGiven(readPlainText),
  bucketName: ifGiven(readPlainText),
  path: ifGiven(readPlainText),
  project: ifGiven(readInputText),
  labels: ifGiven(readInputTexts),
  existingBucket: ifGiven(readIssuerBucket),
});
