import type { Admission } from "../../core/admission";
import type { Language } from "../../core/language/language";
import { and, globOf, literals, or, unknown } from "../../core/language/language";
import { parseClaimsMatchingExpression } from "./claims-matching-expression";
import { azureStoredCredentials } from "./document";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

/** Who the credentials of an identity admit: Entra compares issuer, subject and audience whole, with every credential. */
export function azureAdmits(trust: AzureTrust): Admission {
  const entries = azureStoredCredentials(trust);
  const byIssuer = new Map<string, AzureFederatedIdentityCredential[]>();
  const audiences = new Set<string>();
  for (const { credential, refusal } of entries) {
    if (refusal !== undefined) continue;
    const sameIssuer = byIssuer.get(credential.issuer);
    if (sameIssuer === undefined) byIssuer.set(credential.issuer, [credential]);
    else sameIssuer.push(credential);
    for (const audience of credential.audiences) audiences.add(audience);
  }
  return {
    issuers: [...byIssuer.keys()],
    audiences: [...audiences].map((audience) => literals([audience])),
    subjects: (issuer, audience) => {
      const exact = new Set<string>();
      const flexible: Language[] = [];
      for (const credential of byIssuer.get(issuer) ?? []) {
        if (!credential.audiences.includes(audience)) continue;
        if (credential.subject === undefined) flexible.push(flexibleSubjects(credential));
        else exact.add(credential.subject);
      }
      return or(literals(exact), ...flexible);
    },
    doubts: entries.flatMap(({ credential, refusal }) => {
      const doubt = refusal === undefined ? doubtAbout(credential) : `it cannot be stored now: ${refusal}`;
      return doubt === undefined ? [] : [`credential ${credential.name}: ${doubt}`];
    }),
  };
}

/** What Entra may refuse to store although nothing is wrong with its language; a deployment shows it, a token never does. */
function doubtAbout({ audiences, claimsMatchingExpression }: AzureFederatedIdentityCredential): string | undefined {
  if (audiences.length > 1) return `it has ${audiences.length} audiences where Entra stores one`;
  // The preview is documented for three CI issuers; Microsoft's API example has a Kubernetes issuer.
  return claimsMatchingExpression === undefined
    ? undefined
    : "claims matching expressions are not documented for Kubernetes issuers";
}

function flexibleSubjects({ name, claimsMatchingExpression = "" }: AzureFederatedIdentityCredential): Language {
  const clauses = parseClaimsMatchingExpression(claimsMatchingExpression);
  if (clauses === undefined) return unknown(`credential ${name}: claims matching expression that does not parse`);
  return and(
    ...clauses.map(({ claim, operator, value }) => {
      if (claim !== "sub") return unknown(`credential ${name}: claims['${claim}'] in a claims matching expression`);
      return operator === "eq" ? literals([value]) : globOf(value);
    }),
  );
}
