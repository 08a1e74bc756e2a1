import type { AwsTrust } from "../../../src/clouds/aws/trust";
import { issuerHostPath } from "../../../src/core/issuer-url";
import type { Token } from "../../../src/core/token";
import { kubernetesToken } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";

export const ISSUER = "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
export const OTHER_ISSUER = "https://oidc.eks.us-west-2.amazonaws.com/id/0000000000000000000000000000000B";
export const AUDIENCE = "sts.amazonaws.com";
export const KEY = issuerHostPath(ISSUER);
export const OTHER_KEY = issuerHostPath(OTHER_ISSUER);

export const INTENT: Intent = {
  subjects: [{ issuer: ISSUER, namespace: "ns", serviceAccount: "sa" }],
  audience: AUDIENCE,
};

export function arnOf(issuer: string): string {
  return `arn:aws:iam::111122223333:oidc-provider/${issuerHostPath(issuer)}`;
}

export function sub(name: string): string {
  return `system:serviceaccount:${name}`;
}

export function token(name = "ns:sa", audience: string | string[] = AUDIENCE, issuer = ISSUER): Token {
  return { ...kubernetesToken(issuer, sub(name), ""), aud: audience };
}

/** One statement that trusts one ServiceAccount, and what a test changes about it. */
export function statement(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Effect: "Allow",
    Principal: { Federated: arnOf(ISSUER) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${KEY}:aud`]: AUDIENCE, [`${KEY}:sub`]: sub("ns:sa") } },
    ...changes,
  };
}

/** A trust of these statements, with the providers of two clusters. */
export function trust(statements: unknown, clientIds: string[] = [AUDIENCE], version = "2012-10-17"): AwsTrust {
  return {
    cloud: "aws",
    assumeRolePolicy: { Version: version, Statement: statements },
    oidcProviders: [
      { arn: arnOf(ISSUER), issuer: ISSUER, clientIds },
      { arn: arnOf(OTHER_ISSUER), issuer: OTHER_ISSUER, clientIds: [AUDIENCE] },
    ],
  };
}

/** The good statement with other conditions. */
export function conditioned(condition: Record<string, unknown>): AwsTrust {
  return trust([statement({ Condition: condition })]);
}
