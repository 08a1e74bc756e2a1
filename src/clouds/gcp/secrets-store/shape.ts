import { ifGiven, readArguments, readFlag, readInputText } from "../../../core/argument-shape";
import { readListOf, readText } from "../../../core/shape";
import type { GcpSecretObject, GcpSecretsMountArgs } from "./args";

export const readGcpSecretsMountArgs = readArguments<GcpSecretsMountArgs>({
  objects: readListOf(
    readArguments<GcpSecretObject>({
      secret: readInputText,
      file: readText,
      version: ifGiven(readInputText),
      regional: ifGiven(readFlag),
    }),
  ),
  grantedElsewhere: ifGiven(readFlag),
});
