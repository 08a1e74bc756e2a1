import { show } from "../../core/show";
import type { AzureCredentialEntry } from "./document";
import { AZURE_FLEXIBLE_ISSUERS } from "./flexible-issuers";
import type { AzureFederatedIdentityCredential } from "./trust";
import { AZURE_CREDENTIAL_NAME, AZURE_CREDENTIAL_NAME_FORM, AZURE_FIELD_MAX_LENGTH } from "./trust";

/** Why credentials may not be stored, or let nobody in, as they stand: such a document says nothing about what is deployed. */
export function azureDoubts(entries: readonly AzureCredentialEntry[]): string[] {
  const doubts: string[] = [];
  const names = new Set<string>();
  for (const { credential, refusal, fault } of entries) {
    const { name } = credential;
    // Resource manager tells names apart without regard to letter case.
    const isTaken = names.size === names.add(name.toLowerCase()).size;
    const cannot = refusal ?? (isTaken ? "another credential has its name" : unstorable(credential));
    const doubt =
      cannot === undefined ? (fault?.message ?? undocumented(credential)) : `it cannot be stored now: ${cannot}`;
    if (doubt !== undefined) doubts.push(`credential ${name}: ${doubt}`);
  }
  return doubts;
}

function unstorable({ name, issuer, subject, audiences }: AzureFederatedIdentityCredential): string | undefined {
  if (!AZURE_CREDENTIAL_NAME.test(name)) return `its name ${show(name)} is none of ${AZURE_CREDENTIAL_NAME_FORM}`;
  return fieldFault("issuer", issuer) ?? fieldFault("subject", subject) ?? fieldFault("audience", audiences[0]);
}

function fieldFault(field: string, value: string | undefined): string | undefined {
  if (value === undefined || (value !== "" && value.length <= AZURE_FIELD_MAX_LENGTH)) return undefined;
  if (value === "") return `its ${field} is empty`;
  return `its ${field} has ${value.length} characters, at most ${AZURE_FIELD_MAX_LENGTH} fit`;
}

/** What Entra may refuse to store although nothing is wrong with its language; a deployment shows it, a token never does. */
function undocumented({
  issuer,
  audiences,
  claimsMatchingExpression,
}: AzureFederatedIdentityCredential): string | undefined {
  if (audiences.length > 1) return `it has ${audiences.length} audiences where Entra stores one`;
  // Microsoft's API example has a Kubernetes issuer all the same.
  return claimsMatchingExpression === undefined || Object.hasOwn(AZURE_FLEXIBLE_ISSUERS, issuer)
    ? undefined
    : "claims matching expressions are not documented for Kubernetes issuers";
}
