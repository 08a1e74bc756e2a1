import { exactWildcardsCover, wildcardsCover } from "../../../core/wildcards";
import type { OpenShiftCloud } from "../../openshift-cloud";
import { OPENSHIFT_TOKEN_PATH } from "../../openshift-cloud";
import { AWS_TRUST } from "../limits";
import { AWS_INVENTORY, adoptAws } from "./adopt";
import { checkAwsIdentities, leastTrust } from "./limits";
import { awsCcoctlNames, awsOpenShiftNames } from "./names";
import { awsConditionsCover, awsEscalation, awsPermissions, awsSpecOf } from "./permissions";
import { awsRequestPolicies } from "./policies";
import type { AwsProviderSpec } from "./spec";
import { AWS_SPEC_FIELDS, readAwsProviderSpec } from "./spec";

/** What a request's role is known by. */
export interface AwsOpenShiftIdentity {
  readonly roleArn: string;
}

/** Where a cluster's roles are. */
export interface AwsOpenShiftPlace {
  /** The cluster's region, where the program says it. */
  readonly region?: string;
}

export const awsOpenShift: OpenShiftCloud<AwsProviderSpec, AwsOpenShiftIdentity, AwsOpenShiftPlace> = {
  name: "aws",
  title: "AWS",
  providerKind: "AWSProviderSpec",
  specFields: AWS_SPEC_FIELDS,
  readSpec: readAwsProviderSpec,
  needsServiceAccounts: true,
  permissions: awsPermissions,
  withPermissions: (_spec, permissions, path, issues) => awsSpecOf(permissions, path, issues),
  writeSpec: ({ statementEntries }) => ({ statementEntries }),
  covers: wildcardsCover,
  coversResource: (wide, narrow) => exactWildcardsCover(inAnyPartition(wide), inAnyPartition(narrow)),
  coversConditions: awsConditionsCover,
  escalation: awsEscalation,
  names: awsOpenShiftNames,
  ccoctlNames: awsCcoctlNames,
  check: (identities) => checkAwsIdentities(identities, "aws"),
  quotas: (identities) => [
    { what: "roles", used: identities.length, byDefault: 1000, source: IAM_QUOTAS },
    { what: "OIDC providers", used: 1, byDefault: 100, source: IAM_QUOTAS },
    {
      what: "managed policies",
      used: identities.flatMap(({ request }) => awsRequestPolicies(request.spec.statementEntries, "aws").managed)
        .length,
      byDefault: 1500,
      source: IAM_QUOTAS,
    },
    {
      what: "characters in the longest trust policy, without the issuer's own",
      used: Math.max(0, ...identities.map(({ request }) => leastTrust(request, "aws").length)),
      byDefault: AWS_TRUST.byDefault,
      source: IAM_QUOTAS,
    },
  ],
  secretData: (_, { roleArn }) => ({
    credentials: [
      "[default]",
      "sts_regional_endpoints = regional",
      `role_arn = ${roleArn}`,
      `web_identity_token_file = ${OPENSHIFT_TOKEN_PATH}`,
    ].join("\n"),
  }),
  rootSecret: "aws-creds",
  storedKey: (texts) => Object.keys(texts).find((key) => key.startsWith("aws_")) ?? storedKeyIn(texts.credentials),
  consoleValues: ({ roleArn }) => ({ ROLEARN: roleArn }),
  platform: ({ region }): Record<string, string> => (region === undefined ? {} : { region }),
  adopt: adoptAws,
  inventory: AWS_INVENTORY,
};

const IAM_QUOTAS = "IAM user guide, quotas, 2026-11";

/** Requests name resources in the partition "aws" and mean the cluster's. */
function inAnyPartition(resource: string): string {
  return resource.replace(/^arn:aws[a-z-]*:/, "arn:aws:");
}

/** The name of a stored key in an AWS configuration. */
function storedKeyIn(credentials = ""): string | undefined {
  return /^\s*(aws_secret_access_key|aws_access_key_id)\s*=/m.exec(credentials)?.[1];
}
