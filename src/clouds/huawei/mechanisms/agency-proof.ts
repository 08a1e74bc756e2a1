import { checkIssuerAudience } from "../../../core/audience";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { jsonObject } from "../../../core/json";
import { show } from "../../../core/show";
import { intentOf } from "../../../core/trust-intent";
import { proofIssues } from "../../proof";
import { huawei } from "../cloud";
import type { HuaweiTrustedIssuer } from "../trust";
import { checkHuaweiClientId, checkHuaweiPublicIssuerUrl, checkHuaweiTrustPolicySize } from "../values";
import { huaweiNotRegistered } from "./rule-proof";

/** An issuer that an agency trusts, with the audience of its tokens. */
export interface HuaweiAgencyIssuer extends HuaweiTrustedIssuer {
  clientId: string;
}

/** Faults of an agency's trust policy as it will be stored, against the ServiceAccounts that were asked for. */
export function huaweiAgencyFaults(stored: unknown, issuers: readonly HuaweiAgencyIssuer[]): Issue[] {
  const faults = [...issuers.flatMap(checkIssuer), ...checkClientIds(issuers)];
  if (faults.length > 0) return faults;
  const trustPolicy = jsonObject(stored);
  const oidcProviders = issuers.map(({ issuer, providerUrn, clientId }) => ({
    urn: providerUrn,
    issuer,
    clientIds: [clientId],
  }));
  const intent = intentOf(issuers, issuers[0]?.clientId ?? "");
  return [
    ...checkHuaweiTrustPolicySize(trustPolicy, "subjects"),
    ...proofIssues(huawei, { cloud: "huawei", trustPolicy, oidcProviders }, intent, "trustPolicy"),
  ];
}

function checkIssuer({ issuer, providerUrn, clientId }: HuaweiAgencyIssuer): Issue[] {
  if (clientId === "") return [huaweiNotRegistered()];
  return [
    ...(/^iam::[A-Za-z0-9-]+:oidcProvider:[A-Za-z0-9_-]{1,64}$/.test(providerUrn)
      ? []
      : [oidcProviderMissing(providerUrn)]),
    ...checkHuaweiPublicIssuerUrl(issuer, "issuer.url"),
    ...checkHuaweiClientId(clientId, "issuer.huawei.clientId"),
    ...checkIssuerAudience(clientId, issuer, "issuer.huawei.clientId"),
  ];
}

/** One trust policy cannot be proved for an audience of each issuer: with equal ones, nothing is to be told apart. */
function checkClientIds(issuers: readonly HuaweiAgencyIssuer[]): Issue[] {
  const [first, ...others] = [...new Set(issuers.map(({ clientId }) => clientId))];
  return others.map((other) =>
    issue(
      "huawei-client-ids-differ",
      "subjects",
      `Cannot trust issuers with the client ids ${show(first)} and ${show(other)} in one agency: register them with the same clientId`,
    ),
  );
}

function oidcProviderMissing(urn: string): Issue {
  const seen = urn === "" ? "it has no OIDC provider of IAM v5" : `${show(urn)} is no URN of an OIDC provider`;
  return issue(
    "huawei-registration-mismatch",
    "issuer.huawei.oidcProviderUrn",
    `Cannot use this registration: ${seen}; register the issuer with the mechanism "trust-agency", or use "identity-provider" here too`,
  );
}
