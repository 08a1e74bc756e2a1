import { at } from "../../core/path";
import { isRecord, own } from "../../core/record";
import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readOptional, readText, shapeFault } from "../../core/shape";
import type { AzureIssuerFault } from "./issuer";
import { azureIssuerFault } from "./issuer";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";
import { AZURE_MAX_CREDENTIALS } from "./trust";

/** The text of an expression; resource manager wraps it in `{ value, languageVersion }`, of which one version is documented. */
const readExpression: Read<string> = (value, path, issues) => {
  if (!isRecord(value)) return readText(value, path, issues);
  const version = own(value, "languageVersion") ?? 1;
  if (String(version) !== "1") return shapeFault(version, at(path, "languageVersion"), issues, "1", "");
  return readText(own(value, "value"), at(path, "value"), issues);
};

/** Microsoft Graph lists the one of `subject` and `claimsMatchingExpression` that is not there as `null`. */
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
  for (const name of ["issuer", "subject", "audiences", "claimsMatchingExpression"]) {
    const beside = own(value, name) ?? undefined;
    if (beside !== undefined) shapeFault(beside, at(path, name), issues, "it among the properties alone", undefined);
  }
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
  /** What is wrong with its issuer: where it is `dead`, nobody gets in although the credential is stored. */
  fault?: AzureIssuerFault | undefined;
}

/**
 * What of the document Entra stores, in the order of the document: an identity takes 20 credentials, each (issuer, subject) once.
 * A refused credential is as good as absent, until another one goes and makes room for it.
 */
export function azureStoredCredentials(trust: AzureTrust): AzureCredentialEntry[] {
  const seen = new SeenCredentials();
  let stored = 0;
  return trust.federatedIdentityCredentials.map((credential) => {
    const refusal = refusalOf(credential, stored) ?? seen.repeated(credential);
    if (refusal !== undefined) return { credential, refusal };
    stored++;
    return { credential, fault: seen.of(credential.issuer).fault };
  });
}

/** Since when Entra compares subjects with their letter case for certain (AADSTS7002138); older identities follow at a later date. */
const CASE_COUNTS_SINCE = Date.parse("2024-08-15T00:00:00Z");

/** How Azure writes times; others are read differently from place to place. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T|$)/;

/** Whether a subject in other letters may be taken for the same: an identity that is not known to be new may ignore their case. */
export function mayIgnoreCase({ createdAt }: AzureTrust): boolean {
  return !(createdAt !== undefined && ISO_DATE.test(createdAt) && Date.parse(createdAt) >= CASE_COUNTS_SINCE);
}

/** What is known of an issuer, and what its credentials compare. */
interface SeenIssuer {
  readonly issuer: string;
  readonly fault: AzureIssuerFault | undefined;
  readonly subjects: Set<string>;
  readonly expressions: Set<string>;
}

/** What credentials stood before in the document. */
class SeenCredentials {
  private readonly issuers = new Map<string, SeenIssuer>();
  private last: SeenIssuer | undefined;

  /** Most credentials have the issuer of the one before, and comparing two URLs is cheaper than hashing one. */
  of(issuer: string): SeenIssuer {
    if (this.last?.issuer === issuer) return this.last;
    let seen = this.issuers.get(issuer);
    if (seen === undefined) {
      seen = { issuer, fault: azureIssuerFault(issuer), subjects: new Set(), expressions: new Set() };
      this.issuers.set(issuer, seen);
    }
    this.last = seen;
    return seen;
  }

  /** Notes a credential, and says so where another one is the same to Entra. */
  repeated({ issuer, subject, claimsMatchingExpression }: AzureFederatedIdentityCredential): string | undefined {
    const { subjects, expressions } = this.of(issuer);
    const [same, value] = subject === undefined ? [expressions, claimsMatchingExpression!] : [subjects, subject];
    return same.size < same.add(value).size ? undefined : "another credential has the same issuer and subject";
  }
}

function refusalOf(
  { issuer, subject, audiences, claimsMatchingExpression }: AzureFederatedIdentityCredential,
  stored: number,
): string | undefined {
  if (issuer !== issuer.trim()) return "the issuer begins or ends with white space, which blocks every exchange";
  if ((subject === undefined) === (claimsMatchingExpression === undefined)) {
    return "expected either a subject or a claims matching expression";
  }
  if (audiences.length === 0) return "expected one audience, got none";
  return stored < AZURE_MAX_CREDENTIALS ? undefined : `the identity holds ${AZURE_MAX_CREDENTIALS} credentials already`;
}
