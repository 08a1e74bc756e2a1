import { ifGiven, readArguments, readFlag, readInputText, readPlain } from "../../../core/argument-shape";
import { readRecordOf } from "../../../core/shape";
import type { GcpGrantCondition } from "../args";
import { readGcpRegistration } from "../shape";
import type { GcpOpenShiftArgs } from "./args";

export const readGcpOpenShiftArgs = readArguments<GcpOpenShiftArgs>({
  project: ifGiven(readPlain),
  poolId: ifGiven(readPlain),
  poolSuffix: ifGiven(readPlain),
  providerId: ifGiven(readPlain),
  existingPool: ifGiven(readGcpRegistration),
  uploadJwks: ifGiven(readFlag),
  workloadPool: ifGiven(readFlag),
  sharedRoles: ifGiven(readFlag),
  conditions: ifGiven(
    readRecordOf(
      readArguments<GcpGrantCondition>({
        title: ifGiven(readPlain),
        expression: ifGiven(readInputText),
        description: ifGiven(readPlain),
      }),
    ),
  ),
  universeDomain: ifGiven(readPlain),
});
