import {
  ifGiven,
  readArguments,
  readByName,
  readFlag,
  readInputArguments,
  readInputDocument,
  readInputText,
  readOneOf,
  readPlain,
  readPlainText,
  readTextList,
  readTextsByName,
} from "../../core/argument-shape";
import { isLater } from "../../core/known";
import type { Read, ReadFields } from "../../core/shape";
import { readListOf, readRecordOf, readText } from "../../core/shape";
import { readTokenSettings } from "../../core/wiring-form";
import { identityFields, registeredIssuerFields, SUBJECT_WORDS, subjectFields, wholeFields } from "../identity-shape";
import { ISSUER_ENTRIES } from "../issuer-entries";
import { readHuaweiConnection } from "./api/shape";
import type {
  HuaweiExistingGroup,
  HuaweiIssuer,
  HuaweiIssuerRegistrationArgs,
  HuaweiOtherPrincipal,
  HuaweiOtherSubject,
  HuaweiOthers,
  HuaweiPodIdentityAssociationArgs,
  HuaweiPolicyGrant,
  HuaweiRegistration,
  HuaweiRegistrationArgs,
  HuaweiRoleGrant,
  HuaweiSubject,
  HuaweiWorkloadArgs,
  HuaweiWorkloadIdentityArgs,
} from "./args";
import { HuaweiMechanism } from "./args";
import { HuaweiRoleScopeKind } from "./resources/group-role-assignment";

const readMechanism = ifGiven(readOneOf(...Object.values(HuaweiMechanism)));
const readScope = readOneOf(...Object.values(HuaweiRoleScopeKind));

export const readHuaweiRegistration = readInputArguments<HuaweiRegistration>({
  clientId: readInputText,
  identityProviderId: ifGiven(readInputText),
  mappingId: ifGiven(readInputText),
  sharedMapping: ifGiven(readInputFlag()),
  signingKey: ifGiven(readInputDocument),
  oidcProviderUrn: ifGiven(readInputText),
});

const readHuaweiIssuer = readInputArguments<HuaweiIssuer>(
  {
    url: ifGiven(readInputText),
    jwks: ifGiven(readInputDocument),
    huawei: ifGiven(readHuaweiRegistration),
  },
  ISSUER_ENTRIES,
);

const readHuaweiSubject = readArguments<HuaweiSubject>(
  { ...subjectFields(readHuaweiIssuer), ...wholeFields, key: ifGiven(readPlainText) },
  SUBJECT_WORDS,
);

const readHuaweiOthers = readArguments<HuaweiOthers>({
  subjects: ifGiven(
    readListOf(
      readArguments<HuaweiOtherSubject>({
        issuer: readText,
        subject: readText,
        registration: ifGiven(readHuaweiRegistration),
      }),
    ),
  ),
  principals: ifGiven(
    readListOf(
      readArguments<HuaweiOtherPrincipal>({
        principal: readInputText,
        conditions: ifGiven(readRecordOf(readRecordOf(readListOf(readInputText)))),
      }),
    ),
  ),
});

const workloadFields: ReadFields<HuaweiWorkloadArgs> = {
  mechanism: readMechanism,
  roles: ifGiven(
    readListOf(
      readArguments<HuaweiRoleGrant>({
        role: readText,
        scope: readScope,
        scopeId: ifGiven(readInputText),
        key: ifGiven(readText),
      }),
    ),
  ),
  customPolicies: ifGiven(
    readByName(
      readArguments<HuaweiPolicyGrant>({
        policy: readInputDocument,
        scope: readScope,
        scopeId: ifGiven(readInputText),
      }),
    ),
  ),
  groupName: ifGiven(readPlainText),
  existingGroup: ifGiven(readArguments<HuaweiExistingGroup>({ name: readInputText, id: ifGiven(readInputText) })),
  agencyPolicies: ifGiven(readTextList("agencyPoliciesByKey")),
  agencyPoliciesByKey: ifGiven(readTextsByName),
  agencyName: ifGiven(readPlainText),
  maxSessionDuration: ifGiven(readPlain),
  description: ifGiven(readPlainText),
  others: ifGiven(readHuaweiOthers),
  projectId: ifGiven(readInputText),
  projectName: ifGiven(readInputText),
  domainId: ifGiven(readInputText),
  iamEndpoint: ifGiven(readInputText),
  stsEndpoint: ifGiven(readInputText),
  sessionName: ifGiven(readInputText),
  wiring: ifGiven(readPlainText),
  token: ifGiven(readTokenSettings),
  owner: ifGiven(readText),
  connection: ifGiven(readHuaweiConnection),
};

export const readHuaweiWorkloadArgs = readArguments<HuaweiWorkloadArgs>(workloadFields);

export const readHuaweiWorkloadIdentityArgs = readArguments<HuaweiWorkloadIdentityArgs>({
  ...workloadFields,
  ...identityFields(readHuaweiSubject),
});

const registrationFields: ReadFields<HuaweiRegistrationArgs> = {
  mechanism: readMechanism,
  clientId: ifGiven(readInputText),
  providerName: ifGiven(readPlainText),
  thumbprints: ifGiven(readListOf(readInputText)),
  description: ifGiven(readPlainText),
  owner: ifGiven(readText),
  connection: ifGiven(readHuaweiConnection),
};

export const readHuaweiRegistrationArgs = readArguments<HuaweiRegistrationArgs>(registrationFields);

export const readHuaweiIssuerRegistrationArgs = readArguments<HuaweiIssuerRegistrationArgs>({
  ...registrationFields,
  ...registeredIssuerFields,
  jwks: ifGiven(readInputDocument),
});

export const readHuaweiPodIdentityAssociationArgs = readArguments<HuaweiPodIdentityAssociationArgs>({
  clusterId: readInputText,
  namespace: readPlainText,
  serviceAccount: readPlainText,
  agencyName: readInputText,
  tags: ifGiven(readRecordOf(readText)),
  allowDefaultServiceAccount: ifGiven(readFlag),
  connection: ifGiven(readHuaweiConnection),
});

/** A flag that is known now or later. */
function readInputFlag(): Read<never> {
  return (value, path, issues) => (isLater(value) ? value : readFlag(value, path, issues)) as never;
}
