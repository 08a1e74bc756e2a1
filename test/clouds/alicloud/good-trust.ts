import type { AlicloudTrust } from "../../../src/clouds/alicloud/trust";
import type { Token } from "../../../src/core/token";
import { kubernetesToken } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";

export const ISSUER = "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c1";
export const OTHER_ISSUER = "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c2";
export const ARN = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1";
export const OTHER_ARN = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c2";
export const AUDIENCE = "sts.aliyuncs.com";

export const INTENT: Intent = {
  subjects: [{ issuer: ISSUER, namespace: "ns", serviceAccount: "sa" }],
  audience: AUDIENCE,
};

export function sub(name: string): string {
  return `system:serviceaccount:${name}`;
}

export function token(name = "ns:sa", audience: string | string[] = AUDIENCE, issuer = ISSUER): Token {
  return { ...kubernetesToken(issuer, sub(name), ""), aud: audience };
}

export const GOOD_CONDITION = { "oidc:aud": AUDIENCE, "oidc:iss": ISSUER, "oidc:sub": sub("ns:sa") };

export function statement(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Action: "sts:AssumeRole",
    Condition: { StringEquals: GOOD_CONDITION },
    Effect: "Allow",
    Principal: { Federated: [ARN] },
    ...changes,
  };
}

/** A trust of these statements, with the providers of two clusters. */
export function trust(statements: unknown, clientIds: string[] = [AUDIENCE]): AlicloudTrust {
  return {
    cloud: "alicloud",
    assumeRolePolicy: { Statement: statements, Version: "1" },
    oidcProviders: [
      { arn: ARN, issuer: ISSUER, clientIds },
      { arn: OTHER_ARN, issuer: OTHER_ISSUER, clientIds: [AUDIENCE] },
    ],
  };
}

/** The good statement with other conditions. */
export function conditioned(condition: Record<string, unknown>): AlicloudTrust {
  return trust([statement({ Condition: condition })]);
}
