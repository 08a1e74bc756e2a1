import { ifGiven } from "../../core/argument-shape";
import { Reading } from "../../core/reading";
import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readText } from "../../core/shape";
import { NUMBER_AND_DATE_OPERATORS, STRING_OPERATORS, unmodelledOperators } from "../../core/trust-policy/dialect";
import { readPolicy } from "../../core/trust-policy/document";
import type { FederatedTrust, FederationDialect } from "../../core/trust-policy/federation";
import { inAccountOf, readFederatedTrust } from "../../core/trust-policy/federation";
import { readProvider } from "../../core/trust-policy/provider-shape";
import { unreachableByClouds } from "../api-servers";
import { ALICLOUD_PRINCIPALS } from "./others";
import type { AlicloudTrust } from "./trust";

/** The trust policies of RAM (conditional operators, 2025-12; role for a trusted identity provider; AssumeRoleWithOIDC). */
export const ALICLOUD_DIALECT: FederationDialect = {
  versions: ["1"],
  escapes: [],
  operators: {
    ...STRING_OPERATORS,
    ...NUMBER_AND_DATE_OPERATORS,
    ...unmodelledOperators(["Bool", "IpAddress"], ["NotIpAddress"]),
  },
  modifiers: "unverified",
  // "In most cases, the value of the Action element is not case-sensitive" (policy elements, 2025-10).
  actionCase: "ignored",
  action: "sts:AssumeRole",
  entryActionsOf: () => ["sts:AssumeRole"],
  refusals: {
    provider: "no OIDC provider of the account has this issuer",
    audience: "the audience is not among the client ids of the OIDC provider",
    policy: "the trust policy of the role does not let this token in",
  },
  names: ALICLOUD_PRINCIPALS,
  unreachable: unreachableByClouds,
  // IMS API, CreateOIDCProvider (2026-01). How long a trust policy may be is not documented.
  stores: { issuer: /^[^?#@]+$/, clientIds: 50, clientIdLength: 128 },
  refuses: ({ effect, notPrincipal, principals, actions, conditions }) => {
    if (notPrincipal) return "a trust policy of RAM has no NotPrincipal; write Principal";
    // What it means where sts:AssumeRole is not among the actions, no document says.
    if (actions.length > 0 && actions.every((action) => /^sts:AssumeRoleWithOIDC$/i.test(action)))
      return "a trust policy of RAM is about sts:AssumeRole; write that action";
    const hasProvider = principals.some(({ value }) => value.includes(":oidc-provider/"));
    const hasIssuer = conditions.some(({ operator, key }) => key === "oidc:iss" && operator === "StringEquals");
    return effect === "Allow" && hasProvider && !hasIssuer
      ? "RAM wants oidc:iss under StringEquals; compare it with the issuer"
      : undefined;
  },
  // A provider is named by its owner, not by its issuer.
  issuerOf: () => undefined,
  accountOf: (arn) => /^acs:ram::(\d+):/.exec(arn)?.[1],
  standsFor: ({ kind, value }) => {
    if (/[*?]/.test(value)) return "unknown";
    if (kind === "RAM" || kind === "Service") return "others";
    if (kind !== "Federated") return "unknown";
    return value.includes(":oidc-provider/") ? "provider" : "others";
  },
  /** The same keys for every provider; RAM knows `oidc:iss` under StringEquals alone. */
  claimOf: ({ key, operator }) => {
    if (key === "oidc:sub") return "sub";
    if (key === "oidc:aud") return "aud";
    return key === "oidc:iss" && operator === "StringEquals" ? "iss" : "request";
  },
};

const readAlicloudTrust: Read<AlicloudTrust> = readObject<AlicloudTrust>({
  cloud: readExactly("alicloud"),
  assumeRolePolicy: readPolicy,
  roleArn: ifGiven(readText),
  oidcProviders: readListOf(
    readProvider<AlicloudTrust["oidcProviders"][number]>({
      arn: readText,
      issuer: readText,
      clientIds: readListOf(readText),
    }),
  ),
});

export function parseAlicloudTrust(value: unknown): AlicloudTrust {
  return federation.parsed(parseShape(readAlicloudTrust, value, "alicloud-trust-invalid", "the trust policy"));
}

/** The policy language as the role of a trust reads it. */
export function alicloudDialectOf({ roleArn }: AlicloudTrust): FederationDialect {
  return inAccountOf(roleArn, ALICLOUD_DIALECT);
}

/** A trust as the policy language reads it; throws `alicloud-trust-invalid` with every fault. */
export function readAlicloudFederation(trust: AlicloudTrust): FederatedTrust {
  return federation.of(trust);
}

const federation = new Reading(({ assumeRolePolicy, oidcProviders, roleArn }: AlicloudTrust): FederatedTrust => {
  const providers = oidcProviders.map(({ arn, issuer, clientIds }) => ({ reference: arn, issuer, clientIds }));
  return readFederatedTrust(
    assumeRolePolicy,
    providers,
    ALICLOUD_DIALECT,
    "assumeRolePolicy",
    "alicloud-trust-invalid",
    roleArn,
  );
});
