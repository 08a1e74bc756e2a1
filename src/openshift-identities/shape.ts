import { OPENSHIFT_CLOUDS, openShiftComponents } from "../clouds/openshift-components";
import { readAdoptedObject } from "../core/adopted-object";
import {
  ifGiven,
  readArguments,
  readFlag,
  readInputArguments,
  readInputText,
  readOneOf,
  readPlainText,
  whenGiven,
} from "../core/argument-shape";
import type { Read, ReadFields } from "../core/shape";
import { readListOf, readText } from "../core/shape";
import { OpenShiftNaming } from "../openshift/naming";
import { readNarrowings } from "../openshift/read-narrowings";
import type {
  OpenShiftIdentitiesArgs,
  OpenShiftIssuer,
  OpenShiftKubernetesArgs,
  OpenShiftOperator,
  OpenShiftOperatorPermission,
} from "./args";

type CloudArgument = "aws" | "azure" | "gcp";

const readClouds = Object.fromEntries(
  OPENSHIFT_CLOUDS.map((argument) => [argument, whenGiven(() => openShiftComponents(argument).read as Read<never>)]),
) as unknown as ReadFields<Pick<OpenShiftIdentitiesArgs, CloudArgument>>;

const readOperator = readArguments<OpenShiftOperator>({
  name: readText,
  namespace: readText,
  secretName: ifGiven(readText),
  serviceAccounts: readListOf(readText),
  permissions: readListOf(
    readArguments<OpenShiftOperatorPermission>({
      kind: readText,
      name: readText,
      resource: ifGiven(readText),
    }),
  ),
});

export const readOpenShiftIdentitiesArgs = readArguments<OpenShiftIdentitiesArgs>({
  clusterName: ifGiven(readPlainText),
  issuer: readInputArguments<OpenShiftIssuer>({ url: readInputText, jwks: ifGiven(readInputText) }),
  credentialsRequests: ifGiven(readListOf(readText)),
  operators: ifGiven(readListOf(readOperator)),
  featureSet: ifGiven(readPlainText),
  featureGates: ifGiven(readListOf(readPlainText)),
  naming: ifGiven(readOneOf(...Object.values(OpenShiftNaming))),
  narrowings: ifGiven(readNarrowings),
  adopt: ifGiven(readListOf(readAdoptedObject)),
  kubernetes: ifGiven(
    readArguments<OpenShiftKubernetesArgs>({ secrets: ifGiven(readFlag), authentication: ifGiven(readFlag) }),
  ),
  ...readClouds,
});
