import type { FederatedTrust, FederationDialect } from "../core/trust-policy/federation";
import { missingProviders } from "../core/trust-policy/missing-providers";
import type { IdentityTrust, WholeTrust } from "./audit";

/** A trust policy with the providers that were given for it. */
type PolicyTrust = IdentityTrust["trust"] & {
  readonly oidcProviders: readonly { arn: string; issuer: string; clientIds: string[] }[];
};

/** The trust with the providers that its policy names and that were not given, each with the client ids that it would need. */
export function wholeTrust(
  trust: PolicyTrust,
  federation: FederatedTrust,
  dialect: FederationDialect,
  audience: string,
): WholeTrust {
  const missing = missingProviders(federation, dialect, audience).map(({ reference: arn, issuer, clientIds }) => ({
    arn,
    issuer,
    clientIds: [...clientIds],
  }));
  if (missing.length === 0) return { trust, missing: [] };
  const whole = { ...trust, oidcProviders: [...trust.oidcProviders, ...missing] };
  return { trust: whole as IdentityTrust["trust"], missing: missing.map(({ arn, issuer }) => ({ id: arn, issuer })) };
}
