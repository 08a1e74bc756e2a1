import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { NamedResource } from "../../core/same-account";
import { checkSameAccount } from "../../core/same-account";
import { show } from "../../core/show";
import { listTextGrants } from "../../core/text-grants";
import type { AwsPodIdentityArgs, AwsWorkloadArgs } from "./args";
import { AWS_DIALECT } from "./document";
import { awsPolicies } from "./grants";
import { checkClusterAccounts, clustersOf } from "./pod-identity/limits";

/** Faults between the accounts of a role, of the providers that it trusts and of the clusters that it is associated in, as far as they are plain. */
export function checkAwsAccounts(
  providers: readonly NamedResource[],
  args: AwsWorkloadArgs = {},
  clusters: readonly NamedResource[] = [],
): Issue[] {
  const [role] = ownedBy(args);
  const named = [...(role === undefined ? [] : [role]), ...providers];
  return [
    ...checkSameAccount(named, AWS_DIALECT.accountOf, "aws-account-mismatch"),
    ...checkClusterAccounts(clusters, named),
  ];
}

/** Faults between the accounts of what the role's own arguments name; partitions have a check of their own. */
export function checkAwsOwnAccounts(args: AwsWorkloadArgs): Issue[] {
  const accountNumber = (arn: string) => AWS_DIALECT.accountOf(arn)?.split(":").at(-1);
  return checkSameAccount(ownedBy(args), accountNumber, "aws-account-mismatch");
}

/** What a role's own arguments name in its account; what has none is an AWS managed policy. */
function ownedBy(args: AwsWorkloadArgs): NamedResource[] {
  return [
    { path: "externalRoleArn", name: args.externalRoleArn },
    { path: "permissionsBoundary", name: args.permissionsBoundary },
    ...listTextGrants(awsPolicies(args)).map(({ path, text }) => ({ path, name: text })),
  ].filter(({ name }) => typeof name === "string" && AWS_DIALECT.accountOf(name) !== undefined);
}

function targetOf({ targetRoleArn }: AwsPodIdentityArgs): NamedResource {
  return { path: "targetRoleArn", name: targetRoleArn };
}

/** The partition in an ARN, or `undefined` where it is not known yet. */
function partitionOf(arn: unknown): string | undefined {
  return typeof arn === "string" ? arn.split(":")[1] : undefined;
}

/** Faults between the partitions of what the arguments name, as far as it is plain. */
export function checkAwsPartitions(args: AwsWorkloadArgs): Issue[] {
  const [first, ...rest] = [
    { path: "externalRoleArn", arn: args.externalRoleArn },
    { path: "permissionsBoundary", arn: args.permissionsBoundary },
    ...(args.podIdentity === undefined ? [] : [...clustersOf(args.podIdentity), targetOf(args.podIdentity)]).map(
      ({ path, name }) => ({ path: `podIdentity.${path}`, arn: name }),
    ),
    ...listTextGrants(awsPolicies(args)).map(({ path, text }) => ({ path, arn: text })),
  ].filter(({ arn }) => partitionOf(arn) !== undefined);
  return rest.flatMap(({ path, arn }) =>
    partitionOf(arn) === partitionOf(first?.arn)
      ? []
      : [
          issue(
            "aws-partition-mismatch",
            path,
            `Cannot use ${show(arn)} together with ${show(first?.arn)}: partitions ${show(partitionOf(arn))} and ${show(partitionOf(first?.arn))} share nothing`,
          ),
        ],
  );
}
