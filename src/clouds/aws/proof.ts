import * as pulumi from "@pulumi/pulumi";
import type { IssuerReading } from "../../component/issuers";
import { notRegistered } from "../../component/issuers";
import { allOthers, countOthers, isPlain, plainProviderArn, symbolicOthers } from "../../component/policy-others";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { issuerHostPath } from "../../core/issuer-url";
import { jsonObject } from "../../core/json";
import { intentOf } from "../../core/trust-intent";
import type { PolicyOthers } from "../../core/trust-policy/others";
import { proofIssues } from "../proof";
import type { AwsOthers, AwsRegistration, AwsSubject, AwsWorkloadIdentityArgs } from "./args";
import { aws } from "./cloud";
import { checkAwsAccounts, checkAwsIssuerUrl, checkAwsOthers, checkAwsProviderArn, checkAwsTrustSize } from "./limits";
import type { AwsTrustedIssuer } from "./trust";
import { awsProviderArnOf, renderAwsTrust } from "./trust";

type Group = { issuer: IssuerReading<AwsRegistration>; subjects: AwsSubject[] };

/** Whom the role trusts, on final values. */
export interface AwsTrusted {
  issuers: AwsTrustedIssuer[];
  others: PolicyOthers;
}

export function awsTrustedBy(groups: Group[], others?: AwsOthers): pulumi.Output<AwsTrusted> {
  const issuers = groups.map(({ issuer: { url, entry }, subjects }) =>
    pulumi.all([url, entry]).apply(([issuer, registration]) => ({
      issuer,
      oidcProviderArn: registration?.oidcProviderArn ?? "",
      subjects,
    })),
  );
  return pulumi.all([pulumi.all(issuers), pulumi.output(allOthers(others))]).apply(([issuers, others]) => ({
    issuers,
    others: allOthers(others),
  }));
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
  if (missing.length > 0) return missing.map(() => notRegistered("subjects", "aws", "AwsIssuerRegistration"));
  return awsTrustFaults(policy, trusted, audience);
}

/** The trust with a placeholder for each value that is not known yet. */
export interface AwsSymbolicTrust {
  trusted: AwsTrusted;
  policy: string;
}

export function awsSymbolicTrust(args: AwsWorkloadIdentityArgs, groups: Group[], audience: string): AwsSymbolicTrust {
  const trusted = symbolicTrusted(args, groups);
  return { trusted, policy: JSON.stringify(renderAwsTrust(trusted.issuers, audience, trusted.others)) };
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
  return { issuers, others: symbolicOthers(allOthers(args.others), placeholders, roleArn) };
}

function placeholderArn(url: string): string {
  return `arn:aws:iam::000000000000:oidc-provider/${issuerHostPath(url)}`;
}

/** Faults between the accounts of role, policies and providers, as far as their ARNs are plain. */
function checkAccounts(args: AwsWorkloadIdentityArgs): Issue[] {
  const providers = args.subjects.map(({ issuer }, index) => ({
    path: `subjects[${index}].issuer.aws.oidcProviderArn`,
    name: plainProviderArn(issuer, "aws"),
  }));
  return checkAwsAccounts(providers, args);
}

/** The same on final values. */
export function awsAccountFaults(roleArn: string, trusted: AwsTrusted | undefined): Issue[] {
  const providers = (trusted?.issuers ?? []).map(({ oidcProviderArn }) => oidcProviderArn);
  return checkAwsAccounts(
    providers.map((name) => ({ path: "issuer.aws.oidcProviderArn", name })),
    { externalRoleArn: roleArn },
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
  if (typeof externalTrustPolicy !== "string" || !isPlain([issuers, others, externalRoleArn])) return [];
  const trusted = { issuers, others } as AwsTrusted;
  return awsTrustFaults(externalTrustPolicy, trusted, audience, {
    roleArn: externalRoleArn as string,
    path: "externalTrustPolicy",
  });
}

/** Where a trust policy is stored that is not about to be written. */
export interface AwsStoredPolicy {
  roleArn: string;
  path: string;
}

/** Faults of a role's trust policy as it is or will be stored, against those who were asked for. */
export function awsTrustFaults(
  document: unknown,
  { issuers, others }: AwsTrusted,
  audience: string,
  stored?: AwsStoredPolicy,
): Issue[] {
  const faults = [
    ...issuers.flatMap(({ issuer, oidcProviderArn }) =>
      oidcProviderArn === ""
        ? [notRegistered("subjects", "aws", "AwsIssuerRegistration")]
        : [
            ...checkAwsIssuerUrl(issuer, "issuer.url"),
            ...checkAwsProviderArn(oidcProviderArn, "issuer.aws.oidcProviderArn", issuer),
            ...checkIssuerAudience(audience, issuer, "audience"),
          ],
    ),
    ...checkAwsOthers(others),
  ];
  if (faults.length > 0) return faults;
  const text = String(document);
  const named = countOthers(others) === 0 ? {} : { others: { aws: others } };
  const providers = new Map(issuers.map(({ issuer, oidcProviderArn }) => [issuer, oidcProviderArn]));
  for (const { issuer } of others.subjects ?? []) providers.set(issuer, awsProviderArnOf(issuer, issuers));
  const tooLong = checkAwsTrustSize(text, "subjects");
  if (tooLong.length > 0) return tooLong;
  return proofIssues(
    aws,
    {
      cloud: "aws",
      assumeRolePolicy: jsonObject(text),
      oidcProviders: [...providers].map(([issuer, arn]) => ({ arn, issuer, clientIds: [audience] })),
      ...(stored === undefined ? {} : { roleArn: stored.roleArn }),
    },
    { ...intentOf(issuers, audience), ...named },
    stored?.path ?? "assumeRolePolicy",
  );
}
