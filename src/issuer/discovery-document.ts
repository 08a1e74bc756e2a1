/** What an API server publishes at `<issuer>/.well-known/openid-configuration`. */
export interface DiscoveryDocument {
  issuer: string;
  jwks_uri: string;
  response_types_supported: string[];
  subject_types_supported: string[];
  id_token_signing_alg_values_supported: string[];
}

/** Where API servers publish their keys, below the issuer. */
export const DEFAULT_JWKS_PATH = "/openid/v1/jwks";

/** Where every client looks for the discovery document, below the issuer. */
export const DISCOVERY_PATH = "/.well-known/openid-configuration";

/**
 * The discovery document of an issuer whose keys have these algorithms, as kube-apiserver writes it. The issuer stays byte for byte
 * what tokens name; only the address of the keys is built without its last slash. `jwksPath` starts with a slash.
 */
export function discoveryDocument(
  issuer: string,
  algorithms: readonly string[],
  jwksPath = DEFAULT_JWKS_PATH,
): DiscoveryDocument {
  return {
    issuer,
    jwks_uri: below(issuer, jwksPath),
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(algorithms)].sort(),
  };
}

/** The URL of a path below an issuer, which may end in a slash. */
export function below(issuer: string, path: string): string {
  return `${issuer.replace(/\/$/, "")}${path}`;
}
