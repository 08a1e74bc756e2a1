import { ifGiven, readArguments, readFlag, readInputText, readOneOf } from "../../../core/argument-shape";
import { readListOf, readText } from "../../../core/shape";
import type { AwsSecretObject, AwsSecretsMountArgs, AwsSecretValue } from "./args";
import { AwsSecretService } from "./args";

export const readAwsSecretsMountArgs = readArguments<AwsSecretsMountArgs>({
  objects: readListOf(
    readArguments<AwsSecretObject>({
      arn: ifGiven(readInputText),
      name: ifGiven(readInputText),
      service: ifGiven(readOneOf(...Object.values(AwsSecretService))),
      file: readText,
      version: ifGiven(readInputText),
      versionLabel: ifGiven(readInputText),
      values: ifGiven(readListOf(readArguments<AwsSecretValue>({ path: readText, file: readText }))),
    }),
  ),
  region: ifGiven(readInputText),
  kmsKeyArns: ifGiven(readListOf(readInputText)),
  grantedElsewhere: ifGiven(readFlag),
});
