import { createHash } from "node:crypto";
import type { NamedOthers } from "../../core/admission";
import { issuerHostPath } from "../../core/issuer-url";
import type { Language } from "../../core/language/language";
import { and, unknown } from "../../core/language/language";
import { parseOthers } from "../../core/others";
import { readListOf, readObject, readOptional, readText } from "../../core/shape";
import { show } from "../../core/show";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import { azureClauseLanguage, parseClaimsMatchingExpression } from "./claims-matching-expression";
import type { AzureFederatedIdentityCredential } from "./trust";
import { AZURE_CREDENTIAL_NAME_MAX_LENGTH } from "./trust";

/**
 * A federated identity credential for somebody who is no ServiceAccount of the workload: issuer, and subject or expression, byte for byte.
 * One of the two is set.
 */
export interface AzureOtherCredential {
  /** The `iss` of these tokens. */
  issuer: string;
  /** The `sub` of these tokens. */
  subject?: string;
  /**
   * A pattern of these tokens' `sub`, such as `claims['sub'] matches 'repo:example/shop:*'`, in Entra's language of flexible credentials
   * (preview): for applications alone, and for tokens of GitHub, GitLab and Terraform Cloud. It has to name the owner in full.
   */
  claimsMatchingExpression?: string;
  /** The audience of these tokens. That of the ServiceAccounts by default. */
  audience?: string;
}

/** Who else may become an identity of Azure on purpose, such as a CI system that deploys as it. */
export interface AzureOthers {
  /** Their federated identity credentials. None by default. */
  credentials?: AzureOtherCredential[];
}

const readAzureOthers = readObject<AzureOthers>({
  credentials: readOptional(
    readListOf(
      readObject<AzureOtherCredential>({
        issuer: readText,
        subject: readOptional(readText),
        claimsMatchingExpression: readOptional(readText),
        audience: readOptional(readText),
      }),
    ),
  ),
});

export function azureOthers(named: unknown): NamedOthers {
  return parseOthers(readAzureOthers, named, ({ credentials = [] }) => ({
    subjects: credentials.flatMap(({ subject, claimsMatchingExpression, ...other }) =>
      subject === undefined || claimsMatchingExpression !== undefined ? [] : [{ ...other, subject }],
    ),
    patterns: credentials.flatMap(({ subject, claimsMatchingExpression, ...other }) => {
      if (claimsMatchingExpression === undefined) return [];
      const isBoth = subject !== undefined;
      return [{ ...other, subjects: isBoth ? unknown(BOTH) : expressedSubjects(claimsMatchingExpression) }];
    }),
    ways: [],
  }));
}

const BOTH = "another is named by a subject and by an expression";

/** The `sub` claims that an expression means; those that hang on further claims cannot be told by it. */
function expressedSubjects(expression: string): Language {
  const clauses = parseClaimsMatchingExpression(expression);
  const isAboutSubjects = clauses?.every(({ claim }) => claim === "sub") ?? false;
  if (clauses === undefined || !isAboutSubjects) return unknown(`the named expression ${show(expression)}`);
  return and(...clauses.map(azureClauseLanguage));
}

/** Tells the credentials that an intent names as somebody else's on purpose. */
export function namedCredentials(intent: Intent): (credential: AzureFederatedIdentityCredential) => boolean {
  const { azure = {} } = (intent.others ?? {}) as { azure?: AzureOthers };
  const named = new Set(
    (azure.credentials ?? []).flatMap(({ audience, ...other }) =>
      (audience === undefined ? intendedAudiences(intent) : [audience]).map((each) => keyOf(other, each)),
    ),
  );
  return (credential) => credential.audiences.every((audience) => named.has(keyOf(credential, audience)));
}

type Whom = Pick<AzureOtherCredential, "issuer" | "subject" | "claimsMatchingExpression">;

function keyOf({ issuer, subject, claimsMatchingExpression }: Whom, audience: string): string {
  return JSON.stringify([issuer, subject ?? { claimsMatchingExpression }, audience]);
}

/** The credential of another: its name is made of issuer and subject, so that it stays whatever else the identity has. */
export function renderAzureOther(other: AzureOtherCredential, audience: string): AzureFederatedIdentityCredential {
  const { issuer, subject, claimsMatchingExpression } = other;
  const whom = subject ?? claimsMatchingExpression ?? "";
  const hash = createHash("sha256").update(`${issuer} ${whom}`).digest("hex").slice(0, 8);
  const words = `${issuerHostPath(issuer)}_${whom}`.replace(/[^a-zA-Z0-9_-]+/g, "-").replace(/^[_-]+/, "");
  const name = `${words.slice(0, AZURE_CREDENTIAL_NAME_MAX_LENGTH - hash.length - 1)}-${hash}`;
  const audiences = [other.audience ?? audience];
  return claimsMatchingExpression === undefined
    ? { name, issuer, subject: whom, audiences }
    : { name, issuer, audiences, claimsMatchingExpression };
}
