import type { VendorRefusals } from "../../core/refusal";
import { tokenFileRows } from "../../core/refusal";

const DIFFERS = "Azure `AADSTS70021`, `700211`, `700213`";

/** What Entra says (Entra error reference and workload identity federation, 2026-11). */
export const AZURE_REFUSALS: VendorRefusals = {
  rows: [
    {
      pattern: /AADSTS700211\b/,
      step: "issuer",
      means: "No credential of the identity has the token's issuer.",
      fix: "read the issuer with `aksIssuer`, its slash at the end included; retry for some minutes where the credential is new",
      see: DIFFERS,
    },
    {
      pattern: /AADSTS700213\b|AADSTS7002138\b/,
      step: "trust",
      means: "No credential of the identity has the token's subject, in upper and lower case as it is.",
      fix: "write a credential for exactly system:serviceaccount:<namespace>:<name>; retry for some minutes where it is new",
      see: DIFFERS,
    },
    {
      pattern: /AADSTS700212\b/,
      step: "audience",
      means: "No credential of the identity has the token's audience.",
      fix: "ask for a token with the audience api://AzureADTokenExchange",
      see: DIFFERS,
    },
    {
      pattern: /AADSTS70021\b/,
      step: "trust",
      means:
        "Issuer, subject or audience of the token fit no credential of the identity, or the credential is seconds old.",
      fix: "compare all three byte for byte; retry for some minutes where it is new",
      see: DIFFERS,
    },
    {
      pattern: /AADSTS70025\b/,
      step: "trust",
      means: "The identity has no federated identity credential at all.",
      fix: "create one for the ServiceAccount, or look at the client id",
    },
    {
      pattern: /AADSTS700016\b/,
      step: "annotation",
      means: "The tenant has no application or managed identity of this client id.",
      fix: "annotate the ServiceAccount with the client id, not with a resource id or principal id",
      see: "Azure `AADSTS700016`",
    },
    {
      pattern: /AADSTS7000229\b/,
      step: "annotation",
      means: "The application has no service principal in the tenant that the pod names.",
      fix: "take the application's own tenant, or create its service principal there",
    },
    {
      pattern: /AADSTS700222\b/,
      step: "issuer",
      means: "The token is of Entra itself, and Entra takes none of its own.",
      fix: "send the token of the file that AZURE_FEDERATED_TOKEN_FILE names",
    },
    {
      pattern: /AADSTS7000112\b/,
      step: "annotation",
      means: "The application is disabled.",
      fix: "enable sign-in for it, or annotate the ServiceAccount with another client id",
    },
    {
      pattern: /AADSTS53003\b/,
      step: "grants",
      means: "The pod is the identity, and a policy of Conditional Access for workload identities blocks it.",
      fix: "look into the tenant's sign-in log for the policy, and let the cluster's addresses through",
    },
    {
      pattern: /AADSTS500011\b|AADSTS70011\b/,
      step: "grants",
      means: "The pod is the identity, and the resource that it asks a token for is not in this tenant.",
      fix: "correct the scope that the application asks for, such as https://vault.azure.net/.default",
    },
    {
      pattern: /AADSTS90002\b|AADSTS900023\b|AADSTS900382\b/,
      step: "annotation",
      means: "There is no such tenant in this cloud.",
      fix: "take the tenant of the managed identity, and the authority of its cloud",
    },
    {
      pattern: /AADSTS50166\b|AADSTS90061\b|AADSTS50027\b|AADSTS50013\b|AADSTS700027\b/,
      step: "keys",
      means: "Entra cannot fetch the issuer's documents, or they do not have the key.",
      fix: "make discovery document and key set public with today's keys: `pulumi-workload-identity issuer check <url>`",
    },
    {
      pattern: /AADSTS700024\b/,
      step: "token",
      means: "The token is not within its times.",
      fix: "read the token's file for every exchange, and look at the clock of the node",
    },
    {
      pattern: /AADSTS7000215\b|AADSTS7000222\b/,
      step: "wiring",
      means:
        "The pod has a client secret of its own, which the SDK takes before the identity, and it is good for nothing.",
      fix: "take AZURE_CLIENT_SECRET out of the pod",
    },
    {
      pattern:
        /WorkloadIdentityCredential[\s\S]*(unavailable|not fully configured)|AZURE_(CLIENT_ID|TENANT_ID|FEDERATED_TOKEN_FILE)[\s\S]*(not set|missing|is required)|no (client ID|tenant ID|token file) specified|ManagedIdentityCredential[\s\S]*(Identity not found|No identity has been assigned|IMDS endpoint)/i,
      step: "wiring",
      means: "The pod has no variables of an identity.",
      fix: 'use podTemplate, or give the pod the label azure.workload.identity/use: "true" and recreate it',
    },
    ...tokenFileRows("azure", "azure-identity-token"),
    {
      pattern:
        /ForbiddenByRbac|Caller is not authorized to perform action|AuthorizationFailed|AuthorizationPermissionMismatch|not authorized to perform this operation using this permission|does not have authorization to perform action/i,
      step: "grants",
      means: "The pod is the identity, and the identity may not do this.",
      fix: "assign a role with the action that the text names, on its scope; wait up to ten minutes where it is new",
    },
  ],
  see: { annotation: "Azure `AADSTS700016`", audience: DIFFERS, issuer: DIFFERS, trust: DIFFERS },
  waits:
    "A new credential acts within seconds to minutes, and a token that was asked for too early keeps being refused for some minutes; a role assignment takes up to ten minutes.",
};
