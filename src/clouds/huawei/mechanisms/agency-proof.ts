import { checkIssuerAudience } from "../../../core/audience";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { jsonObject } from "../../../core/json";
import { show } from "../../../core/show";
import { intentOf } from "../../../core/trust-intent";
import { proofIssues } from "../../proof";
import { huawei } from "../cloud";
import type { HuaweiTrustedIssuer, HuaweiTrustedOthers } from "../trust";
import { checkHuaweiClientId, checkHuaweiPublicIssuerUrl, checkHuaweiTrustPolicySize } from "../values";
import { huaweiNotRegistered } from "./rule-proof";

/** An issuer that an agency trusts, with the audience of its tokens. */
export interface HuaweiAgencyIssuer extends HuaweiTrustedIssuer {
  clientId: string;
}

/** Others of an agency, with the registration of each issuer. */
export interface HuaweiAgencyOthers {
  subjects: { issuer: string; providerUrn: string; clientId: string; subject: string }[];
  principals: HuaweiTrustedOthers["principals"];
}

/** Faults of an agency's trust policy as it will be stored, against the ServiceAccounts and others that were asked for. */
export function huaweiAgencyFaults(
  stored: unknown,
  issuers: readonly HuaweiAgencyIssuer[],
  others: HuaweiAgencyOthers = { subjects: [], principals: [] },
): Issue[] {
  const registered = [...issuers, ...others.subjects];
  const faults = [
    ...issuers.flatMap((each) => checkIssuer(each)),
    ...others.subjects.flatMap((each, index) => checkIssuer(each, `others.subjects[${index}].registration`)),
    ...checkClientIds(registered),
  ];
  if (faults.length > 0) return faults;
  const trustPolicy = jsonObject(stored);
  const providers = registered.map(({ issuer, providerUrn, clientId }) => ({
    urn: providerUrn,
    issuer,
    clientIds: [clientId],
  }));
  // Several subjects of one issuer come by one provider.
  const oidcProviders = [...new Map(providers.map((each) => [JSON.stringify(each), each])).values()];
  const huaweiOthers = {
    subjects: others.subjects.map(({ issuer, subject }) => ({ issuer, subject })),
    principals: others.principals,
  };
  const intent = { ...intentOf(issuers, issuers[0]?.clientId ?? ""), others: { huawei: huaweiOthers } };
  const tooLong = checkHuaweiTrustPolicySize(trustPolicy, "subjects");
  if (tooLong.length > 0) return tooLong;
  return proofIssues(huawei, { cloud: "huawei", trustPolicy, oidcProviders }, intent, "trustPolicy");
}

type Registered = Pick<HuaweiAgencyIssuer, "issuer" | "providerUrn" | "clientId">;

function checkIssuer({ issuer, providerUrn, clientId }: Registered, path = "subjects"): Issue[] {
  if (clientId === "") return [huaweiNotRegistered(issuer, path)];
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
function checkClientIds(issuers: readonly Registered[]): Issue[] {
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
