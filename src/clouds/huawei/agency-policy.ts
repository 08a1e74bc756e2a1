import { Reading } from "../../core/reading";
import { STRING_OPERATORS } from "../../core/trust-policy/dialect";
import type { FederatedTrust, FederationDialect } from "../../core/trust-policy/federation";
import { readFederatedTrust } from "../../core/trust-policy/federation";
import { HUAWEI_PRINCIPALS } from "./others";
import type { HuaweiAgencyTrust } from "./trust";

/** The trust policies of agencies (Huawei Cloud IAM v5: CreateAgencyV5, UpdateTrustPolicyV5, AssumeAgencyWithOIDC; 2026-06). */
export const HUAWEI_DIALECT: FederationDialect = {
  versions: ["5.0"],
  escapes: [],
  operators: {
    ...STRING_OPERATORS,
    StringMatch: { compare: "like", negated: false },
    StringNotMatch: { compare: "like", negated: true },
  },
  modifiers: "unverified",
  actionCase: "unverified",
  action: "sts:agencies:assumeWithOIDC",
  entryActionsOf: () => ["sts:agencies:assume", "sts:agencies:assumeWithOIDC", "sts:agencies:assumeWithSAML"],
  names: HUAWEI_PRINCIPALS,
  refusals: {
    provider: "no OIDC provider of the account has this issuer",
    audience: "the audience is not among the client ids of the OIDC provider",
    policy: "the trust policy of the agency does not let this token in",
  },
  // IAM v5 quotas (policy_size_quota) and API, CreateOIDCProviderV5 (2026-06).
  stores: { policyLength: 6144, issuer: /^[^?#]+$/, clientIds: 100, clientIdLength: 255 },
  // A provider is named by its owner, not by its issuer.
  issuerOf: () => undefined,
  accountOf: (urn) => /^iam::([^:]+):/.exec(urn)?.[1],
  standsFor: ({ kind, value }) => {
    if (/[*?]/.test(value)) return "unknown";
    if (kind === "IAM" || kind === "Service") return "others";
    if (kind !== "Federated") return "unknown";
    return value.includes(":oidcProvider:") ? "provider" : "others";
  },
  /** The same keys for every provider. */
  claimOf: ({ key }) => {
    if (key === "oidc:sub") return "sub";
    if (key === "oidc:aud") return "aud";
    return key === "oidc:iss" ? "iss" : "request";
  },
};

/** A trust as the policy language reads it; throws `huawei-trust-invalid` with every fault. */
export const huaweiFederation = new Reading(({ trustPolicy, oidcProviders }: HuaweiAgencyTrust): FederatedTrust => {
  const providers = oidcProviders.map(({ urn, issuer, clientIds }) => ({ reference: urn, issuer, clientIds }));
  return readFederatedTrust(trustPolicy, providers, HUAWEI_DIALECT, "trustPolicy", "huawei-trust-invalid");
});

export function readHuaweiFederation(trust: HuaweiAgencyTrust): FederatedTrust {
  return huaweiFederation.of(trust);
}
