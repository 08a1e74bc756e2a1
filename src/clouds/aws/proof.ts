import * as pulumi from "@pulumi/pulumi";
import type { IssuerReading } from "../../component/issuers";
import { notRegistered, plainProviderArn } from "../../component/issuers";
import { Placeholders, placeholderIssuer } from "../../component/placeholders";
import { allOthers, countOthers, symbolicOthers } from "../../component/policy-others";
import { provedOnAnswer } from "../../component/proof-hook";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { issuerHostPath } from "../../core/issuer-url";
import { jsonObject } from "../../core/json";
import { isWritten } from "../../core/known";
import { intentOf } from "../../core/trust-intent";
import type { PolicyOthers } from "../../core/trust-policy/others";
import { proofIssues } from "../proof";
import type { StoredPolicy } from "../workload-role";
import { expectedClientIds } from "../workload-role";
import { checkAwsAccounts } from "./accounts";
import type { AwsPodIdentityArgs, AwsRegistration, AwsSubject, AwsWorkloadIdentityArgs } from "./args";
import { aws } from "./cloud";
import { checkAwsIssuerUrl, checkAwsOthers, checkAwsProviderArn, checkAwsTrustSize } from "./limits";
import { checkClusterArn, clustersOf, isPlainPodIdentity } from "./pod-identity/limits";
import { podIdentityFaults } from "./pod-identity/proof";
import { iamOfCluster, podIdentitySubjects } from "./pod-identity/subjects";
import type { PodIdentityTrusted } from "./pod-identity/trust";
import { renderTargetRoleTrust, withPodIdentity } from "./pod-identity/trust";
import type { AwsTrustedIssuer, AwsTrustPolicy } from "./trust";
import { awsProviderArnOf, renderAwsTrust } from "./trust";

type Group = { issuer: IssuerReading<AwsRegistration>; subjects: AwsSubject[] };

/** Whom the role trusts, on final values. */
export interface AwsTrusted {
  issuers: AwsTrustedIssuer[];
  others: PolicyOthers;
  podIdentity?: PodIdentityTrusted;
}

/** The trust policy for everybody whom the role trusts. */
export function awsTrustPolicyOf({ issuers, others, podIdentity }: AwsTrusted, audience: string): AwsTrustPolicy {
  return renderAwsTrust(issuers, audience, withPodIdentity(others, podIdentity), accountOf(podIdentity));
}

/** Providers of other issuers are in the account of the clusters, as the role is. */
function accountOf(podIdentity: PodIdentityTrusted | undefined): string | undefined {
  const [first] = podIdentity?.subjects ?? [];
  return first === undefined ? undefined : iamOfCluster(first.clusterArn);
}

export function awsTrustedBy(groups: Group[], args: AwsWorkloadIdentityArgs): pulumi.Output<AwsTrusted> {
  const { others, podIdentity } = args;
  const registered = groups.map(({ issuer: { url, entry } }) => ({ url, entry }));
  const associated = podIdentity === undefined ? [] : podIdentitySubjects(args.subjects, podIdentity);
  return pulumi.output({ registered, others: allOthers(others), associated }).apply((known) => ({
    issuers: known.registered.map(({ url, entry }, index) => ({
      issuer: url,
      oidcProviderArn: entry?.oidcProviderArn ?? "",
      subjects: groups[index]!.subjects,
    })),
    others: allOthers(known.others),
    ...(podIdentity === undefined ? {} : { podIdentity: trustedThrough(podIdentity, known.associated) }),
  }));
}

function trustedThrough(
  { disableSessionTags = false }: AwsPodIdentityArgs,
  subjects: PodIdentityTrusted["subjects"],
): PodIdentityTrusted {
  return { subjects, disableSessionTags };
}

/** The faults that show while the program runs. */
export function awsPlainFaults(
  args: AwsWorkloadIdentityArgs,
  groups: Group[],
  audience: string,
  symbolic: AwsSymbolicTrust,
): Issue[] {
  const ofAccounts = checkAccounts(args);
  // Nothing more can be said of a trust between two accounts.
  const faults = ofAccounts.length > 0 ? ofAccounts : symbolicFaults(groups, audience, symbolic);
  return faults.length > 0 ? faults : plainExternalFaults(args, groups, audience);
}

/** The first look: everything at once, with a placeholder for each value that is not known yet. */
function symbolicFaults(groups: Group[], audience: string, { policy, trusted }: AwsSymbolicTrust): Issue[] {
  const missing = groups.filter(({ issuer }) => issuer.literal && issuer.entry === undefined);
  if (missing.length > 0) {
    return missing.map(({ issuer }) => notRegistered("subjects", "aws", "AwsIssuerRegistration", issuer.url));
  }
  return awsTrustFaults(policy, trusted, audience);
}

/** The trust with a placeholder for each value that is not known yet. */
export interface AwsSymbolicTrust {
  trusted: AwsTrusted;
  policy: string;
  /** Whether there is no placeholder in it, so that the final look at the same text would find the same. */
  isFinal: boolean;
}

export function awsSymbolicTrust(args: AwsWorkloadIdentityArgs, groups: Group[], audience: string): AwsSymbolicTrust {
  const trusted = symbolicTrusted(args, groups);
  const written = groups.map(({ issuer: { url, plainEntry } }) => ({ url, arn: plainEntry?.oidcProviderArn }));
  return {
    trusted,
    policy: JSON.stringify(awsTrustPolicyOf(trusted, audience)),
    isFinal: args.podIdentity === undefined && isWritten([written, allOthers(args.others)]),
  };
}

function symbolicTrusted(args: AwsWorkloadIdentityArgs, groups: Group[]): AwsTrusted {
  const placeholders = new Placeholders();
  const plainArns = groups
    .map(({ issuer }) => issuer.plainEntry?.oidcProviderArn)
    .filter((arn) => typeof arn === "string");
  const urls = groups.map(({ issuer }) => placeholders.of(issuer.url, placeholderIssuer));
  // A trust through providers of two accounts is none, and an ARN ends in its issuer: the real ones are good together, with all issuers known.
  const isPlain = plainArns.length === groups.length && groups.every(({ issuer }, index) => issuer.url === urls[index]);
  const issuers = groups.map(({ subjects }, index): AwsTrustedIssuer => {
    const issuer = urls[index]!;
    return { issuer, oidcProviderArn: isPlain ? plainArns[index]! : placeholderArn(issuer), subjects };
  });
  const roleArn = (word: string) => `arn:aws:iam::000000000000:role/${word}`;
  const others = symbolicOthers(allOthers(args.others), placeholders, roleArn);
  const { podIdentity } = args;
  if (podIdentity === undefined) return { issuers, others };
  const associated = podIdentitySubjects(args.subjects, podIdentity).map((subject) => ({
    ...subject,
    clusterArn: placeholders.of(subject.clusterArn, placeholderCluster),
  }));
  return { issuers, others, podIdentity: trustedThrough(podIdentity, associated) };
}

function placeholderCluster(word: string): string {
  return `arn:aws:eks:unknown:000000000000:cluster/${word}`;
}

function placeholderArn(url: string): string {
  return `arn:aws:iam::000000000000:oidc-provider/${issuerHostPath(url)}`;
}

/** Faults between the accounts of role, policies, providers and clusters, as far as their ARNs are plain. */
function checkAccounts(args: AwsWorkloadIdentityArgs): Issue[] {
  const providers = args.subjects.map(({ issuer }, index) => ({
    path: `subjects[${index}].issuer.aws.oidcProviderArn`,
    name: plainProviderArn(issuer, "aws"),
  }));
  const clusters = args.podIdentity === undefined ? [] : clustersOf(args.podIdentity);
  return checkAwsAccounts(
    args.webIdentity === false ? [] : providers,
    args,
    clusters.map(({ path, name }) => ({ path: `podIdentity.${path}`, name })),
  );
}

/** The same on final values. */
export function awsAccountFaults(roleArn: string, trusted: AwsTrusted | undefined): Issue[] {
  const named = (path: string, names: readonly string[]) => [...new Set(names)].map((name) => ({ path, name }));
  const { issuers = [], podIdentity } = trusted ?? {};
  return checkAwsAccounts(
    named(
      "issuer.aws.oidcProviderArn",
      issuers.map(({ oidcProviderArn }) => oidcProviderArn),
    ),
    { externalRoleArn: roleArn },
    named(
      "podIdentity.clusterArn",
      (podIdentity?.subjects ?? []).map(({ clusterArn }) => clusterArn),
    ),
  );
}

/** The policy of an external role, where everything that it is compared with is written down in the program. */
function plainExternalFaults(args: AwsWorkloadIdentityArgs, groups: Group[], audience: string): Issue[] {
  const { externalTrustPolicy, externalRoleArn } = args;
  const others = allOthers(args.others);
  const issuers = groups.map(({ issuer: { url }, subjects }) => ({
    issuer: url,
    oidcProviderArn: plainProviderArn(subjects[0]?.issuer, "aws"),
    subjects,
  }));
  if (typeof externalTrustPolicy !== "string" || !isWritten([issuers, others, externalRoleArn])) return [];
  const { podIdentity } = args;
  if (podIdentity !== undefined && !isPlainPodIdentity(args.subjects, podIdentity)) return [];
  const associated = podIdentity === undefined ? [] : podIdentitySubjects(args.subjects, podIdentity);
  const trusted = {
    issuers,
    others,
    ...(podIdentity === undefined
      ? {}
      : { podIdentity: trustedThrough(podIdentity, associated as PodIdentityTrusted["subjects"]) }),
  } as AwsTrusted;
  return awsTrustFaults(externalTrustPolicy, trusted, audience, {
    roleArn: externalRoleArn as string,
    path: "externalTrustPolicy",
  });
}

/** Faults of a role's trust policy as it is or will be stored, against those who were asked for. */
export function awsTrustFaults(
  document: unknown,
  trusted: AwsTrusted,
  audience: string,
  stored?: StoredPolicy,
): Issue[] {
  const { issuers, others, podIdentity } = trusted;
  const faults = [
    ...issuers.flatMap(({ issuer, oidcProviderArn }) =>
      oidcProviderArn === ""
        ? [notRegistered("subjects", "aws", "AwsIssuerRegistration", issuer)]
        : checkIssuer(issuer, oidcProviderArn, audience),
    ),
    ...checkAwsOthers(others),
    ...(podIdentity?.subjects ?? []).flatMap(({ clusterArn }) => checkClusterArn(clusterArn, "podIdentity.clusterArn")),
  ];
  if (faults.length > 0) return faults;
  const text = String(document);
  const all = withPodIdentity(others, podIdentity);
  const named = countOthers(all) === 0 ? {} : { others: { aws: all } };
  const providers = new Map(issuers.map(({ issuer, oidcProviderArn }) => [issuer, oidcProviderArn]));
  for (const { issuer } of others.subjects ?? [])
    providers.set(issuer, awsProviderArnOf(issuer, issuers, accountOf(podIdentity)));
  const tooLong = checkAwsTrustSize(text, "subjects");
  if (tooLong.length > 0) return tooLong;
  const path = stored?.path ?? "assumeRolePolicy";
  const proved = proofIssues(
    aws,
    {
      cloud: "aws",
      assumeRolePolicy: jsonObject(text),
      oidcProviders: [...providers].map(([issuer, arn]) => ({ arn, issuer, clientIds: expectedClientIds(audience) })),
      ...(stored === undefined ? {} : { roleArn: stored.roleArn }),
    },
    { ...intentOf(issuers, audience), ...named },
    path,
  );
  if (proved.length > 0 || podIdentity === undefined) return proved;
  return podIdentityFaults(text, podIdentity, path, { named: others });
}

/** Faults of an issuer and of its registration, which has nothing to be compared with where the issuer is none. */
function checkIssuer(issuer: string, oidcProviderArn: string, audience: string): Issue[] {
  const faults = checkAwsIssuerUrl(issuer, "issuer.url");
  if (faults.length > 0) return faults;
  return [
    ...checkAwsProviderArn(oidcProviderArn, "issuer.aws.oidcProviderArn", issuer),
    ...checkIssuerAudience(audience, issuer, "audience"),
  ];
}

/** What a target role's trust policy has to say, proved as soon as all that it names is known. */
export function awsTargetTrust(
  name: string,
  component: pulumi.Resource,
  trusted: pulumi.Output<AwsTrusted>,
  roleArn: pulumi.Output<string>,
): pulumi.Output<string> {
  const rendered = pulumi.all([trusted, roleArn] as const).apply(([{ podIdentity = NOBODY }, sourceRoleArn]) => ({
    policy: JSON.stringify(renderTargetRoleTrust(podIdentity, sourceRoleArn)),
    podIdentity,
    sourceRoleArn,
  }));
  return provedOnAnswer(name, component, rendered, ({ policy, podIdentity, sourceRoleArn }) =>
    podIdentityFaults(policy, podIdentity, "targetTrustPolicy", { sourceRoleArn }),
  ).apply(({ policy }) => policy);
}

const NOBODY: PodIdentityTrusted = { subjects: [], disableSessionTags: false };
