import { issuerHostPath } from "../../core/issuer-url";
import { subjectClaims } from "../../core/subject";

/** What AWS stores: the role's trust policy, and the IAM OIDC providers that its statements name. */
export interface AwsTrust {
  cloud: "aws";
  assumeRolePolicy: object;
  oidcProviders: { arn: string; issuer: string; clientIds: string[] }[];
}

/** The ServiceAccounts of one issuer, and the IAM OIDC provider that stands for that issuer in the role's account. */
export interface AwsTrustedIssuer {
  /** The issuer URL, unchanged; without `https://` it is the prefix of the condition keys. */
  issuer: string;
  oidcProviderArn: string;
  subjects: { namespace: string; serviceAccount: string }[];
}

/** One statement of a role trust policy, in the form of the EKS user guide. */
export interface AwsTrustStatement {
  Effect: "Allow";
  Principal: { Federated: string };
  Action: "sts:AssumeRoleWithWebIdentity";
  Condition: { StringEquals: Record<string, string | string[]> };
}

/** A role trust policy as this library writes it. */
export interface AwsTrustPolicy {
  Version: "2012-10-17";
  Statement: AwsTrustStatement[];
}

/**
 * The trust policy of a role: one statement per issuer, because condition keys carry the issuer and one statement with two
 * providers would check the keys of only one of them. Subjects are sorted, so that their order in a program changes nothing.
 */
export function renderAwsTrust(issuers: readonly AwsTrustedIssuer[], audience: string): AwsTrustPolicy {
  return {
    Version: "2012-10-17",
    Statement: issuers.map(({ issuer, oidcProviderArn, subjects }) => {
      const prefix = issuerHostPath(issuer);
      const claims = subjectClaims(subjects);
      const [only] = claims;
      return {
        Effect: "Allow",
        Principal: { Federated: oidcProviderArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${prefix}:aud`]: audience,
            [`${prefix}:sub`]: claims.length === 1 && only !== undefined ? only : claims,
          },
        },
      };
    }),
  };
}
