export const url = "https://oidc.example.com/prod";
export const jwks = JSON.stringify({
  keys: [{ kty: "RSA", alg: "RS256", use: "sig", kid: "a", n: "u1SU1LfVLPHC", e: "AQAB" }],
});
/** A cluster whose issuer is registered on every cloud that registers issuers. */
export const registered = {
  url,
  jwks,
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/prod" },
  gcp: {
    workloadIdentityPool: "projects/1/locations/global/workloadIdentityPools/prod",
    workloadIdentityProvider: "projects/1/locations/global/workloadIdentityPools/prod/providers/prod",
  },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/prod" },
  huawei: {
    clientId: "prod-client",
    identityProviderId: "prod",
    oidcProviderUrn: "iam::0123456789abcdef0123456789abcdef:oidcProvider:prod",
  },
};
