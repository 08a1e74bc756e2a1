import type { FederatedTrust, FederationDialect } from "../core/trust-policy/federation";
import { missingProviders } from "../core/trust-policy/missing-providers";
import type { IdentityTrust, WholeTrust } from "./audit";

/** A trust policy with the providers that were given for it, each under what the vendor calls it by: an ARN or a URN. */
type PolicyTrust<Name extends string> = IdentityTrust["trust"] & {
  readonly oidcProviders: readonly (Readonly<Record<Name, string>> & { issuer: string; clientIds: string[] })[];
};

/** How the vendor of a trust policy calls providers, and what tokens are for where nobody chose an audience. */
interface ProviderForm<Name extends string> {
  readonly name: Name;
  readonly audience: string;
}

/** The trust with the providers that its policy names and that were not given, each with the client ids that it would need. */
export function wholeTrust<Name extends string>(
  trust: PolicyTrust<Name>,
  federation: FederatedTrust,
  dialect: FederationDialect,
  { name, audience }: ProviderForm<Name>,
): WholeTrust {
  const missing = missingProviders(federation, dialect, audience);
  if (missing.length === 0) return { trust, missing: [] };
  const added = missing.map(({ reference, issuer, clientIds }) => ({
    [name]: reference,
    issuer,
    clientIds: [...clientIds],
  }));
  const whole = { ...trust, oidcProviders: [...trust.oidcProviders, ...added] };
  return { trust: whole, missing: missing.map(({ reference, issuer }) => ({ id: reference, issuer })) };
}
