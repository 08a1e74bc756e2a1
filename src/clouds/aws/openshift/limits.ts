import type { Issue } from "../../../core/issue";
import { issuesUnder } from "../../../core/issue";
import type { PlannedIdentity } from "../../openshift-cloud";
import { checkAwsRoleName } from "../limits";
import { awsRequestPolicies, checkRequestPolicies } from "./policies";
import type { AwsProviderSpec } from "./spec";

/** Faults of roles in a partition, each at the name of its request. */
export function checkAwsIdentities(
  identities: readonly PlannedIdentity<AwsProviderSpec>[],
  partition: string,
): Issue[] {
  return identities.flatMap(({ request, names }) =>
    issuesUnder(request.name, [
      ...checkRequestPolicies(awsRequestPolicies(request.spec.statementEntries, partition), ""),
      ...checkAwsRoleName(names.role?.name, "roleName"),
    ]),
  );
}
