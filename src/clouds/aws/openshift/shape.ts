import { ifGiven, readArguments, readInputText, readPlain, readTextsByName } from "../../../core/argument-shape";
import { readListOf } from "../../../core/shape";
import type { AwsOpenShiftArgs } from "./args";

export const readAwsOpenShiftArgs = readArguments<AwsOpenShiftArgs>({
  region: ifGiven(readPlain),
  permissionsBoundary: ifGiven(readInputText),
  path: ifGiven(readPlain),
  tags: ifGiven(readTextsByName),
  thumbprints: ifGiven(readListOf(readPlain)),
  oidcProviderArn: ifGiven(readInputText),
});
