import { isInClusterIssuer } from "../../core/issuer-url";
import { subjectClaim } from "../../core/subject";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import type { Verdict } from "../../core/verdict";
import { azureStoredCredentials } from "./document";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

type Credential = AzureFederatedIdentityCredential;

/** What an intent says, in the words of a credential. */
interface Expected {
  issuers: Set<string>;
  subjects: Set<string>;
  audiences: Set<string>;
}

/** The known misconfigurations of a federated identity credential, and how to see each. */
const RULES: readonly [id: string, shows: (credential: Credential, expected: Expected) => boolean][] = [
  ["Z1", ({ issuer }, { issuers }) => !issuers.has(issuer) && isNear(issuer, issuers)],
  ["Z2", ({ subject = "" }, { subjects }) => !subjects.has(subject) && isNear(subject, subjects)],
  ["Z3", ({ subject = "" }) => /[*?]/.test(subject)],
  ["Z4", ({ claimsMatchingExpression }) => claimsMatchingExpression !== undefined],
  ["Z5", isUnexpected],
  [
    "Z6",
    ({ audiences }, expected) => audiences.length !== 1 || audiences.some((each) => !expected.audiences.has(each)),
  ],
  ["K2", ({ subject = "" }) => /^system:serviceaccount:[^:]*:default$/.test(subject)],
  ["K3", ({ issuer }) => isInClusterIssuer(issuer)],
];

/** Identifiers of the misconfigurations that the credentials show. */
export function azureFindings(trust: AzureTrust, intent: Intent, _verdict: Verdict): string[] {
  const expected: Expected = {
    issuers: new Set([...intent.subjects, ...(intent.namespaces ?? [])].map(({ issuer }) => issuer)),
    subjects: new Set(intent.subjects.map(subjectClaim)),
    audiences: new Set(intendedAudiences(intent)),
  };
  const credentials = trust.federatedIdentityCredentials;
  const found = RULES.filter(([, shows]) => credentials.some((each) => shows(each, expected))).map(([id]) => id);
  const issuers = new Set(credentials.map(({ issuer }) => issuer));
  if (issuers.size > 1 && [...issuers].some((issuer) => !expected.issuers.has(issuer))) found.push("Z7");
  if (azureStoredCredentials(trust).some(({ refusal }) => refusal !== undefined)) found.push("Z8");
  return found.sort();
}

function isUnexpected({ issuer, subject }: Credential, { issuers, subjects }: Expected): boolean {
  return !issuers.has(issuer) || (subject !== undefined && !subjects.has(subject));
}

/** The same but for capital letters, white space and a slash at the end. */
function isNear(value: string, expected: Set<string>): boolean {
  const rough = (text: string) => text.trim().replace(/\/$/, "").toLowerCase();
  return [...expected].some((each) => rough(each) === rough(value));
}
