import type { NamedOthers } from "../../core/admission";
import type { PrincipalNames } from "../../core/trust-policy/others";
import { policyOthers } from "../../core/trust-policy/others";

/** How a RAM role's trust policy names callers without a token of an OIDC provider. */
export const ALICLOUD_PRINCIPALS: PrincipalNames = {
  kindOf: (principal) => {
    if (/[*?]|\$\{/.test(principal)) return undefined;
    if (/^acs:ram::\d+:saml-provider\/.+$/.test(principal)) return "Federated";
    if (/^acs:ram::\d+:(root|(user|role)\/.+)$/.test(principal)) return "RAM";
    return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(principal) ? "Service" : undefined;
  },
  // Whether what is said of an account is said of all who belong to it is not documented for a Deny.
  isWithin: (principal, other) => {
    const [, account] = /^(acs:ram::\d+:)root$/.exec(other.value) ?? [];
    return account !== undefined && principal.value.startsWith(account) ? "unknown" : false;
  },
  expected:
    'the ARN of a RAM account (acs:ram::<account>:root), user, role or SAML provider, or a service such as "cs.aliyuncs.com" (tokens of an OIDC provider are named by issuer and subject in others.subjects)',
};

export function alicloudOthers(named: unknown): NamedOthers {
  return policyOthers(named, ALICLOUD_PRINCIPALS);
}
