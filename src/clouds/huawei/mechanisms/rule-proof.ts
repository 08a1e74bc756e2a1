import { notRegistered } from "../../../component/issuers";
import { checkIssuerAudience } from "../../../core/audience";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { jsonObject } from "../../../core/json";
import { show } from "../../../core/show";
import { parseSubjectClaim } from "../../../core/subject";
import { checkUnchanged } from "../../../core/unchanged";
import { proofIssues } from "../../proof";
import { huawei } from "../cloud";
import { userNameOfRule } from "../resources/mapping-rules";
import type { HuaweiRulesTrust } from "../trust";
import { huaweiRuleOf } from "../trust";
import { checkHuaweiClientId, checkHuaweiIdentityProviderId, checkHuaweiIssuerUrl } from "../values";

/** The identity provider that a rule is for. */
export interface HuaweiRuleProvider {
  /** Empty where the issuer has no entry. */
  id: string;
  issuer: string;
  clientId: string;
  mappingId: string;
  shared?: boolean;
  /** The keys that the provider stores. */
  signingKey?: string;
  /** The keys that the issuer says it has. */
  jwks?: string;
}

/** The fault of an issuer without an entry for Huawei Cloud. */
export function huaweiNotRegistered(url: unknown, path = "subjects"): Issue {
  return notRegistered(path, "huawei", "HuaweiIssuerRegistration", url);
}

/** Whom a rule is for: a ServiceAccount, or somebody else that the workload names. */
export interface HuaweiRuleSubject {
  sub: string;
  isOther: boolean;
}

/** Faults of a conversion rule as it will be stored, against the one subject that it is for. */
export function huaweiRuleFaults(
  stored: Record<string, unknown>,
  provider: HuaweiRuleProvider,
  { sub, isOther }: HuaweiRuleSubject,
  group: string,
): Issue[] {
  const { id, issuer, clientId, mappingId, signingKey, jwks } = provider;
  if (id === "" && clientId === "") return [huaweiNotRegistered(issuer)];
  const faults = [
    ...(id === ""
      ? [identityProviderMissing()]
      : checkHuaweiIdentityProviderId(id, "issuer.huawei.identityProviderId")),
    ...(clientId === "" ? [] : checkHuaweiClientId(clientId, "issuer.huawei.clientId")),
    ...checkHuaweiIssuerUrl(issuer, "issuer.url"),
    ...checkIssuerAudience(clientId, issuer, "issuer.huawei.clientId"),
  ];
  if (faults.length > 0) return faults;
  const rule = jsonObject(stored.rule);
  const knowsKeys = jwks !== undefined && signingKey !== undefined;
  const trust: HuaweiRulesTrust = {
    cloud: "huawei",
    identityProvider: { id, issuer, clientId, ...(knowsKeys ? { signingKey } : {}) },
    rules: [rule],
    group,
  };
  const intent = {
    subjects: isOther ? [] : [{ ...parseSubjectClaim(sub)!, issuer }],
    audience: clientId,
    ...(isOther ? { others: { huawei: { subjects: [{ issuer, subject: sub }] } } } : {}),
    ...(knowsKeys ? { jwks: jsonObject(jwks) } : {}),
  };
  const intended = huaweiRuleOf(sub, group);
  const proved = [...checkUser(rule, userNameOfRule(intended)), ...proofIssues(huawei, trust, intent, "rule")];
  return [
    // In another mapping, the same rule would let in the ServiceAccount of another cluster.
    ...checkUnchanged(stored, { mappingId }),
    // The proof is about one group; what else the rule gives, such as a second group, is not ours to store.
    ...(proved.length > 0 ? proved : checkUnchanged({ rule }, { rule: intended })),
  ];
}

/** IAM takes equal names for one user, who then has the groups of both. */
function checkUser(rule: object, intended: string | undefined): Issue[] {
  const user = userNameOfRule(rule);
  return user === intended
    ? []
    : [issue("trust-over", "rule", `Cannot call the federated user ${show(user)}: intended is ${show(intended)}`)];
}

function identityProviderMissing(): Issue {
  return issue(
    "huawei-registration-mismatch",
    "issuer.huawei.identityProviderId",
    'Cannot use this registration: it has no identity provider of the old IAM; register the issuer with the mechanism "identity-provider", or use "trust-agency" here too',
  );
}
