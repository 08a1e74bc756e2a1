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
import { readListOf } from "../../core/shape";
import { readTokenSettings, WiringForm } from "../../core/wiring-form";
import type { AwsRegistration, AwsRegistrationArgs, AwsWorkloadArgs } from "./args";

export const readAwsWorkloadArgs = readArguments<AwsWorkloadArgs>({
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
  wiring: ifGiven(readOneOf(...Object.values(WiringForm))),
  token: ifGiven(readTokenSettings),
  externalRoleArn: ifGiven(readInputText),
  importRole: ifGiven(readPlain),
});

export const readAwsRegistrationArgs = readArguments<AwsRegistrationArgs>({
  audience: ifGiven(readPlain),
  thumbprints: ifGiven(readListOf(readPlain)),
  tags: ifGiven(readInputTexts),
});

export const readAwsRegistration = readInputArguments<AwsRegistration>({ oidcProviderArn: readInputText });
