import { WorkloadIdentityError } from "../../core/errors";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { issuerHostPath } from "../../core/issuer-url";
import { STRING_OPERATORS, unmodelledOperators } from "../../core/policy/dialect";
import type { PolicyDocument } from "../../core/policy/document";
import { readPolicyDocument, readPolicyObject } from "../../core/policy/document";
import type { FederatedProviders, FederationDialect } from "../../core/policy/federation";
import { federatedProviders } from "../../core/policy/federation";
import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readText } from "../../core/shape";
import { show } from "../../core/subject";
import type { AwsTrust } from "./trust";

const PROVIDER_ARN = /^arn:[^:*?]*:iam::[^:*?]*:oidc-provider\/([^*?]+)$/;

/** The trust policies of IAM (IAM user guide: condition operators, policy variables, AssumeRoleWithWebIdentity; 2023-06). */
export const AWS_DIALECT: FederationDialect = {
  versions: ["2012-10-17", "2008-10-17"],
  assumedVersion: "2008-10-17",
  escapes: ["2012-10-17"],
  operators: {
    ...STRING_OPERATORS,
    Null: { compare: "presence", negated: false },
    // No claim of a ServiceAccount token is an ARN, a number, a date or an address, so how they would compare is not modelled.
    ...unmodelledOperators(
      [
        ...["ArnEquals", "ArnLike", "Bool", "BinaryEquals", "IpAddress"],
        ...[
          "NumericEquals",
          "NumericLessThan",
          "NumericLessThanEquals",
          "NumericGreaterThan",
          "NumericGreaterThanEquals",
        ],
        ...["DateEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
      ],
      ["ArnNotEquals", "ArnNotLike", "NotIpAddress", "NumericNotEquals", "DateNotEquals"],
    ),
  },
  modifiers: "documented",
  actionCase: "ignored",
  action: "sts:AssumeRoleWithWebIdentity",
  entryActions: ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
  refusals: {
    provider: "InvalidIdentityToken: No OpenIDConnect provider found in your account",
    audience: "InvalidIdentityToken: Incorrect token audience",
    policy: "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
  },
  issuerOf: (arn) => {
    const [, path] = PROVIDER_ARN.exec(arn) ?? [];
    return path === undefined ? undefined : `https://${path}`;
  },
  standsFor: ({ kind, value }) => {
    if (kind === "*" || kind === "AWS") return value === "*" ? "anyone" : kind === "AWS" ? "others" : "unknown";
    if (kind === "Service" || kind === "CanonicalUser") return "others";
    if (kind !== "Federated" || value === "*") return "unknown";
    // A wildcard inside of an ARN is compared as it stands, so it names nobody.
    if (/[*?]/.test(value)) return "nobody";
    return PROVIDER_ARN.test(value) ? "provider" : "others";
  },
  /** Keys begin with the issuer, compare without case, and only `sub` and `aud` of a ServiceAccount token become keys. */
  claimOf: ({ key }, issuer) => {
    const name = key.toLowerCase();
    const prefix = issuerHostPath(issuer).toLowerCase();
    if (name === `${prefix}:sub`) return "sub";
    if (name === `${prefix}:aud`) return "aud";
    // The request is not signed, so no principal with tags stands behind it.
    if (name.startsWith("aws:principaltag/")) return "absent";
    const isIssuer = /^https?:\/\//.test(name) || name.slice(0, name.indexOf(":")).includes(".");
    return isIssuer ? "absent" : "request";
  },
};

const readAwsTrust: Read<AwsTrust> = readObject<AwsTrust>({
  cloud: readExactly("aws"),
  assumeRolePolicy: readPolicyObject(AWS_DIALECT),
  oidcProviders: readListOf(
    readObject<AwsTrust["oidcProviders"][number]>({ arn: readText, url: readText, clientIds: readListOf(readText) }),
  ),
});

export function parseAwsTrust(value: unknown): AwsTrust {
  const trust = parseShape(readAwsTrust, value, "aws-trust-invalid", "the trust policy");
  refuseFaults(repeatedProviders(trust));
  return trust;
}

/** A trust as the policy language reads it; throws `aws-trust-invalid` with every fault. */
export function awsFederation(trust: AwsTrust): { document: PolicyDocument; providers: FederatedProviders } {
  const { document, issues } = readPolicyDocument(trust.assumeRolePolicy, AWS_DIALECT, "assumeRolePolicy");
  refuseFaults([...issues, ...repeatedProviders(trust)]);
  const providers = trust.oidcProviders.map(({ arn, url, clientIds }) => ({
    reference: arn,
    issuer: issuerOfUrl(url),
    clientIds,
  }));
  return { document, providers: federatedProviders(providers) };
}

function refuseFaults(issues: Issue[]): void {
  if (issues.length > 0) throw new WorkloadIdentityError("aws-trust-invalid", "Cannot read the trust policy:", issues);
}

/** IAM answers the URL of a provider without its scheme. */
function issuerOfUrl(url: string): string {
  return url.includes("://") ? url : `https://${url}`;
}

/** An account has one provider for an issuer, so a second one is of an account that the role is not in. */
function repeatedProviders({ oidcProviders }: AwsTrust): Issue[] {
  if (oidcProviders.length < 2) return [];
  const seen = new Set<string>();
  return oidcProviders.flatMap(({ arn, url }, index) => {
    const repeated = [arn, issuerOfUrl(url)].find((name) => seen.size === seen.add(name).size);
    if (repeated === undefined) return [];
    const message = `Cannot list provider ${show(repeated)} twice: an account has one OIDC provider for an issuer`;
    return [issue("aws-provider-repeated", `oidcProviders[${index}]`, message)];
  });
}
