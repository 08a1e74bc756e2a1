import type { HuaweiAgencyTrust, HuaweiRulesTrust } from "../../../src/clouds/huawei/trust";
import { renderHuaweiRules, renderHuaweiTrustPolicy } from "../../../src/clouds/huawei/trust";
import type { Token } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";
import { JWKS } from "./support/samples";

export const ISSUER = "https://issuer.example.com/prod";
export const CLIENT_ID = "prod-cluster";
export const GROUP = "orders";
export const SUBJECT = { namespace: "ns", serviceAccount: "sa" };
export const URN = "iam::0a1b2c:oidcProvider:prod";

export const INTENT: Intent = { subjects: [{ issuer: ISSUER, ...SUBJECT }], audience: CLIENT_ID, jwks: JWKS };

/** A trust by rules; the good one has the rule that this library writes. */
export function rulesTrust(
  rules: object[] = renderHuaweiRules([SUBJECT], GROUP),
  identityProvider: Partial<HuaweiRulesTrust["identityProvider"]> = {},
): HuaweiRulesTrust {
  return {
    cloud: "huawei",
    identityProvider: {
      id: "prod",
      issuer: ISSUER,
      clientId: CLIENT_ID,
      signingKey: JSON.stringify(JWKS),
      ...identityProvider,
    },
    rules,
    group: GROUP,
  };
}

/** A rule that gives user and group to what fits these conditions. */
export function rule(...remote: object[]): object {
  return { local: [{ user: { name: "someone" } }, { group: { name: GROUP } }], remote };
}

/** A trust by the policy of an agency. */
export function agencyTrust(
  trustPolicy: object = renderHuaweiTrustPolicy([{ issuer: ISSUER, providerUrn: URN, subjects: [SUBJECT] }], CLIENT_ID),
  oidcProviders: HuaweiAgencyTrust["oidcProviders"] = [{ urn: URN, issuer: ISSUER, clientIds: [CLIENT_ID] }],
): HuaweiAgencyTrust {
  return { cloud: "huawei", trustPolicy, oidcProviders };
}

export function sub(names: string): string {
  return `system:serviceaccount:${names}`;
}

export function token(names = "ns:sa", claims: Partial<Token> = {}): Token {
  return { iss: ISSUER, sub: sub(names), aud: [CLIENT_ID], ...claims };
}
