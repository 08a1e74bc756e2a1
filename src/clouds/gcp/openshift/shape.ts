import { ifGiven, readArguments, readFlag, readInputText, readPlainText } from "../../../core/argument-shape";
import { readRecordOf } from "../../../core/shape";
import type { GcpGrantCondition } from "../args";
import { readGcpRegistration } from "../shape";
import type { GcpOpenShiftArgs } from "./args";

export const readGcpOpenShiftArgs = readArguments<GcpOpenShiftArgs>({
  project: ifGiven(readPlainText),
  poolId: ifGiven(readPlainText),
  poolSuffix: ifGiven(readPlainText),
  providerId: ifGiven(readPlainText),
  existingPool: ifGiven(readGcpRegistration),
  uploadJwks: ifGiven(readFlag),
  workloadPool: ifGiven(readFlag),
  sharedRoles: ifGiven(readFlag),
  conditions: ifGiven(
    readRecordOf(
      readArguments<GcpGrantCondition>({
        title: ifGiven(readPlainText),
        expression: ifGiven(readInputText),
        description: ifGiven(readPlainText),
      }),
    ),
  ),
  universeDomain: ifGiven(readPlainText),
});
