import { ifGiven, readArguments, readInputText, readPlainText, readTextsByName } from "../../../core/argument-shape";
import { readListOf } from "../../../core/shape";
import type { AwsOpenShiftArgs } from "./args";

export const readAwsOpenShiftArgs = readArguments<AwsOpenShiftArgs>({
  region: ifGiven(readPlainText),
  permissionsBoundary: ifGiven(readInputText),
  path: ifGiven(readPlainText),
  tags: ifGiven(readTextsByName),
  thumbprints: ifGiven(readListOf(readPlainText)),
  oidcProviderArn: ifGiven(readInputText),
});
