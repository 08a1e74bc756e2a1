/** What an API server publishes at `<issuer>/.well-known/openid-configuration`. */
export interface DiscoveryDocument {
  issuer: string;
  jwks_uri: string;
  response_types_supported: string[];
  subject_types_supported: string[];
  id_token_signing_alg_values_supported: string[];
}

/**
 * The discovery document of an issuer whose keys have these algorithms, as kube-apiserver writes it. The issuer stays byte for byte
 * what tokens name; only the address of the keys is built without its last slash.
 */
export function discoveryDocument(issuer: string, algorithms: readonly string[]): DiscoveryDocument {
  return {
    issuer,
    jwks_uri: `${issuer.replace(/\/$/, "")}/openid/v1/jwks`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(algorithms)].sort(),
  };
}
