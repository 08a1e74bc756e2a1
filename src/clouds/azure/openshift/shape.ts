import { ifGiven, readArguments, readInputText, readPlainText, readTextsByName } from "../../../core/argument-shape";
import { readListOf, readRecordOf } from "../../../core/shape";
import type { AzureOpenShiftArgs } from "./args";

export const readAzureOpenShiftArgs = readArguments<AzureOpenShiftArgs>({
  subscriptionId: ifGiven(readPlainText),
  region: ifGiven(readPlainText),
  tenantId: ifGiven(readInputText),
  oidcResourceGroupName: ifGiven(readInputText),
  installationResourceGroupName: ifGiven(readInputText),
  networkResourceGroupName: ifGiven(readInputText),
  dnsZoneResourceGroupName: ifGiven(readInputText),
  scopes: ifGiven(readRecordOf(readListOf(readInputText))),
  conditions: ifGiven(readRecordOf(readInputText)),
  assignableScopes: ifGiven(readListOf(readInputText)),
  tags: ifGiven(readTextsByName),
});
