/** The entries of an issuer that some cloud reads, beside its URL. */
export const ISSUER_ENTRIES = ["jwks", "aws", "gcp", "alicloud", "huawei"] as const;
