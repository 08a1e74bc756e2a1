import { subjectClaims } from "../../core/subject";

/** What Alibaba Cloud stores: the RAM role's trust policy, and the RAM OIDC providers that its statements name. */
export interface AlicloudTrust {
  cloud: "alicloud";
  assumeRolePolicy: object;
  oidcProviders: { arn: string; issuer: string; clientIds: string[] }[];
}

/** The ServiceAccounts of one issuer, and the RAM OIDC provider that stands for that issuer in the role's account. */
export interface AlicloudTrustedIssuer {
  /** The issuer URL, unchanged. */
  issuer: string;
  oidcProviderArn: string;
  subjects: { namespace: string; serviceAccount: string }[];
}

/** One statement of a RAM role's trust policy, in the form and key order of ack-ram-tool. */
export interface AlicloudTrustStatement {
  Action: "sts:AssumeRole";
  Condition: { StringEquals: { "oidc:aud": string; "oidc:iss": string; "oidc:sub": string | string[] } };
  Effect: "Allow";
  Principal: { Federated: [string] };
}

/** A RAM role's trust policy as this library writes it. */
export interface AlicloudTrustPolicy {
  Statement: AlicloudTrustStatement[];
  Version: "1";
}

/**
 * The trust policy of a role: one statement per issuer, each with `oidc:iss`, because condition keys do not carry the issuer and a
 * subject would count for every listed provider. Subjects are sorted, so that their order in a program changes nothing.
 */
export function renderAlicloudTrust(issuers: readonly AlicloudTrustedIssuer[], audience: string): AlicloudTrustPolicy {
  return {
    Statement: issuers.map(({ issuer, oidcProviderArn, subjects }) => {
      const claims = subjectClaims(subjects);
      const [only] = claims;
      return {
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: {
            "oidc:aud": audience,
            "oidc:iss": issuer,
            "oidc:sub": claims.length === 1 && only !== undefined ? only : claims,
          },
        },
        Effect: "Allow",
        Principal: { Federated: [oidcProviderArn] },
      };
    }),
    Version: "1",
  };
}
