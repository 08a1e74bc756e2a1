import { at } from "../../core/path";
import { isRecord, own } from "../../core/record";
import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readOptional, readText } from "../../core/shape";
import { azureDeadIssuer } from "./issuer";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";
import { AZURE_MAX_CREDENTIALS } from "./trust";

/** The text of an expression; resource manager wraps it in `{ value, languageVersion }`. */
const readExpression: Read<string> = (value, path, issues) =>
  isRecord(value) ? readText(own(value, "value"), at(path, "value"), issues) : readText(value, path, issues);

const readCredential = readObject<AzureFederatedIdentityCredential>({
  name: readText,
  issuer: readText,
  subject: readOptional(readText),
  audiences: readListOf(readText),
  claimsMatchingExpression: readOptional(readExpression),
});

/** A credential as it is, or in the envelope of resource manager: `{ name, properties: { issuer, ... } }`. */
const readCredentialOrResource: Read<AzureFederatedIdentityCredential> = (value, path, issues) => {
  const properties = isRecord(value) ? own(value, "properties") : undefined;
  if (!isRecord(value) || !isRecord(properties)) return readCredential(value, path, issues);
  return readCredential({ ...properties, name: own(value, "name") }, path, issues);
};

const readAzureTrust: Read<AzureTrust> = readObject<AzureTrust>({
  cloud: readExactly("azure"),
  federatedIdentityCredentials: readListOf(readCredentialOrResource),
  createdAt: readOptional(readText),
});

export function parseAzureTrust(value: unknown): AzureTrust {
  return parseShape(readAzureTrust, value, "azure-trust-invalid", "the federated identity credentials");
}

/** A credential of the document. */
export interface AzureCredentialEntry {
  credential: AzureFederatedIdentityCredential;
  /** Why Entra refuses to store it, where it does. */
  refusal?: string;
  /** Why nobody gets in by it although it is stored, where that is so. */
  dead?: string;
}

/**
 * What of the document Entra stores, in the order of the document: an identity takes 20 credentials, each (issuer, subject) once.
 * A refused credential is as good as absent, until another one goes and makes room for it.
 */
export function azureStoredCredentials(trust: AzureTrust): AzureCredentialEntry[] {
  const seen = new Map<string, Seen>();
  let stored = 0;
  // Credentials of one identity mostly have one issuer, and a look at a URL is dear.
  const looked = new Map<string, string | undefined>();
  return trust.federatedIdentityCredentials.map((credential) => {
    const refusal = refusalOf(credential, stored, seen);
    if (refusal !== undefined) return { credential, refusal };
    stored++;
    const { issuer } = credential;
    if (!looked.has(issuer)) looked.set(issuer, azureDeadIssuer(issuer));
    const dead = looked.get(issuer);
    return dead === undefined ? { credential } : { credential, dead };
  });
}

/** Since when Entra compares subjects with their letter case for certain (AADSTS7002138); older identities follow at a later date. */
const CASE_COUNTS_SINCE = Date.parse("2024-08-15T00:00:00Z");

/** Whether a subject in other letters may be taken for the same: an identity that is not known to be new may ignore their case. */
export function mayIgnoreCase({ createdAt }: AzureTrust): boolean {
  return !(createdAt !== undefined && Date.parse(createdAt) >= CASE_COUNTS_SINCE);
}

/** What credentials of one issuer compare. */
interface Seen {
  subjects: Set<string>;
  expressions: Set<string>;
}

function remember(issuer: string, seen: Map<string, Seen>): Seen {
  const entry = { subjects: new Set<string>(), expressions: new Set<string>() };
  seen.set(issuer, entry);
  return entry;
}

function refusalOf(
  { issuer, subject, audiences, claimsMatchingExpression }: AzureFederatedIdentityCredential,
  stored: number,
  seen: Map<string, Seen>,
): string | undefined {
  if (issuer !== issuer.trim()) return "the issuer begins or ends with white space, which blocks every exchange";
  if ((subject === undefined) === (claimsMatchingExpression === undefined)) {
    return "expected either a subject or a claims matching expression";
  }
  if (audiences.length === 0) return "expected one audience, got none";
  if (stored >= AZURE_MAX_CREDENTIALS) return `the identity holds ${AZURE_MAX_CREDENTIALS} credentials already`;
  const { subjects, expressions } = seen.get(issuer) ?? remember(issuer, seen);
  const [same, value] = subject === undefined ? [expressions, claimsMatchingExpression!] : [subjects, subject];
  return same.size < same.add(value).size ? undefined : "another credential has the same issuer and subject";
}
