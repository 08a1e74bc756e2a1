import { createHash } from "node:crypto";
import { parseSubjectClaim, subjectClaim, subjectClaims } from "../../core/subject";
import type { TrustedSubject } from "../../core/whole-namespaces";
import { wholeClaims } from "../../core/whole-namespaces";
import { HUAWEI_PRINCIPALS } from "./others";

/** What Huawei Cloud stores: on the old IAM the conversion rules of an identity provider, on IAM v5 the trust policy of an agency. */
export type HuaweiTrust = HuaweiRulesTrust | HuaweiAgencyTrust;

/** An identity provider with its key set and rules; the identity is a user group. */
export interface HuaweiRulesTrust {
  cloud: "huawei";
  identityProvider: {
    id: string;
    issuer: string;
    clientId: string;
    /** The JSON Web Key Set that is stored, as text. Left out, the keys are no part of what is proved. */
    signingKey?: string;
  };
  /** All rules of the identity provider's mapping. */
  rules: object[];
  /** Name of the user group. */
  group: string;
}

/** A trust agency and the OIDC providers that its policy names. */
export interface HuaweiAgencyTrust {
  cloud: "huawei";
  /** The document, or its JSON text as the vendor's API answers it. */
  trustPolicy: object | string;
  oidcProviders: { urn: string; issuer: string; clientIds: string[] }[];
}

/** One rule of an identity provider, in the form of the CCE user guide: a subject, its federated user and its group. */
export interface HuaweiConversionRule {
  local: [{ user: { name: string } }, { group: { name: string } }];
  remote: [{ type: "sub"; any_one_of: [string] }];
}

/** The ServiceAccounts of one issuer, and the OIDC provider that stands for that issuer in the agency's account. */
export interface HuaweiTrustedIssuer {
  issuer: string;
  providerUrn: string;
  subjects: TrustedSubject[];
}

/** Others that may become an agency on purpose: tokens of registered issuers, and callers without a token. */
export interface HuaweiTrustedOthers {
  subjects: { issuer: string; providerUrn: string; subject: string }[];
  principals: { principal: string; conditions?: Record<string, Record<string, string[]>> }[];
}

/** A trust policy as this library writes it. */
export interface HuaweiTrustPolicy {
  Version: "5.0";
  Statement: (HuaweiTokenStatement | HuaweiPrincipalStatement)[];
}

interface HuaweiTokenStatement {
  Effect: "Allow";
  Action: ["sts:agencies:assumeWithOIDC"];
  Principal: { Federated: [string] };
  Condition: {
    StringEquals: { "oidc:iss": [string]; "oidc:aud": [string]; "oidc:sub"?: string[] };
    StringMatch?: { "oidc:sub": string[] };
  };
}

interface HuaweiPrincipalStatement {
  Effect: "Allow";
  Action: ["sts:agencies:assume"] | ["sts:agencies:assumeWithSAML"];
  Principal: { [kind: string]: [string] };
  Condition?: Record<string, Record<string, string[]>>;
}

/** Longest federated user name in characters (Huawei Cloud IAM user guide, IAM user names, read 2026-08). */
const HUAWEI_USER_NAME_MAX_LENGTH = 64;

/**
 * The rules for these ServiceAccounts: each its own literal user name, because IAM takes equal names for one user, and never the
 * claim itself, which has characters that user names cannot have. Sorted, so that their order in a program changes nothing.
 */
export function renderHuaweiRules(
  subjects: readonly { namespace: string; serviceAccount: string }[],
  group: string,
): HuaweiConversionRule[] {
  const distinct = new Map(subjects.map((subject) => [subjectClaim(subject), subject]));
  return [...distinct].sort(([one], [other]) => (one < other ? -1 : 1)).map(([claim]) => huaweiRuleOf(claim, group));
}

/** The rule that puts whoever has this `sub` into the group. */
export function huaweiRuleOf(sub: string, group: string): HuaweiConversionRule {
  const subject = parseSubjectClaim(sub);
  const name = subject === undefined ? otherUserName(sub) : huaweiUserName(subject);
  return { local: [{ user: { name } }, { group: { name: group } }], remote: [{ type: "sub", any_one_of: [sub] }] };
}

/** The federated user of a subject that is no ServiceAccount's: theirs have a dot, and the hash tells others apart. */
function otherUserName(sub: string): string {
  const hash = createHash("sha256").update(sub).digest("hex").slice(0, 12);
  const words = `other-${sub.replace(/[^A-Za-z0-9]+/g, "-")}`;
  return `${words.slice(0, HUAWEI_USER_NAME_MAX_LENGTH - hash.length - 1)}_${hash}`;
}

/**
 * `namespace.serviceAccount`: no namespace has a dot, so two ServiceAccounts never share a name. What does not fit, begins with a
 * digit or is cut, carries a hash instead.
 */
export function huaweiUserName({ namespace, serviceAccount }: { namespace: string; serviceAccount: string }): string {
  const name = `${namespace}.${serviceAccount}`;
  if (/^[a-z]/.test(name) && name.length <= HUAWEI_USER_NAME_MAX_LENGTH) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 12);
  const start = `sa.${name}`.slice(0, HUAWEI_USER_NAME_MAX_LENGTH - hash.length - 1);
  return `${start}_${hash}`;
}

/**
 * The trust policy of an agency: one statement per issuer, each with issuer, audience and subjects, because keys carry no issuer and
 * a statement with two providers could not tell their ServiceAccounts apart. Whole namespaces have a statement of their own behind it; others come last.
 */
export function renderHuaweiTrustPolicy(
  issuers: readonly HuaweiTrustedIssuer[],
  audience: string,
  { subjects, principals }: HuaweiTrustedOthers = { subjects: [], principals: [] },
): HuaweiTrustPolicy {
  const byIssuer = new Map<string, { urn: string; claims: string[] }>();
  for (const { issuer, providerUrn, subject } of [...subjects].sort((a, b) => (a.issuer < b.issuer ? -1 : 1))) {
    const { claims } = byIssuer.get(issuer) ?? { claims: [] };
    byIssuer.set(issuer, { urn: providerUrn, claims: [...claims, subject].sort() });
  }
  const named = principals.map(principalStatement).map((statement) => ({ statement, text: JSON.stringify(statement) }));
  return {
    Version: "5.0",
    Statement: [
      ...issuers.flatMap(({ issuer, providerUrn, subjects: own }) => [
        tokenStatement(issuer, providerUrn, subjectClaims(own), audience),
        ...wholeStatements(issuer, providerUrn, wholeClaims(own), audience),
      ]),
      ...[...byIssuer].map(([issuer, { urn, claims }]) => tokenStatement(issuer, urn, claims, audience)),
      ...named.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ statement }) => statement),
    ],
  };
}

function tokenStatement(issuer: string, urn: string, claims: string[], audience: string): HuaweiTokenStatement {
  return withToken(urn, { StringEquals: { "oidc:iss": [issuer], "oidc:aud": [audience], "oidc:sub": claims } });
}

/** None where nothing is trusted as a whole. That the vendor reads `StringMatch` on `oidc:sub` so is inferred from its examples. */
function wholeStatements(issuer: string, urn: string, patterns: string[], audience: string): HuaweiTokenStatement[] {
  if (patterns.length === 0) return [];
  const exact: HuaweiTokenStatement["Condition"]["StringEquals"] = { "oidc:iss": [issuer], "oidc:aud": [audience] };
  return [withToken(urn, { StringEquals: exact, StringMatch: { "oidc:sub": patterns } })];
}

function withToken(urn: string, condition: HuaweiTokenStatement["Condition"]): HuaweiTokenStatement {
  return {
    Effect: "Allow",
    Action: ["sts:agencies:assumeWithOIDC"],
    Principal: { Federated: [urn] },
    Condition: condition,
  };
}

function principalStatement({
  principal,
  conditions = {},
}: HuaweiTrustedOthers["principals"][number]): HuaweiPrincipalStatement {
  const kind = HUAWEI_PRINCIPALS.kindOf(principal) ?? "Service";
  return {
    Effect: "Allow",
    Action: kind === "Federated" ? ["sts:agencies:assumeWithSAML"] : ["sts:agencies:assume"],
    Principal: { [kind]: [principal] },
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}
