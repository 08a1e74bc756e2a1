import * as pulumi from "@pulumi/pulumi";
import { provedOnAnswer } from "../../../component/proof-hook";
import { issuesUnder } from "../../../core/issue";
import { isLater } from "../../../core/known";
import type { AzureWorkloadArgs } from "../args";
import { checkGuid } from "../guids";
import { checkServicePrincipalId } from "./application-limits";
import { checkIdentityIds } from "./managed-identity-limits";

/**
 * Looks at ids that are Outputs once they are known: what is written down was looked at before. An application's other ids are looked at
 * before its credentials are stored, because they are stored under one of them.
 */
export function proveLateIds(name: string, component: pulumi.Resource, args: AzureWorkloadArgs): void {
  const { tenantId, application, existingApplication, existingIdentity } = args;
  const ids = {
    tenantId,
    principalId: application?.principalId,
    ofApplication: idsOf(existingApplication, ["clientId", "objectId", "principalId"]),
    ofIdentity: idsOf(existingIdentity, ["clientId", "tenantId", "principalId"]),
  };
  if (![ids.tenantId, ids.principalId, ...Object.values({ ...ids.ofApplication, ...ids.ofIdentity })].some(isLater))
    return;
  provedOnAnswer(name, component, pulumi.output(ids), ({ tenantId, principalId, ofApplication, ofIdentity }) => [
    ...(tenantId === undefined ? [] : checkGuid(tenantId, "azure-tenant-id-invalid", "tenantId", "tenant")),
    ...issuesUnder("application", checkServicePrincipalId({ principalId })),
    ...(ofApplication === undefined ? [] : issuesUnder("existingApplication", checkServicePrincipalId(ofApplication))),
    ...(ofIdentity === undefined ? [] : issuesUnder("existingIdentity", checkIdentityIds(ofIdentity))),
  ]);
}

function idsOf<Given extends object, Key extends keyof Given>(
  given: Given | undefined,
  keys: readonly Key[],
): Pick<Given, Key> | undefined {
  return given && (Object.fromEntries(keys.map((key) => [key, given[key]])) as Pick<Given, Key>);
}
