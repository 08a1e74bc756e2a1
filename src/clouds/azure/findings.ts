import type { Finders } from "../../core/catalogue";
import type { AskedRows } from "../../core/finding";
import { foundBy } from "../../core/finding";
import { clusterIssuers } from "../../core/intended";
import { isInClusterIssuer } from "../../core/issuer-url";
import { subjectClaim } from "../../core/subject";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import type { AZURE_FINDINGS } from "./catalogue";
import { azureStoredCredentials } from "./document";
import { namedCredentials } from "./others";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

type Credential = AzureFederatedIdentityCredential;

/** What an intent says, in the words of a credential. */
interface Expected {
  issuers: Set<string>;
  subjects: Set<string>;
  audiences: Set<string>;
}

/** `trust` is without the credentials that the intent names as somebody else's; `whole` has them. */
type Shows = (trust: AzureTrust, expected: Expected, whole: AzureTrust) => boolean;

/** Seen in any one of the credentials. */
const any =
  (shows: (credential: Credential, expected: Expected) => boolean): Shows =>
  ({ federatedIdentityCredentials }, expected) =>
    federatedIdentityCredentials.some((each) => shows(each, expected));

/** How to see each misconfiguration of the catalogue in the credentials of an identity. */
const FINDERS: Finders<typeof AZURE_FINDINGS, "K2" | "K3", Shows> = {
  Z1: any(({ issuer }, { issuers }) => !issuers.has(issuer) && isNear(issuer, issuers)),
  Z2: any(({ subject = "" }, { subjects }) => !subjects.has(subject) && isNear(subject, subjects)),
  Z3: any(({ subject = "" }) => /[*?]/.test(subject)),
  Z4: any(({ claimsMatchingExpression }) => claimsMatchingExpression !== undefined),
  Z5: any(isUnexpected),
  Z6: any(
    ({ audiences }, expected) => audiences.length !== 1 || audiences.some((each) => !expected.audiences.has(each)),
  ),
  Z7: ({ federatedIdentityCredentials }, expected) => {
    const issuers = new Set(federatedIdentityCredentials.map(({ issuer }) => issuer));
    return issuers.size > 1 && [...issuers].some((issuer) => !expected.issuers.has(issuer));
  },
  Z8: (_, __, whole) => azureStoredCredentials(whole).some(({ refusal }) => refusal !== undefined),
  Z9: (_, __, whole) => azureStoredCredentials(whole).some(({ fault }) => fault?.dead === true),
  K2: any(({ subject = "" }) => /^system:serviceaccount:[^:]*:default$/.test(subject)),
  K3: any(({ issuer }) => isInClusterIssuer(issuer)),
};

/** Identifiers of the known misconfigurations that the credentials show. */
export function azureFindings(trust: AzureTrust, intent: Intent, asked?: AskedRows): string[] {
  const expected: Expected = {
    issuers: clusterIssuers(intent),
    subjects: new Set(intent.subjects.map(subjectClaim)),
    audiences: new Set(intendedAudiences(intent)),
  };
  const isNamed = namedCredentials(intent);
  const federatedIdentityCredentials = trust.federatedIdentityCredentials.filter((each) => !isNamed(each));
  const others = { ...trust, federatedIdentityCredentials };
  return foundBy(FINDERS, (shows) => shows(others, expected, trust), asked);
}

function isUnexpected({ issuer, subject }: Credential, { issuers, subjects }: Expected): boolean {
  return !issuers.has(issuer) || (subject !== undefined && !subjects.has(subject));
}

/** The same but for capital letters, white space and a slash at the end. */
function isNear(value: string, expected: Set<string>): boolean {
  const rough = (text: string) => text.trim().replace(/\/$/, "").toLowerCase();
  return [...expected].some((each) => rough(each) === rough(value));
}
