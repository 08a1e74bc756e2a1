import {
  ifGiven,
  readArguments,
  readFlag,
  readInputText,
  readOneOf,
  readPlainText,
} from "../../../core/argument-shape";
import type { ReadFields } from "../../../core/shape";
import { readListOf, readRecordOf, readText } from "../../../core/shape";
import { azureWorkloadFields, readAzureIssuer } from "../shape";
import type {
  AsoCredentialArgs,
  AsoSecretArgs,
  AzureControllerIdentityArgs,
  AzureManagementCluster,
  CapzClusterIdentityArgs,
  CapzIdentityArgs,
  CapzLabelRequirement,
  CapzNamespaceSelector,
} from "./args";

const clusterFields: ReadFields<AzureManagementCluster> = {
  issuer: ifGiven(readAzureIssuer),
  key: ifGiven(readPlainText),
};

// These are for pods that this library wires, and controllers bring a token of their own, which goes to Entra itself.
const {
  credentialName: _credentialName,
  identityBinding: _identityBinding,
  environment: _environment,
  authorityHost: _authorityHost,
  audience: _audience,
  wiring: _wiring,
  token: _token,
  ...identityFields
} = azureWorkloadFields;

const controllerFields: ReadFields<AzureControllerIdentityArgs> = {
  ...clusterFields,
  ...identityFields,
  moreClusters: ifGiven(readListOf(readArguments<AzureManagementCluster>(clusterFields))),
  subscriptionId: readInputText,
  writeObjects: ifGiven(readFlag),
};

const readAsoSecret = readArguments<AsoSecretArgs>({ namespace: readText, name: ifGiven(readText) });

export const readAsoCredentialArgs = readArguments<AsoCredentialArgs>({
  ...controllerFields,
  subscriptionRoles: ifGiven(readListOf(readText)),
  controllerNamespace: ifGiven(readText),
  secrets: readListOf(readAsoSecret),
});

const readSelector = readArguments<CapzNamespaceSelector>({
  matchLabels: ifGiven(readRecordOf(readText)),
  matchExpressions: ifGiven(
    readListOf(
      readArguments<CapzLabelRequirement>({
        key: readText,
        operator: readOneOf("In", "NotIn", "Exists", "DoesNotExist"),
        values: ifGiven(readListOf(readText)),
      }),
    ),
  ),
});

export const readCapzIdentityArgs = readArguments<CapzIdentityArgs>({
  ...controllerFields,
  subscriptionRoles: ifGiven(readListOf(readText)),
  controllerNamespace: ifGiven(readText),
  clusterIdentity: readArguments<CapzClusterIdentityArgs>({
    namespace: readText,
    name: ifGiven(readText),
    allowedNamespaces: ifGiven(readListOf(readText)),
    allowedNamespaceSelector: ifGiven(readSelector),
    allowEveryNamespace: ifGiven(readFlag),
  }),
  asoSecrets: ifGiven(readListOf(readAsoSecret)),
});
