import type { IamServer } from "./iam-server";

export const OWNER = "shop/prod";
export const ISSUER = "https://kubernetes.default.svc.cluster.local";
export const CLIENT_ID = "prod-cluster";

const KEYS = ["key-b", "key-a", "key-c"].map((kid) => ({
  kty: "RSA",
  use: "sig",
  alg: "RS256",
  kid,
  n: `modulus-of-${kid}`,
  e: "AQAB",
}));

/** The public key set of a cluster. */
export const JWKS = { keys: KEYS.slice(0, 2) };
export const OTHER_JWKS = { keys: KEYS.slice(2) };

export function identityProviderInputs(server: IamServer, more: object = {}): Record<string, unknown> {
  return {
    connection: { iamEndpoint: server.endpoint },
    name: "prod",
    issuer: ISSUER,
    clientId: CLIENT_ID,
    signingKey: JSON.stringify(JWKS),
    owner: OWNER,
    ...more,
  };
}
