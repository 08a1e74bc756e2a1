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
  { ...subjectFields(readGcpIssuer), wholeNamespaces: wholeFields.wholeNamespaces, key: ifGiven(readPlain) },
  SUBJECT_WORDS,
);

const readMembers = readArguments<GcpOthers>({ members: ifGiven(readListOf(readInputText)) }, ["subjects"]);

/** Others as other clouds take them, by issuer and subject, are members on Google: the fault says which. */
const readOthers: Read<GcpOthers> = (value, path, issues) => {
  const subjects = isRecord(value) ? own(value, "subjects") : undefined;
  if (subjects !== undefined) issues.push(...checkGcpOtherSubjects(subjects, at(path, "subjects")));
  return readMembers(value, path, issues);
};

const workloadFields: ReadFields<GcpWorkloadArgs> = {
  access: ifGiven(readPlain),
  project: ifGiven(readInputText),
  roles: ifGiven(readListOf(readPlain)),
  grants: ifGiven(
    readListOf(
      readArguments<GcpResourceGrant>({
        kind: ifGiven(readPlain),
        resource: ifGiven(readInputText),
        memberType: ifGiven(readPlain),
        properties: ifGiven(readTextsByName),
        role: ifGiven(readPlain),
        condition: ifGiven(
          readArguments<GcpGrantCondition>({
            title: ifGiven(readPlain),
            expression: ifGiven(readInputText),
            description: ifGiven(readPlain),
          }),
        ),
        key: ifGiven(readPlain),
      }),
    ),
  ),
  gke: ifGiven(readFlag),
  fleet: ifGiven(readFlag),
  gcloud: ifGiven(readFlag),
  autopilot: ifGiven(readFlag),
  projectNumber: ifGiven(readInputText),
  accountId: ifGiven(readPlain),
  displayName: ifGiven(readPlain),
  serviceAccountEmail: ifGiven(readInputText),
  serviceAccountPolicy: ifGiven(readInputDocument),
  others: ifGiven(readOthers),
  accessTokenLifetimeSeconds: ifGiven(readPlain),
  universeDomain: ifGiven(readPlain),
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
  poolId: ifGiven(readPlain),
  poolSuffix: ifGiven(readPlain),
  providerId: ifGiven(readPlain),
  displayName: ifGiven(readPlain),
  description: ifGiven(readPlain),
  audience: ifGiven(readPlain),
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
  location: ifGiven(readPlain),
  bucketName: ifGiven(readPlain),
  path: ifGiven(readPlain),
  project: ifGiven(readInputText),
  labels: ifGiven(readInputTexts),
  existingBucket: ifGiven(readIssuerBucket),
});
