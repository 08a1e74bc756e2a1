/**
 * The issuers that flexible credentials are documented for (Entra, flexible federated identity credentials, preview, read 2026-08), with
 * how a `sub` of each begins whose owner is written in full (the issuers' own documentation of their tokens, read 2026-11).
 */
export const AZURE_FLEXIBLE_ISSUERS: Readonly<Record<string, RegExp>> = {
  "https://token.actions.githubusercontent.com": /^(repo:[^*?/]+\/|repository_owner(_id)?:[^*?:]+(:|$))/,
  "https://gitlab.com": /^project_path:[^*?/]+\//,
  "https://app.terraform.io": /^organization:[^*?:]+:/,
};
