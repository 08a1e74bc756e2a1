import { ifGiven, readArguments, readInputText, readInputTexts, readOneOf, readPlain } from "../../core/argument-shape";
import { readListOf } from "../../core/shape";
import { readTokenSettings, WiringForm } from "../../core/wiring-form";
import type { AzureExistingIdentity, AzureRoleAssignmentArgs, AzureWorkloadArgs } from "./args";

export const readAzureWorkloadArgs = readArguments<AzureWorkloadArgs>({
  resourceGroupName: ifGiven(readInputText),
  name: ifGiven(readPlain),
  location: ifGiven(readInputText),
  tags: ifGiven(readInputTexts),
  existingIdentity: ifGiven(
    readArguments<AzureExistingIdentity>({
      resourceGroupName: ifGiven(readInputText),
      name: ifGiven(readInputText),
      clientId: ifGiven(readInputText),
      tenantId: ifGiven(readInputText),
      principalId: ifGiven(readInputText),
    }),
  ),
  tenantId: ifGiven(readInputText),
  roleAssignments: ifGiven(
    readListOf(
      readArguments<AzureRoleAssignmentArgs>({
        role: ifGiven(readInputText),
        scope: ifGiven(readInputText),
        condition: ifGiven(readInputText),
        description: ifGiven(readInputText),
        key: ifGiven(readPlain),
      }),
    ),
  ),
  environment: ifGiven(readPlain),
  audience: ifGiven(readPlain),
  wiring: ifGiven(readOneOf(...Object.values(WiringForm))),
  token: ifGiven(readTokenSettings),
});
