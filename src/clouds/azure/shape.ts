import {
  ifGiven,
  readArguments,
  readFlag,
  readInputArguments,
  readInputText,
  readInputTexts,
  readOneOf,
  readPlainText,
} from "../../core/argument-shape";
import type { ReadFields } from "../../core/shape";
import { readListOf, readText } from "../../core/shape";
import { readTokenSettings, WiringForm } from "../../core/wiring-form";
import { identityFields, SUBJECT_WORDS, subjectFields } from "../identity-shape";
import { ISSUER_ENTRIES } from "../issuer-entries";
import { readIssuerBucket } from "../issuer-host-shape";
import type {
  AzureApplicationArgs,
  AzureBlobIssuerHostArgs,
  AzureExistingApplication,
  AzureExistingIdentity,
  AzureIdentityBindingArgs,
  AzureIssuer,
  AzureRoleAssignmentArgs,
  AzureStaticWebsiteIssuerHostArgs,
  AzureSubject,
  AzureWorkloadArgs,
  AzureWorkloadIdentityArgs,
} from "./args";
import type { AzureOtherCredential, AzureOthers } from "./others";

export const readAzureIssuer = readInputArguments<AzureIssuer>(
  {
    url: ifGiven(readInputText),
  },
  ISSUER_ENTRIES,
);

const readAzureSubject = readArguments<AzureSubject>(
  { ...subjectFields(readAzureIssuer), key: ifGiven(readPlainText), credentialName: ifGiven(readPlainText) },
  SUBJECT_WORDS,
);

export const azureWorkloadFields: ReadFields<AzureWorkloadArgs> = {
  resourceGroupName: ifGiven(readInputText),
  name: ifGiven(readPlainText),
  location: ifGiven(readInputText),
  tags: ifGiven(readInputTexts),
  existingIdentity: ifGiven(
    readArguments<AzureExistingIdentity>({
      resourceGroupName: ifGiven(readInputText),
      name: ifGiven(readInputText),
      clientId: ifGiven(readInputText),
      tenantId: ifGiven(readInputText),
      id: ifGiven(readInputText),
      principalId: ifGiven(readInputText),
      federatedIdentityCredentials: ifGiven(readText),
    }),
  ),
  identityBinding: ifGiven(
    readArguments<AzureIdentityBindingArgs>({
      clusterResourceGroupName: ifGiven(readInputText),
      clusterName: ifGiven(readInputText),
    }),
  ),
  application: ifGiven(
    readArguments<AzureApplicationArgs>({
      displayName: ifGiven(readInputText),
      description: ifGiven(readInputText),
      multiTenant: ifGiven(readFlag),
      principalId: ifGiven(readInputText),
    }),
  ),
  existingApplication: ifGiven(
    readArguments<AzureExistingApplication>({
      clientId: ifGiven(readInputText),
      objectId: ifGiven(readInputText),
      tenantId: ifGiven(readInputText),
      principalId: ifGiven(readInputText),
      multiTenant: ifGiven(readFlag),
      federatedIdentityCredentials: ifGiven(readText),
    }),
  ),
  credentialName: ifGiven(readPlainText),
  credentialDescription: ifGiven(readPlainText),
  importCredentials: ifGiven(readListOf(readPlainText)),
  tenantId: ifGiven(readInputText),
  roleAssignments: ifGiven(
    readListOf(
      readArguments<AzureRoleAssignmentArgs>({
        role: ifGiven(readInputText),
        scope: ifGiven(readInputText),
        condition: ifGiven(readInputText),
        description: ifGiven(readInputText),
        delegatedManagedIdentityResourceId: ifGiven(readInputText),
        key: ifGiven(readPlainText),
      }),
    ),
  ),
  others: ifGiven(
    readArguments<AzureOthers>({
      credentials: ifGiven(
        readListOf(
          readArguments<AzureOtherCredential>({
            issuer: readText,
            subject: ifGiven(readText),
            claimsMatchingExpression: ifGiven(readText),
            audience: ifGiven(readText),
          }),
        ),
      ),
    }),
  ),
  environment: ifGiven(readPlainText),
  authorityHost: ifGiven(readInputText),
  audience: ifGiven(readPlainText),
  wiring: ifGiven(readOneOf(...Object.values(WiringForm))),
  token: ifGiven(readTokenSettings),
};

export const readAzureWorkloadArgs = readArguments<AzureWorkloadArgs>(azureWorkloadFields);

export const readAzureWorkloadIdentityArgs = readArguments<AzureWorkloadIdentityArgs>({
  ...azureWorkloadFields,
  ...identityFields(readAzureSubject),
});

const staticWebsiteHostFields: ReadFields<AzureStaticWebsiteIssuerHostArgs> = {
  resourceGroupName: readInputText,
  accountName: ifGiven(readPlainText),
  path: ifGiven(readPlainText),
  location: ifGiven(readInputText),
  tags: ifGiven(readInputTexts),
  existingBucket: ifGiven(readIssuerBucket),
};

export const readAzureStaticWebsiteIssuerHostArgs =
  readArguments<AzureStaticWebsiteIssuerHostArgs>(staticWebsiteHostFields);

export const readAzureBlobIssuerHostArgs = readArguments<AzureBlobIssuerHostArgs>({
  ...staticWebsiteHostFields,
  containerName: ifGiven(readPlainText),
});
