import { sortedAsText } from "../../core/same-data";
import { subjectClaims } from "../../core/subject";
import type { PolicyOthers } from "../../core/trust-policy/others";
import { NO_OTHERS } from "../../core/trust-policy/others";
import type { TrustedSubject } from "../../core/whole-namespaces";
import { wholeClaims } from "../../core/whole-namespaces";
import { ALICLOUD_PRINCIPALS } from "./others";

/** What Alibaba Cloud stores: the RAM role's trust policy, and the RAM OIDC providers that its statements name. */
export interface AlicloudTrust {
  cloud: "alicloud";
  /** The document, or its JSON text. */
  assumeRolePolicy: object | string;
  /** ARN of the role: where it is given, providers of other accounts let nobody in. */
  roleArn?: string;
  oidcProviders: { arn: string; issuer: string; clientIds: string[] }[];
}

/** The ServiceAccounts of one issuer, and the RAM OIDC provider that stands for that issuer in the role's account. */
export interface AlicloudTrustedIssuer {
  /** The issuer URL, unchanged. */
  issuer: string;
  oidcProviderArn: string;
  subjects: TrustedSubject[];
}

/** One statement of a RAM role's trust policy, in the form and key order of ack-ram-tool. */
export interface AlicloudTrustStatement {
  Action: "sts:AssumeRole";
  Condition: {
    StringEquals: { "oidc:aud": string; "oidc:iss": string; "oidc:sub"?: string | string[] };
    StringLike?: { "oidc:sub": string[] };
  };
  Effect: "Allow";
  Principal: { Federated: [string] };
}

/** A statement for somebody without a token. */
interface AlicloudPrincipalStatement {
  Action: "sts:AssumeRole";
  Condition?: Record<string, Record<string, string[]>>;
  Effect: "Allow";
  Principal: Record<string, string[]>;
}

/** A RAM role's trust policy as this library writes it. */
export interface AlicloudTrustPolicy {
  Statement: (AlicloudTrustStatement | AlicloudPrincipalStatement)[];
  Version: "1";
}

/** Others that come in on purpose, with the RAM OIDC provider of each issuer. */
export interface AlicloudKnownOthers extends PolicyOthers {
  subjects?: { issuer: string; subject: string; oidcProviderArn?: string }[];
}

/**
 * The trust policy of a role: one statement per issuer, each with `oidc:iss`, because condition keys do not carry the issuer and a
 * subject would count for every listed provider. Subjects are sorted, so that their order in a program changes nothing.
 * Whole namespaces have a statement of their own behind it, so that the patterns stand apart; others that come in on purpose come last.
 */
export function renderAlicloudTrust(
  issuers: readonly AlicloudTrustedIssuer[],
  audience: string,
  { subjects = [], principals = [] }: AlicloudKnownOthers = NO_OTHERS,
): AlicloudTrustPolicy {
  const issuersOfOthers = [...new Set(subjects.map(({ issuer }) => issuer))].sort();
  return {
    Statement: [
      ...issuers.flatMap(({ issuer, oidcProviderArn, subjects }) => [
        tokenStatement(issuer, oidcProviderArn, subjectClaims(subjects), audience),
        ...wholeStatements(issuer, oidcProviderArn, wholeClaims(subjects), audience),
      ]),
      ...issuersOfOthers.map((issuer) => {
        const ofIssuer = subjects.filter((other) => other.issuer === issuer);
        const provider = alicloudProviderArnOf(issuer, issuers, subjects) ?? "";
        return tokenStatement(issuer, provider, ofIssuer.map(({ subject }) => subject).sort(), audience);
      }),
      ...sortedAsText(principals).map(
        ({ principal, conditions = {} }): AlicloudPrincipalStatement => ({
          Action: "sts:AssumeRole",
          ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
          Effect: "Allow",
          Principal: { [ALICLOUD_PRINCIPALS.kindOf(principal) ?? "Service"]: [principal] },
        }),
      ),
    ],
    Version: "1",
  };
}

/** The ARN of the provider of an issuer that others are of: given with them, or that of the subjects' issuer. */
export function alicloudProviderArnOf(
  issuer: string,
  known: readonly AlicloudTrustedIssuer[],
  subjects: NonNullable<AlicloudKnownOthers["subjects"]>,
): string | undefined {
  const given = subjects.find((other) => other.issuer === issuer && other.oidcProviderArn !== undefined);
  return given?.oidcProviderArn ?? known.find((one) => one.issuer === issuer)?.oidcProviderArn;
}

function tokenStatement(issuer: string, provider: string, claims: string[], audience: string): AlicloudTrustStatement {
  const [only] = claims;
  const sub = claims.length === 1 && only !== undefined ? only : claims;
  return withToken(provider, { StringEquals: { "oidc:aud": audience, "oidc:iss": issuer, "oidc:sub": sub } });
}

/** None where nothing is trusted as a whole. */
function wholeStatements(
  issuer: string,
  provider: string,
  patterns: string[],
  audience: string,
): AlicloudTrustStatement[] {
  if (patterns.length === 0) return [];
  const exact = { "oidc:aud": audience, "oidc:iss": issuer };
  return [withToken(provider, { StringEquals: exact, StringLike: { "oidc:sub": patterns } })];
}

function withToken(provider: string, condition: AlicloudTrustStatement["Condition"]): AlicloudTrustStatement {
  return { Action: "sts:AssumeRole", Condition: condition, Effect: "Allow", Principal: { Federated: [provider] } };
}
