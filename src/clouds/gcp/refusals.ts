import type { VendorRefusals } from "../../core/refusal";
import { tokenFileRows } from "../../core/refusal";

const NODE = "Google: the pod acts as the node";
const KEYS = "Google `Error connecting to the given credential's issuer`";

/** What the Security Token Service and IAM say (IAM troubleshooting of workload identity federation, 2026-11). */
export const GCP_REFUSALS: VendorRefusals = {
  rows: [
    ...tokenFileRows("gcp"),
    {
      pattern: /issuer in ID Token [\s\S]*does not match/i,
      step: "issuer",
      means: "The provider of the pool has another issuer than the token.",
      fix: "read the issuer from the cluster, and write it into the provider byte for byte",
    },
    {
      pattern: /audience in ID Token[\s\S]*does not match/i,
      step: "audience",
      means: "The token's audience is none that the provider allows.",
      fix: "ask for a token with the provider's own resource name as audience, or one of its allowed audiences",
    },
    {
      pattern: /Error connecting to the given credential'?s issuer|Unable to fetch (the )?(keys|JWKS)/i,
      step: "keys",
      means: "Google cannot fetch the issuer's keys, or the uploaded ones are no key set of that cluster.",
      fix: "give the issuer's `jwks` of today, or `uploadJwks: false` for an issuer that Google reaches",
      see: KEYS,
    },
    {
      pattern: /rejected by the attribute condition/i,
      step: "trust",
      means: "The provider's attribute condition refuses the token.",
      fix: "look at the condition, and name the ServiceAccount that the pod runs as",
    },
    {
      pattern: /google\.subject exceeds the \d+ bytes|size of mapped attribute/i,
      step: "trust",
      means: "Namespace and name of the ServiceAccount are together too long for google.subject.",
      fix: "give it a shorter name: both together have at most 104 characters",
      see: "Google: a token is refused, subject too long",
    },
    {
      pattern: /ID Token issued at \d+ is stale|token_expired/i,
      step: "token",
      means: "The token is past its time, or lives longer than 48 hours.",
      fix: "read the token's file for every exchange, and keep its lifetime below 48 hours",
    },
    {
      pattern: /Identity Pool does not exist/i,
      step: "registration",
      means: "No cluster of the project has workload identity enabled yet.",
      fix: "create the cluster first: let the issuer come from its outputs",
      see: "Google `Identity Pool does not exist (….svc.id.goog)`",
    },
    {
      pattern: /Invalid value for "audience"|target service indicated by the "audience"|invalid_target/i,
      step: "registration",
      means: "There is no such pool or provider, or it is disabled or deleted.",
      fix: "compare the provider's name in the credential configuration with the one that is there",
    },
    {
      pattern: /Gaia id not found for email/i,
      step: "annotation",
      means: "There is no such Google service account.",
      fix: "correct the address in the annotation, or create that service account",
    },
    {
      pattern:
        /iam\.serviceAccounts\.getAccessToken|iam\.serviceAccounts\.getOpenIdToken|IAM_PERMISSION_DENIED|Unable to generate access token; IAM returned 403|Unable to acquire impersonated credentials|failed to generate Google Cloud access token/i,
      step: "trust",
      means: "The token was exchanged, and the Google service account does not let it in.",
      fix: "grant roles/iam.workloadIdentityUser on that service account to exactly this ServiceAccount",
    },
    {
      pattern:
        /Could not load the default credentials|DefaultCredentialsError|could not find default credentials|default credentials were not found|GCE metadata "[^"]*" not defined|missing required authentication credential/i,
      step: "wiring",
      means: "The pod has no credential configuration, and no metadata server that it could ask.",
      fix: "use podTemplate; on GKE run it on nodes with the metadata server and without hostNetwork",
      see: NODE,
    },
    {
      pattern: /Invalid JWT Signature|Invalid grant: account not found/i,
      step: "wiring",
      means:
        "The pod has a key of a service account, which clients take before the identity, and it is good for nothing.",
      fix: "take the key file and GOOGLE_APPLICATION_CREDENTIALS out of the pod",
    },
    {
      pattern: /insufficient authentication scopes|ACCESS_TOKEN_SCOPE_INSUFFICIENT/i,
      step: "wiring",
      means: "The pod acts as its node, whose credentials are for a few services alone.",
      fix: "run it on nodes with the metadata server and without hostNetwork, or use podTemplate",
      see: NODE,
    },
    {
      pattern: /PERMISSION_DENIED|PermissionDenied|Permission '[\w.]+' denied|does not have [\w.]+ access/i,
      step: "grants",
      means: "The pod is the identity, and the identity may not do this.",
      fix: "grant a role with the permission that the text names; wait some minutes where it is new",
    },
  ],
  see: { keys: KEYS },
  waits:
    "Changes of pools, providers and policies act at once as a rule, and after five minutes at the latest as Google says.",
};
