import type { Admission } from "../../core/admission";
import type { Language } from "../../core/language/language";
import { and, literals, or, unknown } from "../../core/language/language";
import { contains } from "../../core/language/member";
import { Work } from "../../core/language/work";
import { show } from "../../core/show";
import { parseSubjectClaim } from "../../core/subject";
import type { AzureClaimClause } from "./claims-matching-expression";
import { azureClauseLanguage, isFreeClaim, parseClaimsMatchingExpression } from "./claims-matching-expression";
import { azureStoredCredentials, mayIgnoreCase } from "./document";
import { azureDoubts } from "./doubts";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

/** Who the credentials of an identity admit: Entra compares issuer, subject and audience whole, with every credential. */
export function azureAdmits(trust: AzureTrust, work = Work.for(trust)): Admission {
  const entries = azureStoredCredentials(trust);
  const byIssuer = new Map<string, ReadCredential[]>();
  const audiences = new Set<string>();
  let last: { issuer: string; credentials: ReadCredential[] } | undefined;
  for (const { credential, refusal, fault } of entries) {
    if (refusal !== undefined || fault?.dead === true) continue;
    const { issuer } = credential;
    // Most credentials have the issuer of the one before, and comparing two URLs is cheaper than hashing one.
    if (last?.issuer !== issuer) {
      last = { issuer, credentials: byIssuer.get(issuer) ?? [] };
      byIssuer.set(issuer, last.credentials);
    }
    last.credentials.push(readCredential(credential));
    for (const audience of credential.audiences) audiences.add(audience);
  }
  const ignoresCase = mayIgnoreCase(trust);
  const subjects = (issuer: string, audience: string, claims?: Map<string, string>): Language => {
    const exact = new Set<string>();
    const flexible: Language[] = [];
    for (const credential of byIssuer.get(issuer) ?? []) {
      if (!credential.audiences.includes(audience)) continue;
      if (credential.subject === undefined) flexible.push(flexibleSubjects(credential, work, claims));
      else exact.add(credential.subject);
    }
    return or(literals(exact), ...flexible, ...(ignoresCase ? otherLetters(exact) : []));
  };
  return {
    issuers: [...byIssuer.keys()],
    audiences: [...audiences].map((audience) => literals([audience])),
    subjects,
    foreign: (issuer, audience) => {
      const claims = new Map<string, string>();
      return { subjects: subjects(issuer, audience, claims), claimsOf: () => Object.fromEntries(claims) };
    },
    doubts: azureDoubts(entries),
  };
}

/** A credential as it is asked about: its expression read once. */
interface ReadCredential {
  name: string;
  subject: string | undefined;
  audiences: readonly string[];
  /** None where the expression does not parse. */
  clauses: readonly AzureClaimClause[] | undefined;
}

function readCredential(credential: AzureFederatedIdentityCredential): ReadCredential {
  const { name, subject, audiences, claimsMatchingExpression = "" } = credential;
  const clauses = subject === undefined ? parseClaimsMatchingExpression(claimsMatchingExpression) : undefined;
  return { name, subject, audiences, clauses };
}

/**
 * Subjects with capital letters, as an API server signs them; whether they are the same to Entra is not known. Those of other issuers are
 * an alarm as they stand, unless the intent names them.
 */
function otherLetters(subjects: ReadonlySet<string>): Language[] {
  const languages: Language[] = [];
  for (const subject of subjects) {
    const lower = subject.toLowerCase();
    if (lower === subject || parseSubjectClaim(lower) === undefined) continue;
    const why = `the subject ${show(subject)} in other letters: the identity may be from before 2024-08-15`;
    languages.push(and(literals([lower]), unknown(why)));
  }
  return languages;
}

/** `claims` are those that a token of a foreign issuer shall carry; the ones that this credential asks for are added. */
function flexibleSubjects({ name, clauses }: ReadCredential, work: Work, claims?: Map<string, string>): Language {
  if (clauses === undefined)
    return unknown(
      `credential ${name}: claims matching expression that does not parse; write claims['sub'] eq '...' or matches '...', joined by and`,
    );
  const about = (wanted: string) => clauses.filter(({ claim }) => claim === wanted);
  const parts = about("sub").map(azureClauseLanguage);
  const asked = new Map(claims);
  work.spend(clauses.length);
  for (const claim of new Set(clauses.map(({ claim }) => claim))) {
    if (claim === "sub") continue;
    const isOpen = claims !== undefined && isFreeClaim(claim);
    const value = isOpen ? valueFor(about(claim), asked.get(claim), work) : undefined;
    if (value === undefined)
      parts.push(unknown(`credential ${name}: claims['${claim}'] in a claims matching expression`));
    else asked.set(claim, value);
  }
  for (const [claim, value] of asked) claims?.set(claim, value);
  return and(...parts);
}

/** A value that all clauses about one claim accept: the one that other credentials asked for, if they did. */
function valueFor(clauses: readonly AzureClaimClause[], taken: string | undefined, work: Work): string | undefined {
  const candidates = taken === undefined ? clauses.map(exampleOf) : [taken];
  return candidates.find((candidate) =>
    clauses.every((clause) => contains(azureClauseLanguage(clause), candidate, work) === true),
  );
}

function exampleOf({ operator, value }: AzureClaimClause): string {
  return operator === "eq" ? value : value.replaceAll("*", "").replaceAll("?", "a");
}
