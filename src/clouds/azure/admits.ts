import type { Admission } from "../../core/admission";
import type { Language } from "../../core/language/language";
import { and, globOf, literals, or, unknown } from "../../core/language/language";
import { parseClaimsMatchingExpression } from "./flexible";
import { azureStoredCredentials } from "./stored";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

/** Who the credentials of an identity admit: Entra compares issuer, subject and audience whole, with every credential. */
export function azureAdmits(trust: AzureTrust): Admission {
  const entries = azureStoredCredentials(trust);
  const byIssuer = new Map<string, AzureFederatedIdentityCredential[]>();
  for (const { credential, refusal } of entries) {
    if (refusal !== undefined) continue;
    const sameIssuer = byIssuer.get(credential.issuer);
    if (sameIssuer === undefined) byIssuer.set(credential.issuer, [credential]);
    else sameIssuer.push(credential);
  }
  const credentials = [...byIssuer.values()].flat();
  const audiences = new Set(credentials.flatMap(({ audiences }) => audiences));
  return {
    issuers: [...byIssuer.keys()],
    audiences: [...audiences].map((audience) => literals([audience])),
    subjects: (issuer, audience) => {
      const open = (byIssuer.get(issuer) ?? []).filter(({ audiences }) => audiences.includes(audience));
      const exact = open.filter((credential) => isPlain(credential));
      const others = open.filter((credential) => !isPlain(credential));
      return or(literals(exact.map(({ subject = "" }) => subject)), ...others.map(subjectsOf));
    },
    // Deferred, not harmless: such a credential takes effect as soon as it can be stored.
    doubts: entries.flatMap(({ credential, refusal }) =>
      refusal === undefined ? [] : [`credential ${credential.name} cannot be stored: ${refusal}`],
    ),
  };
}

function isPlain({ subject, audiences }: AzureFederatedIdentityCredential): boolean {
  return subject !== undefined && audiences.length === 1;
}

function subjectsOf(credential: AzureFederatedIdentityCredential): Language {
  const { name, subject, audiences, claimsMatchingExpression = "" } = credential;
  const language = subject === undefined ? flexibleSubjects(name, claimsMatchingExpression) : literals([subject]);
  if (audiences.length === 1) return language;
  return and(language, unknown(`credential ${name}: ${audiences.length} audiences where Entra stores one`));
}

/**
 * The preview of flexible credentials is documented for three CI issuers only, while Microsoft's API example has a Kubernetes issuer.
 * Its language is taken at its word: the worst it can hide is a credential that Entra refuses, which fails the deployment.
 */
function flexibleSubjects(name: string, expression: string): Language {
  const clauses = parseClaimsMatchingExpression(expression);
  if (clauses === undefined) return unknown(`credential ${name}: claims matching expression that does not parse`);
  return and(
    ...clauses.map(({ claim, operator, value }) => {
      if (claim !== "sub") return unknown(`credential ${name}: claims['${claim}'] in a claims matching expression`);
      return operator === "eq" ? literals([value]) : globOf(value);
    }),
  );
}
