import { ifGiven } from "../../core/argument-shape";
import { issuerHostPath } from "../../core/issuer-url";
import { Reading } from "../../core/reading";
import type { Read } from "../../core/shape";
import { parseShape, readBoolean, readExactly, readListOf, readObject, readText, shapeFault } from "../../core/shape";
import { show } from "../../core/show";
import { NUMBER_AND_DATE_OPERATORS, STRING_OPERATORS, unmodelledOperators } from "../../core/trust-policy/dialect";
import { readPolicy } from "../../core/trust-policy/document";
import type { FederatedTrust, FederationDialect } from "../../core/trust-policy/federation";
import { inAccountOf, readFederatedTrust } from "../../core/trust-policy/federation";
import { readProvider } from "../../core/trust-policy/provider-shape";
import { unreachableByClouds } from "../api-servers";
import { AWS_PRINCIPALS, awsActionsOf } from "./others";
import type { AwsPodIdentityAssociation, AwsTrust } from "./trust";

const PROVIDER_ARN = /^arn:[^:*?]*:iam::[^:*?]*:oidc-provider\/([^*?]+)$/;

/** The further claims that become keys, by issuer (AWS STS, validation of identity provider claims, 2026-01). */
const DOCUMENTED_CLAIMS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "https://token.actions.githubusercontent.com",
    new Set(
      "actor actor_id enterprise_id environment job_workflow_ref ref repository repository_id workflow".split(" "),
    ),
  ],
]);

/** The trust policies of IAM (IAM user guide: condition operators, policy variables, AssumeRoleWithWebIdentity; 2023-06). */
export const AWS_DIALECT: FederationDialect = {
  versions: ["2012-10-17", "2008-10-17"],
  assumedVersion: "2008-10-17",
  escapes: ["2012-10-17"],
  operators: {
    ...STRING_OPERATORS,
    Null: { compare: "presence", negated: false },
    // No claim of a ServiceAccount token is an ARN, a number, a date or an address, so how they would compare is not modelled.
    ...NUMBER_AND_DATE_OPERATORS,
    ...unmodelledOperators(
      ["ArnEquals", "ArnLike", "Bool", "BinaryEquals", "IpAddress"],
      ["ArnNotEquals", "ArnNotLike", "NotIpAddress"],
    ),
  },
  modifiers: "documented",
  actionCase: "ignored",
  action: "sts:AssumeRoleWithWebIdentity",
  entryActionsOf: awsActionsOf,
  refusals: {
    provider: "InvalidIdentityToken: No OpenIDConnect provider found in your account",
    audience: "InvalidIdentityToken: Incorrect token audience",
    policy: "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
  },
  names: AWS_PRINCIPALS,
  unreachable: unreachableByClouds,
  // IAM quotas (ACLSizePerRole, L-C07B4B0D, at its most) and IAM API, CreateOpenIDConnectProvider (2026-11).
  stores: {
    policyLength: 8192,
    issuer: /^https:\/\/[^/:?#@]+(\/[^?#]*)?$/,
    clientIds: 100,
    clientIdLength: 255,
  },
  documentedClaims: DOCUMENTED_CLAIMS,
  refuses: ({ sid, notPrincipal, notAction, actions }) => {
    // IAM user guide, JSON policy elements: Sid (2026-05).
    if (!/^[0-9A-Za-z]*$/.test(sid)) return `Sid ${show(sid)} has more than letters and digits`;
    if (notPrincipal) return "a role's trust policy has no NotPrincipal; write Principal";
    // IAM answers "AssumeRole policy may only specify STS AssumeRole actions" (MalformedPolicyDocument).
    const other = notAction ? undefined : actions.find((action) => !/^sts:/i.test(action));
    return other === undefined
      ? undefined
      : `action ${show(other)} is none of STS; write "sts:AssumeRoleWithWebIdentity"`;
  },
  issuerOf: (arn) => {
    const [, path] = PROVIDER_ARN.exec(arn) ?? [];
    return path === undefined ? undefined : `https://${path}`;
  },
  accountOf: (arn) => /^(arn:[^:*?]*:iam::\d+):/.exec(arn)?.[1],
  standsFor: ({ kind, value }) => {
    if (kind === "*" || kind === "AWS") return value === "*" ? "anyone" : kind === "AWS" ? "others" : "unknown";
    if (kind === "Service" || kind === "CanonicalUser") return "others";
    if (kind !== "Federated" || value === "*") return "unknown";
    if (PROVIDER_ARN.test(value)) return "provider";
    // A wildcard inside of an ARN is compared as it stands, so it names nobody.
    return /[*?]/.test(value) ? "nobody" : "others";
  },
  /** Keys begin with the issuer, compare without case, and of a ServiceAccount token only `sub` and `aud` become keys. */
  claimOf: ({ key }, issuer) => {
    const host = issuerHostPath(issuer);
    if (key[host.length] === ":" && isSameKey(key.slice(0, host.length), host)) {
      const claim = key.slice(host.length + 1).toLowerCase();
      // AWS lists no such key, and trusts that compare it with another issuer under `ForAllValues:` work (github/docs#22240).
      if (claim === "iss") return "absent";
      if (claim === "sub" || claim === "aud") return claim;
      return DOCUMENTED_CLAIMS.get(issuer)?.has(claim) ? "documented" : "other";
    }
    const name = key.toLowerCase();
    // The request is not signed, so no principal with tags stands behind it.
    if (name.startsWith("aws:principaltag/")) return "absent";
    const isIssuer = /^https?:\/\//.test(name) || name.slice(0, name.indexOf(":")).includes(".");
    return isIssuer ? "absent" : "request";
  },
};

function isSameKey(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase();
}

/** Partition, region, account and name of an EKS cluster. */
export const EKS_CLUSTER_ARN = /^arn:(aws[a-z0-9-]*):eks:([a-z0-9-]+):(\d{12}):cluster\/([0-9A-Za-z][\w-]*)$/;

const readClusterArn: Read<string> = (value, path, issues) =>
  typeof value === "string" && EKS_CLUSTER_ARN.test(value)
    ? value
    : shapeFault(value, path, issues, "the ARN of an EKS cluster", "");

const readAssociation = readObject<AwsPodIdentityAssociation>({
  clusterArn: readClusterArn,
  issuer: ifGiven(readText),
  namespace: readText,
  serviceAccount: readText,
  disableSessionTags: ifGiven(readBoolean),
  sourceRoleArn: ifGiven(readText),
});

const readAwsTrust: Read<AwsTrust> = readObject<AwsTrust>({
  cloud: readExactly("aws"),
  assumeRolePolicy: readPolicy,
  roleArn: ifGiven(readText),
  oidcProviders: readListOf(
    readProvider<AwsTrust["oidcProviders"][number]>({
      arn: readText,
      issuer: readText,
      clientIds: readListOf(readText),
    }),
  ),
  podIdentityAssociations: ifGiven(readListOf(readAssociation)),
});

export function parseAwsTrust(value: unknown): AwsTrust {
  return federation.parsed(parseShape(readAwsTrust, value, "aws-trust-invalid", "the trust policy"));
}

/** The issuer of an IAM OIDC provider; IAM answers its URL without the scheme. */
export function awsProviderIssuer(issuer: string): string {
  return issuer.includes("://") ? issuer : `https://${issuer}`;
}

/** The policy language as the role of a trust reads it. */
export function awsDialectOf({ roleArn }: AwsTrust): FederationDialect {
  return inAccountOf(roleArn, AWS_DIALECT);
}

/** A trust as the policy language reads it; throws `aws-trust-invalid` with every fault. */
export function readAwsFederation(trust: AwsTrust): FederatedTrust {
  return federation.of(trust);
}

const federation = new Reading(({ assumeRolePolicy, oidcProviders, roleArn }: AwsTrust): FederatedTrust => {
  const providers = oidcProviders.map(({ arn, issuer, clientIds }) => ({
    reference: arn,
    issuer: awsProviderIssuer(issuer),
    clientIds,
  }));
  return readFederatedTrust(assumeRolePolicy, providers, AWS_DIALECT, "assumeRolePolicy", "aws-trust-invalid", roleArn);
});
