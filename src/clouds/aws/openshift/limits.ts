import type { Issue } from "../../../core/issue";
import { issuesUnder } from "../../../core/issue";
import type { CredentialsRequest, PlannedIdentity } from "../../openshift-cloud";
import { OPENSHIFT_AUDIENCE } from "../../openshift-cloud";
import { checkAwsRoleName, checkAwsTrustSize } from "../limits";
import { renderAwsTrust } from "../trust";
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
      ...checkAwsTrustSize(leastTrust(request, partition), "serviceAccountNames"),
    ]),
  );
}

/** The trust policy of a request's role under an issuer and a provider that are shorter than any real ones: what it has at least. */
export function leastTrust({ secret, serviceAccounts }: CredentialsRequest, partition: string): string {
  const oidcProviderArn = `arn:${partition}:iam::000000000000:oidc-provider/a.io`;
  const subjects = serviceAccounts.map((serviceAccount) => ({ namespace: secret.namespace, serviceAccount }));
  return JSON.stringify(renderAwsTrust([{ issuer: "https://a.io", oidcProviderArn, subjects }], OPENSHIFT_AUDIENCE));
}
