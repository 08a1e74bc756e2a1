import * as pulumi from "@pulumi/pulumi";
import { provedOnAnswer } from "../../../component/proof-hook";
import type { Issue } from "../../../core/issue";
import { distinctIssues, issue } from "../../../core/issue";
import { ifKnown, isLater } from "../../../core/known";
import { show } from "../../../core/show";
import { OPENSHIFT_AUDIENCE } from "../../openshift-cloud";
import type { OpenShiftCluster, OpenShiftComponents } from "../../openshift-component";
import type { AwsRegistration, AwsWorkloadArgs } from "../args";
import { AWS_DEFAULT_AUDIENCE } from "../audience";
import { checkAwsRegion, checkAwsWorkload } from "../limits";
import { awsPartitionOf } from "../partition";
import { AwsIssuerRegistration, checkAwsIssuerRegistration } from "../registration";
import { awsIam } from "../sdk";
import { AwsWorkloadIdentity } from "../workload-identity";
import { awsCcoctlTags } from "./adopt";
import type { AwsOpenShiftArgs } from "./args";
import type { AwsOpenShiftIdentity, AwsOpenShiftPlace } from "./cloud";
import { checkAwsIdentities } from "./limits";
import { awsRequestPolicies } from "./policies";
import { readAwsOpenShiftArgs } from "./shape";
import type { AwsProviderSpec } from "./spec";

/** A role for each operator of an OpenShift cluster, trusting tokens for OpenShift's own audience and nothing else. */
export const awsOpenShiftComponents: OpenShiftComponents<
  AwsOpenShiftArgs,
  AwsProviderSpec,
  AwsOpenShiftIdentity,
  AwsOpenShiftPlace
> = {
  name: "aws",
  loadSdk: awsIam,
  read: readAwsOpenShiftArgs,
  check(args, identities, cluster) {
    // What roles and registration have in common is told once.
    return distinctIssues([
      ...checkAwsWorkload(sharedBy(args, cluster)),
      ...ifKnown(args.region, "region", checkAwsRegion),
      ...(args.oidcProviderArn === undefined
        ? checkAwsIssuerRegistration(registrationOf(args, cluster))
        : ifKnown(args.oidcProviderArn, "oidcProviderArn", checkPartition(args))),
      ...ifKnown(args.permissionsBoundary, "permissionsBoundary", checkPartition(args)),
      ...checkHosting(args, cluster),
      ...checkAwsIdentities(identities, partitionOf(args)),
    ]);
  },
  doubts: ({ region = "" }) =>
    awsPartitionOf(region).name === "aws-eusc"
      ? ["OpenShift in the AWS European Sovereign Cloud follows ccoctl, and nobody has tried it with this library"]
      : [],
  create(name, args, cluster, parent) {
    const { url } = cluster.issuer;
    const registration: pulumi.Output<AwsRegistration> =
      args.oidcProviderArn === undefined
        ? new AwsIssuerRegistration(`${name}-aws`, registrationOf(args, cluster), { parent }).registration
        : pulumi.output({ oidcProviderArn: args.oidcProviderArn });
    const issuer = { url, aws: registration };
    const { region } = args;
    return {
      place: pulumi.output(region === undefined ? {} : { region }),
      registration,
      create({ request, names }) {
        const { secret, serviceAccounts, spec } = request;
        const role = names.role!.name;
        const identity = new AwsWorkloadIdentity(
          `${name}-${request.name}`,
          {
            ...sharedBy(args, cluster),
            ...createPolicies(`${name}-${request.name}`, role, args, cluster, spec, parent),
            roleName: role,
            description: `OpenShift role for ${secret.namespace}/${secret.name}`,
            subjects: serviceAccounts.map((serviceAccount) => ({
              issuer,
              namespace: secret.namespace,
              serviceAccount,
            })),
            allowDefaultServiceAccount: serviceAccounts.includes("default"),
          },
          { parent },
        );
        const roleArn = provedOnAnswer(name, identity, identity.identity.roleArn, (arn) =>
          checkPartition(args)(arn, "aws.region"),
        );
        return pulumi.output({ roleArn });
      },
    };
  },
};

/** Users' own workloads have the cloud's audience; operators have OpenShift's, and their trusts no other. */
function registrationOf({ thumbprints, ...args }: AwsOpenShiftArgs, cluster: OpenShiftCluster) {
  return {
    url: cluster.issuer.url,
    audience: OPENSHIFT_AUDIENCE,
    moreAudiences: [AWS_DEFAULT_AUDIENCE],
    ...(thumbprints === undefined ? {} : { thumbprints }),
    ...tagsOf(args, cluster),
  };
}

function sharedBy(args: AwsOpenShiftArgs, cluster: OpenShiftCluster): AwsWorkloadArgs {
  const { permissionsBoundary, path } = args;
  return {
    audience: OPENSHIFT_AUDIENCE,
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(path === undefined ? {} : { path }),
    ...tagsOf(args, cluster),
  };
}

function tagsOf({ tags }: AwsOpenShiftArgs, { name, isFromCcoctl }: OpenShiftCluster) {
  const all = { ...(isFromCcoctl ? awsCcoctlTags(name) : {}), ...tags };
  return Object.keys(all).length === 0 ? {} : { tags: all };
}

function partitionOf({ region = "" }: AwsOpenShiftArgs): string {
  return awsPartitionOf(region).name;
}

function createPolicies(
  name: string,
  role: string,
  args: AwsOpenShiftArgs,
  cluster: OpenShiftCluster,
  spec: AwsProviderSpec,
  parent: pulumi.Resource,
): AwsWorkloadArgs {
  const { inline, managed } = awsRequestPolicies(spec.statementEntries, partitionOf(args));
  if (inline !== undefined) return { inlinePolicies: { [role]: JSON.stringify(inline) } };
  const { Policy } = awsIam();
  const { path } = args;
  const created = managed.map((document, index) => {
    const fields = {
      name: `${role}-${index + 1}`,
      policy: JSON.stringify(document),
      ...(path === undefined ? {} : { path }),
      ...tagsOf(args, cluster),
    };
    return new Policy(`${name}-policy-part-${index + 1}`, fields, { parent });
  });
  return { policyArnsByKey: Object.fromEntries(created.map(({ arn }, index) => [`part-${index + 1}`, arn])) };
}

/** The fault of an ARN that is not of the region's partition. */
function checkPartition({ region = "" }: AwsOpenShiftArgs) {
  const { name } = awsPartitionOf(region);
  return (arn: unknown, path: string): Issue[] => {
    const [scheme, partition] = String(arn).split(":");
    // What is no ARN has a fault of its own.
    if (scheme !== "arn" || partition === name) return [];
    const where = region === "" ? "no region is given, which means" : `region ${show(region)} means`;
    const message = `Cannot use ${show(arn)}: ${where} partition ${show(name)}; set region to the cluster's`;
    return [issue("aws-partition-mismatch", path, message)];
  };
}

/**
 * CloudFront is a service of the commercial partition; that of China takes no certificate of its own (CloudFront developer guide and AWS
 * in China guide, 2026-08).
 */
function checkHosting({ region = "" }: AwsOpenShiftArgs, { issuer: { url } }: OpenShiftCluster): Issue[] {
  const { name } = awsPartitionOf(region);
  if (isLater(url) || name === "aws" || !/^https:\/\/[^/]+\.cloudfront\.(net|cn)(\/|$)/.test(String(url))) return [];
  const fix = "publish the issuer in a bucket of the region (awsS3)";
  return [
    issue(
      "aws-cloudfront-unsupported",
      "region",
      `Cannot use CloudFront for issuer ${show(url)} in ${show(region)}: ${fix}`,
    ),
  ];
}
