import {
  ifGiven,
  readArguments,
  readFlag,
  readInputArguments,
  readInputText,
  readInputTexts,
  readOneOf,
  readPlain,
  readTextsByName,
} from "../../core/argument-shape";
import { readListOf } from "../../core/shape";
import { readTokenSettings, WiringForm } from "../../core/wiring-form";
import type { AlicloudRegistration, AlicloudRegistrationArgs, AlicloudWorkloadArgs } from "./args";

export const readAlicloudWorkloadArgs = readArguments<AlicloudWorkloadArgs>({
  systemPolicies: ifGiven(readListOf(readInputText)),
  customPolicies: ifGiven(readListOf(readInputText)),
  policies: ifGiven(readTextsByName),
  roleName: ifGiven(readPlain),
  description: ifGiven(readInputText),
  maxSessionDuration: ifGiven(readPlain),
  tags: ifGiven(readInputTexts),
  audience: ifGiven(readPlain),
  roleSessionName: ifGiven(readInputText),
  stsRegion: ifGiven(readInputText),
  stsVpcEndpoint: ifGiven(readFlag),
  wiring: ifGiven(readOneOf(...Object.values(WiringForm))),
  token: ifGiven(readTokenSettings),
  externalRoleArn: ifGiven(readInputText),
  importRole: ifGiven(readPlain),
});

export const readAlicloudRegistrationArgs = readArguments<AlicloudRegistrationArgs>({
  fingerprints: ifGiven(readListOf(readInputText)),
  audience: ifGiven(readPlain),
  providerName: ifGiven(readPlain),
  issuanceLimitTime: ifGiven(readPlain),
  description: ifGiven(readInputText),
  allowAckIssuer: ifGiven(readFlag),
});

export const readAlicloudRegistration = readInputArguments<AlicloudRegistration>({ oidcProviderArn: readInputText });
