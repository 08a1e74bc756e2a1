import type { FederatedProvider, FederatedTrust, FederationDialect } from "./federation";

/**
 * The providers that Allow statements name and that were not given with the trust, as far as the policy says itself what they are: the
 * issuer by the provider's name or by the one that a condition compares with, and the client ids that conditions compare with beside the
 * usual `audience`. A provider whose issuer the policy does not say is left out.
 */
export function missingProviders(
  { document, providers }: FederatedTrust,
  dialect: FederationDialect,
  audience: string,
): FederatedProvider[] {
  const missing = new Map<string, FederatedProvider>();
  for (const { effect, principals, conditions } of document.statements) {
    if (effect !== "Allow") continue;
    const compared = (meaning: string, issuer: string) =>
      conditions
        .filter((condition) => dialect.claimOf(condition, issuer) === meaning)
        .flatMap(({ values }) => values.map(String));
    for (const principal of principals) {
      const reference = principal.value;
      if (dialect.standsFor(principal) !== "provider" || providers.byReference.has(reference)) continue;
      const compares = [...new Set(compared("iss", ""))];
      const issuer = dialect.issuerOf(reference) ?? (compares.length === 1 ? compares[0] : undefined);
      if (issuer === undefined || providers.byIssuer.has(issuer)) continue;
      const known = missing.get(issuer)?.clientIds ?? [audience];
      missing.set(issuer, { reference, issuer, clientIds: [...new Set([...compared("aud", issuer), ...known])] });
    }
  }
  return [...missing.values()];
}
