import { createHash } from "node:crypto";
import { subjectClaim, subjectClaims } from "../../core/subject";

/** What Huawei Cloud stores: on the old IAM the conversion rules of an identity provider, on IAM v5 the trust policy of an agency. */
export type HuaweiTrust = HuaweiRulesTrust | HuaweiAgencyTrust;

/** An identity provider with its key set and rules; the identity is a user group. */
export interface HuaweiRulesTrust {
  cloud: "huawei";
  identityProvider: {
    id: string;
    issuer: string;
    clientId: string;
    /** The JSON Web Key Set that is stored, as text. Left out, the keys are no part of what is proved. */
    signingKey?: string;
  };
  /** All rules of the identity provider's mapping. */
  rules: object[];
  /** Name of the user group. */
  group: string;
}

/** A trust agency and the OIDC providers that its policy names. */
export interface HuaweiAgencyTrust {
  cloud: "huawei";
  trustPolicy: object;
  oidcProviders: { urn: string; issuer: string; clientIds: string[] }[];
}

/** One rule of an identity provider, in the form of the CCE user guide: a ServiceAccount, its federated user and its group. */
export interface HuaweiConversionRule {
  local: [{ user: { name: string } }, { group: { name: string } }];
  remote: [{ type: "sub"; any_one_of: [string] }];
}

/** The ServiceAccounts of one issuer, and the OIDC provider that stands for that issuer in the agency's account. */
export interface HuaweiTrustedIssuer {
  issuer: string;
  providerUrn: string;
  subjects: { namespace: string; serviceAccount: string }[];
}

export interface HuaweiTrustPolicy {
  Version: "5.0";
  Statement: {
    Effect: "Allow";
    Action: ["sts:agencies:assumeWithOIDC"];
    Principal: { Federated: [string] };
    Condition: { StringEquals: { "oidc:iss": [string]; "oidc:aud": [string]; "oidc:sub": string[] } };
  }[];
}

/** Longest federated user name in characters (Huawei Cloud IAM user guide, IAM user names, read 2026-08). */
const HUAWEI_USER_NAME_MAX_LENGTH = 64;

/**
 * The rules for these ServiceAccounts: each its own literal user name, because IAM takes equal names for one user, and never the
 * claim itself, which has characters that user names cannot have. Sorted, so that their order in a program changes nothing.
 */
export function renderHuaweiRules(
  subjects: readonly { namespace: string; serviceAccount: string }[],
  group: string,
): HuaweiConversionRule[] {
  const distinct = new Map(subjects.map((subject) => [subjectClaim(subject), subject]));
  return [...distinct]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([claim, subject]) => ({
      local: [{ user: { name: huaweiUserName(subject) } }, { group: { name: group } }],
      remote: [{ type: "sub", any_one_of: [claim] }],
    }));
}

/**
 * `namespace.serviceAccount`: no namespace has a dot, so two ServiceAccounts never share a name. What does not fit, begins with a
 * digit or is cut, carries a hash instead.
 */
export function huaweiUserName({ namespace, serviceAccount }: { namespace: string; serviceAccount: string }): string {
  const name = `${namespace}.${serviceAccount}`;
  if (/^[a-z]/.test(name) && name.length <= HUAWEI_USER_NAME_MAX_LENGTH) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 12);
  const start = `sa.${name}`.slice(0, HUAWEI_USER_NAME_MAX_LENGTH - hash.length - 1);
  return `${start}_${hash}`;
}

/**
 * The trust policy of an agency: one statement per issuer, each with issuer, audience and subjects, because keys carry no issuer and
 * a statement with two providers could not tell their ServiceAccounts apart.
 */
export function renderHuaweiTrustPolicy(issuers: readonly HuaweiTrustedIssuer[], audience: string): HuaweiTrustPolicy {
  return {
    Version: "5.0",
    Statement: issuers.map(({ issuer, providerUrn, subjects }) => ({
      Effect: "Allow",
      Action: ["sts:agencies:assumeWithOIDC"],
      Principal: { Federated: [providerUrn] },
      Condition: {
        StringEquals: {
          "oidc:iss": [issuer],
          "oidc:aud": [audience],
          "oidc:sub": subjectClaims(subjects),
        },
      },
    })),
  };
}
