import { ifGiven, readArguments, readFlag, readInputText, readOneOf } from "../../../core/argument-shape";
import { readListOf, readText } from "../../../core/shape";
import type { AzureSecretsMountArgs, AzureVaultObject } from "./args";
import { AzureVaultObjectType } from "./args";

export const readAzureSecretsMountArgs = readArguments<AzureSecretsMountArgs>({
  vaultId: ifGiven(readInputText),
  vaultName: ifGiven(readInputText),
  objects: readListOf(
    readArguments<AzureVaultObject>({
      name: readText,
      type: ifGiven(readOneOf(...Object.values(AzureVaultObjectType))),
      file: ifGiven(readText),
      version: ifGiven(readInputText),
      format: ifGiven(readOneOf("pem", "pfx")),
      encoding: ifGiven(readOneOf("utf-8", "hex", "base64")),
    }),
  ),
  vaultWide: ifGiven(readFlag),
  grantedElsewhere: ifGiven(readFlag),
});
