import { issuerHostPath } from "../../core/issuer-url";
import { sortedAsText } from "../../core/same-data";
import { subjectClaims } from "../../core/subject";
import type { PolicyOthers } from "../../core/trust-policy/others";
import { NO_OTHERS } from "../../core/trust-policy/others";
import type { TrustedSubject } from "../../core/whole-namespaces";
import { wholeClaims } from "../../core/whole-namespaces";
import { AWS_PRINCIPALS, awsEntryActions } from "./others";

/** What AWS stores: the role's trust policy, and the IAM OIDC providers that its statements name. */
export interface AwsTrust {
  cloud: "aws";
  /** The document, or its JSON text. */
  assumeRolePolicy: object | string;
  /** ARN of the role: where it is given, providers of other accounts let nobody in. */
  roleArn?: string;
  oidcProviders: { arn: string; issuer: string; clientIds: string[] }[];
  /** The EKS Pod Identity associations that lead to the role, all of them; absent where nobody has looked. */
  podIdentityAssociations?: AwsPodIdentityAssociation[];
}

/** A ServiceAccount of an EKS cluster that pods become a role as, through EKS itself. */
export interface AwsPodIdentityAssociation {
  clusterArn: string;
  /** The issuer of the cluster's tokens; absent where it is not known. */
  issuer?: string;
  namespace: string;
  serviceAccount: string;
  /** Whether EKS opens the session without tags. False by default. */
  disableSessionTags?: boolean;
  /** The role that EKS assumes first, where this role is the association's target; such a source role is of the cluster's account. */
  sourceRoleArn?: string;
}

/** The ServiceAccounts of one issuer, and the IAM OIDC provider that stands for that issuer in the role's account. */
export interface AwsTrustedIssuer {
  /** The issuer URL, unchanged; without `https://` it is the prefix of the condition keys. */
  issuer: string;
  oidcProviderArn: string;
  subjects: TrustedSubject[];
}

/** One statement of a role trust policy, in the form of the EKS user guide. */
export interface AwsTrustStatement {
  Effect: "Allow";
  Principal: { Federated: string };
  Action: "sts:AssumeRoleWithWebIdentity";
  Condition: { StringEquals: Record<string, string | string[]>; StringLike?: Record<string, string[]> };
}

/** A statement for somebody without a token. */
interface AwsPrincipalStatement {
  Effect: "Allow";
  Principal: Record<string, string>;
  Action: string | string[];
  Condition?: Record<string, Record<string, string[]>>;
}

/** A role trust policy as this library writes it. */
export interface AwsTrustPolicy {
  Version: "2012-10-17";
  Statement: (AwsTrustStatement | AwsPrincipalStatement)[];
}

/**
 * The trust policy of a role: one statement per issuer, because condition keys carry the issuer and one statement with two
 * providers would check the keys of only one of them. Subjects are sorted, so that their order in a program changes nothing.
 * Whole namespaces have a statement of their own behind it, so that the patterns stand apart; others that come in on purpose come last.
 * `account` is the beginning of the account's ARNs, `arn:aws:iam::111122223333`; by default that of the first provider.
 */
export function renderAwsTrust(
  issuers: readonly AwsTrustedIssuer[],
  audience: string,
  { subjects = [], principals = [] }: PolicyOthers = NO_OTHERS,
  account?: string,
): AwsTrustPolicy {
  const issuersOfOthers = [...new Set(subjects.map(({ issuer }) => issuer))].sort();
  return {
    Version: "2012-10-17",
    Statement: [
      ...issuers.flatMap(({ issuer, oidcProviderArn, subjects }) => [
        tokenStatement(issuer, oidcProviderArn, subjectClaims(subjects), audience),
        ...wholeStatements(issuer, oidcProviderArn, wholeClaims(subjects), audience),
      ]),
      ...issuersOfOthers.map((issuer) => {
        const claims = subjects.filter((other) => other.issuer === issuer).map(({ subject }) => subject);
        return tokenStatement(issuer, awsProviderArnOf(issuer, issuers, account), claims.sort(), audience);
      }),
      ...sortedAsText(principals).map(
        ({ principal, conditions = {} }): AwsPrincipalStatement => ({
          Effect: "Allow",
          Principal: { [AWS_PRINCIPALS.kindOf(principal) ?? "Service"]: principal },
          Action: awsEntryActions(principal),
          ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
        }),
      ),
    ],
  };
}

/** The ARN of an issuer's provider in the account of those that the role trusts already: IAM names providers by their issuer. */
export function awsProviderArnOf(issuer: string, known: readonly AwsTrustedIssuer[], fallback = ""): string {
  const same = known.find((one) => one.issuer === issuer);
  if (same !== undefined) return same.oidcProviderArn;
  const [account] = (known[0]?.oidcProviderArn ?? fallback).split(":oidc-provider/");
  return `${account}:oidc-provider/${issuerHostPath(issuer)}`;
}

function tokenStatement(issuer: string, provider: string, claims: string[], audience: string): AwsTrustStatement {
  const prefix = issuerHostPath(issuer);
  const [only] = claims;
  const sub = claims.length === 1 && only !== undefined ? only : claims;
  return webIdentity(provider, { StringEquals: { [`${prefix}:aud`]: audience, [`${prefix}:sub`]: sub } });
}

/** None where nothing is trusted as a whole. */
function wholeStatements(issuer: string, provider: string, patterns: string[], audience: string): AwsTrustStatement[] {
  if (patterns.length === 0) return [];
  const prefix = issuerHostPath(issuer);
  const [aud, sub] = [{ [`${prefix}:aud`]: audience }, { [`${prefix}:sub`]: patterns }];
  return [webIdentity(provider, { StringEquals: aud, StringLike: sub })];
}

function webIdentity(provider: string, condition: AwsTrustStatement["Condition"]): AwsTrustStatement {
  return {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
  };
}
