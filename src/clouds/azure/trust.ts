import { createHash } from "node:crypto";
import { subjectClaim } from "../../core/subject";

/** What Entra stores on a user-assigned managed identity or an application: all of its federated identity credentials. */
export interface AzureTrust {
  cloud: "azure";
  federatedIdentityCredentials: AzureFederatedIdentityCredential[];
  /**
   * When the identity was made, as in `systemData.createdAt`: those from before 2024-08-15 may compare subjects without regard to letter
   * case. Left out, it is taken for an old one.
   */
  createdAt?: string;
}

/** One federated identity credential. `subject` and `claimsMatchingExpression` exclude each other. */
export interface AzureFederatedIdentityCredential {
  name: string;
  issuer: string;
  subject?: string;
  audiences: string[];
  /** The expression of a flexible credential (preview), for example `claims['sub'] eq 'system:serviceaccount:shop:orders'`. */
  claimsMatchingExpression?: string;
}

/** A ServiceAccount that becomes the identity. */
export interface AzureTrustedSubject {
  issuer: string;
  namespace: string;
  serviceAccount: string;
  /** A short name of the cluster, needed where several issuers share an identity; it stays when the cluster is built anew. */
  key?: string;
  /** The credential's own name, where the program has chosen it. */
  credentialName?: string;
}

/** Credentials per identity (Entra, "considerations for workload identity federation", read 2026-08). */
export const AZURE_MAX_CREDENTIALS = 20;

/** Longest credential name in characters (azure-mgmt-msi, `federatedIdentityCredentialResourceName`, read 2026-08). */
export const AZURE_CREDENTIAL_NAME_MAX_LENGTH = 120;
/** The names that a credential can have (the same). */
export const AZURE_CREDENTIAL_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/;
export const AZURE_CREDENTIAL_NAME_FORM = '3 to 120 letters, digits, "-" or "_", beginning with a letter or digit';

/** Longest issuer, subject and audience in characters (Entra, considerations for workload identity federation, 2026-08). */
export const AZURE_FIELD_MAX_LENGTH = 600;

/** The credentials of an identity, one per subject because Entra compares whole strings; in the order of their names. */
export function renderAzureTrust(
  subjects: readonly AzureTrustedSubject[],
  audience: string,
): AzureFederatedIdentityCredential[] {
  const distinct = [
    ...new Map(subjects.map((subject) => [`${subject.issuer} ${subjectClaim(subject)}`, subject])).values(),
  ];
  const uses = new Map<string, number>();
  for (const subject of distinct) {
    const name = azureCredentialName(subject);
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return distinct
    .map((subject) => {
      const name = azureCredentialName(subject);
      return {
        name: uses.get(name) === 1 ? name : withHash(name, subject.issuer),
        issuer: subject.issuer,
        subject: subjectClaim(subject),
        audiences: [audience],
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * `key_namespace_name`. The issuer is no part of it: a cluster that is built anew is an update in place. `_` occurs in no
 * Kubernetes name, so two subjects of a cluster never share a name; what the credential's alphabet lacks is made up for by a hash.
 * A name that the program has chosen is taken as it is.
 */
export function azureCredentialName({
  key,
  namespace,
  serviceAccount,
  credentialName,
}: Omit<AzureTrustedSubject, "issuer">): string {
  if (credentialName !== undefined) return credentialName;
  const plain = [...(key === undefined ? [] : [key]), namespace, serviceAccount].join("_");
  const name = plain.replace(/[^a-zA-Z0-9_-]/g, "-").replace(/^[_-]+/, "");
  return name === plain && name.length <= AZURE_CREDENTIAL_NAME_MAX_LENGTH ? name : withHash(name, plain);
}

function withHash(name: string, of: string): string {
  const hash = createHash("sha256").update(of).digest("hex").slice(0, 8);
  return `${name.slice(0, AZURE_CREDENTIAL_NAME_MAX_LENGTH - hash.length - 1)}-${hash}`;
}
