import type { NamedOthers } from "../../core/admission";
import type { Intent } from "../../core/trust-intent";
import type { PolicyOthers, PrincipalNames } from "../../core/trust-policy/others";
import { policyOthers } from "../../core/trust-policy/others";

/**
 * How an agency's trust policy names callers without a token: an account or one of its principals by URN or by id, a SAML provider, or a service
 * (Huawei Cloud IAM v5: URN format, CreateSAMLProviderV5; 2026-10).
 */
export const HUAWEI_PRINCIPALS: PrincipalNames = {
  kindOf: (principal) => {
    if (/[\s*?]|\$\{|:oidcProvider:/.test(principal)) return undefined;
    if (/^iam::[^:]+:samlProvider:.+$/.test(principal)) return "Federated";
    return /^(iam::|sts::|[0-9a-f]{32}$)/.test(principal) ? "IAM" : "Service";
  },
  // By its id an account looks like one who belongs to it, and what a Deny of an account says of these is not documented.
  isWithin: (principal, other) => {
    if (principal.kind !== "IAM" || other.kind !== "IAM") return false;
    const [, account] = /^(iam::[^:]+:)root$/.exec(other.value) ?? [];
    const isById = /^[0-9a-f]{32}$/.test(other.value);
    return isById || (account !== undefined && principal.value.startsWith(account)) ? "unknown" : false;
  },
  expected:
    'the URN of an account, user, agency or SAML provider, an account id, or a service such as "service.CCE" (tokens of an OIDC provider are named by issuer and subject in others.subjects)',
};

/** Reads `intent.others.huawei`. Conversion rules know subjects alone: a principal that is named is then missed. */
export function huaweiOthers(named: unknown): NamedOthers {
  return policyOthers(named, HUAWEI_PRINCIPALS);
}

/** What an intent says of others on Huawei Cloud; nothing where it says nothing. */
export function othersOfIntent({ others }: Intent): PolicyOthers {
  return (others as { huawei?: PolicyOthers } | undefined)?.huawei ?? {};
}
