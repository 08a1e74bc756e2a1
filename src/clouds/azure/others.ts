import { createHash } from "node:crypto";
import type { NamedOthers } from "../../core/admission";
import { issuerHostPath } from "../../core/issuer-url";
import type { OtherSubject } from "../../core/others";
import { parseOthers } from "../../core/others";
import { readListOf, readObject, readOptional, readText } from "../../core/shape";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import type { AzureFederatedIdentityCredential } from "./trust";
import { AZURE_CREDENTIAL_NAME_MAX_LENGTH } from "./trust";

/** A federated identity credential for somebody who is no ServiceAccount of the workload: issuer and subject byte for byte. */
export interface AzureOtherCredential extends OtherSubject {
  /** The audience of these tokens. That of the ServiceAccounts by default. */
  audience?: string;
}

/** Who else may become a managed identity on purpose, such as a CI system that deploys as it. */
export interface AzureOthers {
  /** Their federated identity credentials. None by default. */
  credentials?: AzureOtherCredential[];
}

const readAzureOthers = readObject<AzureOthers>({
  credentials: readOptional(
    readListOf(
      readObject<AzureOtherCredential>({ issuer: readText, subject: readText, audience: readOptional(readText) }),
    ),
  ),
});

export function azureOthers(named: unknown): NamedOthers {
  return parseOthers(readAzureOthers, named, ({ credentials = [] }) => ({ subjects: credentials, ways: [] }));
}

/** Tells the credentials that an intent names as somebody else's on purpose. */
export function namedCredentials(intent: Intent): (credential: AzureFederatedIdentityCredential) => boolean {
  const { azure = {} } = (intent.others ?? {}) as { azure?: AzureOthers };
  const keyOf = (issuer: string, subject: string, audience: string) => JSON.stringify([issuer, subject, audience]);
  const named = new Set(
    (azure.credentials ?? []).flatMap(({ issuer, subject, audience }) =>
      (audience === undefined ? intendedAudiences(intent) : [audience]).map((each) => keyOf(issuer, subject, each)),
    ),
  );
  return ({ issuer, subject, audiences }) =>
    subject !== undefined && audiences.every((audience) => named.has(keyOf(issuer, subject, audience)));
}

/** The credential of another: its name is made of issuer and subject, so that it stays whatever else the identity has. */
export function renderAzureOther(other: AzureOtherCredential, audience: string): AzureFederatedIdentityCredential {
  const { issuer, subject } = other;
  const hash = createHash("sha256").update(`${issuer} ${subject}`).digest("hex").slice(0, 8);
  const words = `${issuerHostPath(issuer)}_${subject}`.replace(/[^a-zA-Z0-9_-]+/g, "-").replace(/^[_-]+/, "");
  const name = `${words.slice(0, AZURE_CREDENTIAL_NAME_MAX_LENGTH - hash.length - 1)}-${hash}`;
  return { name, issuer, subject, audiences: [other.audience ?? audience] };
}
