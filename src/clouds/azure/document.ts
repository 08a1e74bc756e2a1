import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readOptional, readText } from "../../core/shape";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";
import { AZURE_MAX_CREDENTIALS } from "./trust";

const readAzureTrust: Read<AzureTrust> = readObject<AzureTrust>({
  cloud: readExactly("azure"),
  federatedIdentityCredentials: readListOf(
    readObject<AzureFederatedIdentityCredential>({
      name: readText,
      issuer: readText,
      subject: readOptional(readText),
      audiences: readListOf(readText),
      claimsMatchingExpression: readOptional(readText),
    }),
  ),
});

export function parseAzureTrust(value: unknown): AzureTrust {
  return parseShape(readAzureTrust, value, "azure-trust-invalid", "the federated identity credentials");
}

/** A credential of the document, and why Entra refuses to store it, where it does. */
export interface AzureCredentialEntry {
  credential: AzureFederatedIdentityCredential;
  refusal?: string;
}

/**
 * What of the document Entra stores, in the order of the document: an identity takes 20 credentials, each (issuer, subject) once.
 * A refused credential is as good as absent, until another one goes and makes room for it.
 */
export function azureStoredCredentials(trust: AzureTrust): AzureCredentialEntry[] {
  const seen = new Set<string>();
  let stored = 0;
  return trust.federatedIdentityCredentials.map((credential) => {
    const refusal = refusalOf(credential, stored, seen);
    if (refusal !== undefined) return { credential, refusal };
    stored++;
    return { credential };
  });
}

function refusalOf(
  { issuer, subject, audiences, claimsMatchingExpression }: AzureFederatedIdentityCredential,
  stored: number,
  seen: Set<string>,
): string | undefined {
  if (issuer !== issuer.trim()) return "the issuer begins or ends with white space, which blocks every exchange";
  if ((subject === undefined) === (claimsMatchingExpression === undefined)) {
    return "expected either a subject or a claims matching expression";
  }
  if (audiences.length === 0) return "expected one audience, got none";
  if (stored >= AZURE_MAX_CREDENTIALS) return `the identity holds ${AZURE_MAX_CREDENTIALS} credentials already`;
  const key = JSON.stringify([issuer, subject, claimsMatchingExpression]);
  if (seen.has(key)) return "another credential has the same issuer and subject";
  seen.add(key);
  return undefined;
}
