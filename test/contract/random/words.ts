/** Few words, so that documents and tokens often meet. */
export const CLUSTER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
export const GITHUB = "https://token.actions.githubusercontent.com";
export const AUDIENCE = "tokens.example";
export const OTHER_AUDIENCE = "other.example";
export const AUDIENCES = [AUDIENCE, OTHER_AUDIENCE];

export const SERVICE_ACCOUNTS = ["shop:orders", "shop:cart", "ops:orders"].map(
  (name) => `system:serviceaccount:${name}`,
);
/** What an API server never signs. */
const FOREIGN_SUBJECTS = ["repo:example/shop", "repo:example/cart:main"];
export const SUBJECTS = [...SERVICE_ACCOUNTS, ...FOREIGN_SUBJECTS];

/** What a foreign issuer puts into the claim `repository`: every value that documents compare it with. */
export const REPOSITORIES = ["example/shop", "a", "b", "repo", "system"];

/** Patterns over subjects, for clouds that have them. */
export const PATTERNS = [
  "system:serviceaccount:shop:*",
  "system:serviceaccount:*:orders",
  "system:serviceaccount:????:cart",
  "repo:example/*",
  "*orders",
  "*",
];
